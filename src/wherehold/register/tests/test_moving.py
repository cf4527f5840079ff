"""Bringing assets elsewhere, and writing down where they were seen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import plant, put
from wherehold.kernel import ledger
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.commands.moving import Sighting, confirm_assets, move_assets, see_assets
from wherehold.register.models import Asset, Place
from wherehold.register.refusals import InFuture, StillHeld

pytestmark = pytest.mark.django_db


@pytest.fixture
def yard(berlin):
    return plant(Place, "Yard", berlin, kind="room")


def test_what_is_inside_goes_along(amina, drill, store_room, yard):
    case = put("CASE", store_room, container=drill)
    bit = put("BIT", store_room, container=case)

    moved = move_assets(actor=amina, moves={drill.pk: yard.pk}, note="tidied up")

    assert sorted(moved) == [drill.pk, case.pk, bit.pk]
    places = set(Asset.objects.values_list("place_id", "place_path"))
    assert places == {(yard.pk, yard.path)}
    [entry] = ledger.history("asset", bit.pk)
    assert (entry.kind, entry.data["with_id"]) == ("register.moved", drill.pk)
    assert entry.data["changed"]["place_id"] == [store_room.pk, yard.pk]


def test_what_goes_by_itself_comes_out(amina, drill, store_room, yard):
    case = put("CASE", store_room, container=drill)

    move_assets(actor=amina, moves={case.pk: yard.pk})

    case.refresh_from_db()
    assert (case.place_id, case.container_id) == (yard.pk, None)


def test_being_there_already_is_no_entry(amina, drill, store_room):
    assert move_assets(actor=amina, moves={drill.pk: store_room.pk}) == []
    assert ledger.history("asset", drill.pk) == []


def test_t01_nothing_is_brought_to_where_one_may_not(amina, drill, hamburg):
    with pytest.raises(NotFound):
        move_assets(actor=amina, moves={drill.pk: hamburg.pk})
    with pytest.raises(NotAllowed):
        move_assets(actor=amina, moves={drill.pk: None})


def test_t59_strangers_move_nothing(cy, drill, hamburg):
    with pytest.raises(NotFound):
        move_assets(actor=cy, moves={drill.pk: hamburg.pk})
    with pytest.raises(NotFound):
        see_assets(actor=cy, sightings=[Sighting(asset_id=drill.pk, place_id=hamburg.pk)])
    with pytest.raises(NotFound):
        confirm_assets(actor=cy, asset_ids=[drill.pk])


def test_what_is_handed_out_into_another_stays_with_it(amina, drill, saw, yard):
    Asset.objects.filter(pk=saw.pk).update(held="asset", held_asset=drill, container=drill)
    with pytest.raises(StillHeld):
        move_assets(actor=amina, moves={saw.pk: yard.pk})


def test_a_thousand_cost_as_many_statements_as_ten(amina, store_room, yard):
    def statements(count):
        things = [put(f"N-{count}-{n}", store_room) for n in range(count)]
        put(f"IN-{count}", store_room, container=things[0])
        with CaptureQueriesContext(connection) as captured:
            move_assets(actor=amina, moves={t.pk: yard.pk for t in things})
        return len(captured)

    assert statements(10) == statements(200)


def test_the_newest_sighting_stands_and_older_ones_are_history(
    amina, drill, yard, store_room, still_clock
):
    early, late = still_clock - timedelta(hours=3), still_clock - timedelta(hours=1)
    see_assets(actor=amina, sightings=[Sighting(asset_id=drill.pk, place_id=yard.pk, at=late)])
    older = [Sighting(asset_id=drill.pk, place_id=store_room.pk, at=early, how="gate")]

    assert see_assets(actor=amina, sightings=older) == []

    drill.refresh_from_db()
    assert (drill.seen_place_id, drill.seen_at, drill.seen_how) == (yard.pk, late, "scan")
    assert (drill.place_id, drill.confirmed_at) == (store_room.pk, late)
    entries = ledger.history("asset", drill.pk)
    assert [(e.data["place_id"], e.happened_at) for e in entries] == [
        (store_room.pk, early),
        (yard.pk, late),
    ]


def test_an_older_word_does_not_unsay_a_newer_one(amina, drill, still_clock):
    assert confirm_assets(actor=amina, asset_ids=[drill.pk], how="count") == [drill.pk]
    before = still_clock - timedelta(days=2)
    assert confirm_assets(actor=amina, asset_ids=[drill.pk], at=before) == []

    drill.refresh_from_db()
    assert (drill.confirmed_at, drill.confirmed_how) == (still_clock, "count")
    with pytest.raises(InFuture):
        confirm_assets(actor=amina, asset_ids=[drill.pk], at=still_clock + timedelta(days=1))
