"""Every page loads these: they stay small."""

import json
from pathlib import Path

DIST = Path(__file__).parents[1] / "static/dist"
SIZES = json.loads((DIST / "meta.json").read_text())
JS_MAX, CSS_MAX, SCANNER_MAX = 40_960, 14_336, 30_720


def loaded_with(name):
    """Return the files that a browser fetches with a script, itself first."""
    found, queue = [], [name]
    while queue:
        file = queue.pop()
        if file not in found:
            found.append(file)
            queue += SIZES[file]["imports"]
    return found


def gzipped(names):
    return sum(SIZES[name]["gzip"] for name in names)


def test_scripts_of_every_page_fit_their_budget():
    files = loaded_with("app.js")

    assert len(files) > 1, "shared code stands in chunks of its own"
    assert gzipped(files) <= JS_MAX


def test_the_style_sheet_fits_its_budget():
    assert gzipped(["app.css"]) <= CSS_MAX


def test_the_camera_costs_only_where_it_is_used():
    island = [name for name in SIZES if name.startswith(("scanner-", "scan-worker-"))]

    assert len(island) == 2
    assert gzipped(island) <= SCANNER_MAX
    assert not set(island) & set(loaded_with("app.js"))


def test_the_whole_scan_page_fits_its_budget_beside_what_every_page_loads():
    always = set(loaded_with("app.js"))
    parts = [n for n in SIZES if n.startswith(("scan-", "scanner-", "leaving-", "sw.js"))]
    needed = {file for part in parts for file in loaded_with(part)} - always

    assert any(part.startswith("scan-worker-") for part in parts) and "sw.js" in parts
    assert gzipped(needed) <= SCANNER_MAX


def test_the_page_of_a_count_fits_the_same_budget():
    always = set(loaded_with("app.js"))
    parts = [n for n in SIZES if n.startswith(("count-", "scanner-", "scan-worker-", "sw.js"))]
    needed = {file for part in parts for file in loaded_with(part)} - always

    assert any(part.startswith("count-") for part in parts)
    assert gzipped(needed) <= SCANNER_MAX


def test_nothing_points_to_another_host():
    for name in SIZES:
        text = (DIST / name).read_text()
        for part in text.split("https://")[1:]:
            assert part.startswith(("fastly.jsdelivr.net", "cdn.jsdelivr.net")) and "worker" in name
