"""What a browser must fetch before a page is of use, in bytes as they travel."""

import gzip
from pathlib import Path

import pytest

DIST = Path(__file__).parents[1] / "src/wherehold/ui/static/dist"
# Every page pays for these.
KB_MAX = {"app.js": 40, "app.css": 20}


@pytest.mark.parametrize("name", KB_MAX)
def test_what_every_page_fetches_stays_small(name):
    travels = len(gzip.compress((DIST / name).read_bytes(), 9))

    assert travels <= KB_MAX[name] * 1024


def test_scanning_costs_only_those_who_scan():
    page = (DIST / "app.js").read_text()
    [scanner] = [path.name for path in DIST.glob("scanner-*.js")]

    assert f'import("./{scanner}")' in page
    assert f'from"./{scanner}"' not in page
