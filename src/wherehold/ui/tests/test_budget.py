"""Every page loads these: they stay small."""

import json
from pathlib import Path

DIST = Path(__file__).parents[1] / "static/dist"
SIZES = json.loads((DIST / "meta.json").read_text())
JS_MAX, CSS_MAX, SCANNER_MAX = 40_960, 14_336, 30_720
MAP_MAX, DRAWING_MAX, VECTOR_MAX = 56_320, 81_920, 40_960


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


def test_the_map_is_a_bundle_of_its_own_within_its_budget():
    always = set(loaded_with("app.js"))
    parts = [n for n in SIZES if n.startswith(("map-", "trail-")) and n.endswith(".js")]
    drawing = [n for n in SIZES if n.startswith(("map-draw-", "leaflet-geoman-"))]
    vector = [n for n in SIZES if n.startswith("map-vector-")]
    shown = {
        file for part in parts if part not in [*drawing, *vector] for file in loaded_with(part)
    } - always

    assert len(parts) >= 3 and len(drawing) == 2 and len(vector) == 1
    assert not set(parts) & always
    assert gzipped(shown) <= MAP_MAX
    assert gzipped(drawing) <= DRAWING_MAX
    assert not set(vector) & shown
    assert gzipped(set(loaded_with(vector[0])) - shown - always) <= VECTOR_MAX


# Texts in libraries that nothing loads from: where a worker would fetch from by itself, which ours
# is told otherwise, the credit that a map of shapes would show without ours, and the credit and
# home page of the library of maps.
NAMED = {
    "scan-worker-": ("fastly.jsdelivr.net", "cdn.jsdelivr.net"),
    "chunk-": ("leafletjs.com",),
    "map-vector-": ("protomaps.com", "openstreetmap.org"),
    "leaflet-geoman-": ("github.com/geoman-io/", "geoman.io"),
}


def test_nothing_points_to_another_host():
    for name in SIZES:
        known = tuple(h for part, hosts in NAMED.items() if name.startswith(part) for h in hosts)
        for part in (DIST / name).read_text().split("https://")[1:]:
            assert part.startswith(known or ("nothing",)), name
