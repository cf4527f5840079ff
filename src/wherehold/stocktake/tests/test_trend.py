"""How counts of the same compare, and what was lost in pieces and money."""

from dataclasses import replace

import pytest

from wherehold.conftest import put
from wherehold.register.models import Asset
from wherehold.stocktake import commands, drawing
from wherehold.stocktake.commands import Terms
from wherehold.stocktake.models import Line, Stocktake
from wherehold.stocktake.queries import counts, progress

pytestmark = pytest.mark.django_db
PRICE = 12_345


@pytest.fixture
def lamps(store_room, tools):
    """Four lamps of the same price in the store room."""
    made = [put(f"LAMP-{n}", store_room, tools, stage="in_service") for n in range(4)]
    Asset.objects.filter(pk__in=[lamp.pk for lamp in made]).update(value_minor=PRICE)
    return made


@pytest.fixture
def sign(keeper, hanna, scan, store_room):
    """Return a function that counts, loses what was not seen, and signs."""

    def sign(*tags):
        key = commands.open_stocktake(actor=keeper, terms=Terms(name="Berlin"))
        for tag in tags:
            scan(Stocktake.objects.get(pk=key), tag, place=store_room)
        commands.end_counting(actor=keeper, stocktake_id=key)
        if gone := list(Line.objects.filter(stocktake=key, state="missing")):
            ids = [line.pk for line in gone]
            commands.decide(actor=keeper, stocktake_id=key, outcome="lost", line_ids=ids)
        commands.close(actor=hanna, stocktake_id=key)
        return key

    return sign


def test_counts_of_the_same_follow_each_other_with_what_was_lost(keeper, dora, lamps, sign):
    first = sign("LAMP-0", "LAMP-1", "LAMP-2")
    last = sign("LAMP-0", "LAMP-1")

    points = progress.trend(actor=keeper, stocktake_id=last)
    assert [one.id for one in points] == [first, last]
    assert [(one.right, one.judged) for one in points] == [(3, 4), (2, 3)]
    assert [(one.lost, one.lost_minor) for one in points] == [(1, PRICE), (1, PRICE)]
    low, high = points[0].accuracy.low, points[0].accuracy.high
    assert 0 < low < points[0].accuracy.share == 0.75 < high < 1
    card = counts.card(actor=keeper, stocktake_id=last)
    assert "<svg" in drawing.trend(points, card)
    assert drawing.trend(points[:1], card) == ""


def test_shrinkage_is_told_in_pieces_and_to_who_sees_prices_in_money(
    keeper, hanna, lamps, sign, store_room
):
    key = sign("LAMP-0", "LAMP-1")

    result = counts.card(actor=hanna, stocktake_id=key).result
    assert (result["lost"], result["lost_minor"]) == (2, 2 * PRICE)
    assert result["value_minor"] == 4 * PRICE
    poor = replace(
        hanna,
        grants=tuple(
            replace(one, permissions=one.permissions - {"asset.price"}) for one in hanna.grants
        ),
    )
    told = counts.card(actor=poor, stocktake_id=key).result
    assert told["lost"] == 2 and "lost_minor" not in told
    assert progress.trend(actor=poor, stocktake_id=key)[0].lost_minor is None
