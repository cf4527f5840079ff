"""The card of the count that is going on."""

import pytest

from wherehold.stocktake import overview
from wherehold.stocktake.commands import Terms, open_stocktake

pytestmark = pytest.mark.django_db


def test_it_tells_how_far_the_latest_count_is(count, scan, drill, store_room, keeper):
    scan(count, drill.tag, place=store_room)

    told = overview.going_on(keeper)

    assert told is not None
    assert (told["line"].id, told["day"], told["percent"]) == (count.pk, 1, 33)
    [(first, name, bar), (second, _name, _bar)] = told["zones"]
    assert (first.done, first.expected, second.done, second.expected) == (1, 2, 0, 1)
    assert name == "Store room" and "svg" in bar


def test_where_nothing_is_counted_there_is_no_card(keeper, cy, count):
    assert overview.going_on(keeper) is not None
    assert overview.going_on(cy) is None


def test_who_counts_blind_is_told_of_zones_alone(keeper, dora, drill, saw, lamp):
    open_stocktake(actor=keeper, terms=Terms(name="Blind", blind=True))

    told = overview.going_on(dora)

    assert told is not None and told["percent"] is None
    assert all(zone.expected is None for zone, _name, _bar in told["zones"])


def test_the_page_shows_it(browser, count):
    page = browser.get("/").content.decode()

    assert "Berlin Q1" in page and "0 of 3 seen" in page and "Day 1" in page
