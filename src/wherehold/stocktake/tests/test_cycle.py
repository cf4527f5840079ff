"""The plan of counts: what is dear or often wrong comes round sooner, a week's share at a time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from wherehold.conftest import put
from wherehold.kernel import clock
from wherehold.kernel.actor import EVERYTHING, Actor, Grant
from wherehold.kernel.errors import NotAllowed
from wherehold.register.models import Asset
from wherehold.stocktake import commands
from wherehold.stocktake.models import Line, Stocktake
from wherehold.stocktake.queries import cycle
from wherehold.stocktake.refusals import BadCount, NothingExpected

TERMS = commands.CycleTerms(
    a_minor=100_000, b_minor=20_000, a_days=90, b_days=180, c_days=360, wrong_days=700
)


@pytest.fixture
def boss(db):
    return Actor("ada", grants=(Grant(EVERYTHING),), source="api")


@pytest.fixture
def things(store_room, tools):
    """Four things that were vouched for so many days ago, of so much worth."""
    made = {}
    for tag, worth, days in (("DEAR", 150_000, 100), ("MID", 50_000, 100), ("OLD", 100, 400)):
        made[tag] = put(tag, store_room, tools, stage="in_service", value_minor=worth)
        at = clock.now() - timedelta(days=days)
        Asset.objects.filter(pk=made[tag].pk).update(confirmed_at=at)
    made["NEW"] = put("NEW", store_room, tools, stage="in_service", value_minor=None)
    Asset.objects.filter(pk=made["NEW"].pk).update(confirmed_at=clock.now())
    return made


def due(actor):
    ids = cycle.due_ids(actor=actor, most=100)
    return [Asset.objects.get(pk=key).tag for key in ids]


def test_what_is_dear_is_due_sooner_than_what_is_not(keeper, things):
    assert due(keeper) == ["DEAR", "OLD"]
    plan = cycle.plan(actor=keeper)
    assert [(one.name, one.things, one.due) for one in plan.classes] == [
        *(("A", 1, 1), ("B", 1, 0), ("C", 2, 1))
    ]
    assert (plan.weekly, plan.this_week) == (1, 1)


def test_what_a_signed_count_found_wrong_comes_round_a_class_sooner(
    keeper, things, store_room, boss
):
    commands.set_cycle(actor=boss, terms=replace(TERMS, a_days=50))
    key = commands.open_stocktake(actor=keeper, terms=commands.Terms(name="Before", alone=True))
    Line.objects.filter(asset=things["MID"]).update(state="missing")
    Stocktake.objects.filter(pk=key).update(state="closed")
    assert due(keeper) == ["DEAR", "MID", "OLD"]


def test_a_click_opens_a_count_of_the_share_of_the_week_and_of_nothing_twice(
    keeper, things, settings
):
    key = commands.open_due(actor=keeper)
    assert [line.asset.tag for line in Line.objects.filter(stocktake=key)] == ["DEAR"]
    key = commands.open_due(actor=keeper, most=5, name="The rest")
    assert [line.asset.tag for line in Line.objects.filter(stocktake=key)] == ["OLD"]
    with pytest.raises(NothingExpected):
        commands.open_due(actor=keeper)


def test_who_keeps_berlin_plans_berlin_alone_and_sets_nothing(keeper, dora, things, hamburg, tools):
    put("FAR", hamburg, tools, stage="in_service", value_minor=900_000)
    Asset.objects.filter(tag="FAR").update(confirmed_at=clock.now() - timedelta(days=999))
    assert "FAR" not in due(keeper)
    for refused in (
        lambda: commands.set_cycle(actor=keeper, terms=TERMS),
        lambda: cycle.plan(actor=dora),
        lambda: commands.open_due(actor=dora),
    ):
        with pytest.raises(NotAllowed):
            refused()


@pytest.mark.parametrize("bad", [{"a_days": 0}, {"b_minor": 200_000}, {"c_days": 9_999}])
def test_what_cannot_be_is_refused(boss, bad):
    with pytest.raises(BadCount):
        commands.set_cycle(actor=boss, terms=replace(TERMS, **bad))


def test_the_page_shows_what_is_due_says_how_often_and_opens_the_count(client, ada, keeper, things):
    client.force_login(ada)
    shown = client.get("/stocktakes/cycle").content.decode()
    assert "Count the one of this week" in shown and "<svg" in shown
    said = {"a": "1000", "b": "100", "a_days": 30, "b_days": 60, "c_days": 365, "wrong_days": 700}
    assert client.post("/stocktakes/cycle", said).status_code == 302
    assert cycle.terms(actor=keeper).b_minor == 10_000
    assert due(Actor("x", grants=(Grant(EVERYTHING),))) == ["DEAR", "MID", "OLD"]
    assert client.post("/stocktakes/cycle", {**said, "b": "9999"}).status_code == 422
    opened = client.post("/stocktakes/cycle/open")
    assert opened["Location"].startswith("/stocktakes/") and Line.objects.get().asset.tag == "DEAR"


def test_the_same_over_rest(client, ada, things):
    client.force_login(ada)
    body = {"a_minor": 100_000, "b_minor": 10_000, "a_days": 30, "b_days": 60}
    told = client.post("/api/v1/stocktakes/cycle", body, content_type="application/json")
    assert told.status_code == 201 and told.json()["due"] == 3
    assert client.get("/api/v1/stocktakes/cycle").json()["terms"]["a_days"] == 30
    made = client.post(
        "/api/v1/stocktakes/cycle/counts", {"most": 2}, content_type="application/json"
    )
    assert made.status_code == 201 and Line.objects.count() == 2
