"""What others build on at scale: codes by the thousand, places at an instant, rows of their own."""

from datetime import timedelta

import pytest

from wherehold.conftest import NOON, plant, put
from wherehold.kernel import bulk
from wherehold.register.commands.moving import Sighting, move_assets, see_assets
from wherehold.register.models import Asset, Identifier, Party, Place
from wherehold.register.queries import resolve, rooms, whereabouts

pytestmark = pytest.mark.django_db


def test_rows_get_values_of_their_own_by_one_statement(django_assert_num_queries, bo):
    eve = Party.objects.create(name="Eve")
    with django_assert_num_queries(1):
        bulk.update(
            Party, ("id", "name", "leaves_on"), [(bo.pk, "B", None), (eve.pk, "E", "2026-05-01")]
        )
    assert list(Party.objects.order_by("pk").values_list("name", flat=True)) == ["B", "E"]
    assert set(Party.objects.filter(pk__in=bulk.among([bo.pk]))) == {bo}
    assert set(Party.objects.filter(name__in=bulk.among(["E", "X"]))) == {eve}


def test_many_codes_are_read_as_each_alone_would_be(amina, cy, drill, saw, store_room):
    Identifier.objects.create(kind="token", key="0123456789abcdef", value="x", asset=saw)
    Identifier.objects.create(kind="place_code", key="door-1", value="DOOR-1", place=store_room)
    link = "https://assets.example.org/t/0123456789ABCDEF"
    codes = ["drill-7", " SAW-2 ", link, "DOOR-1", "nobody", "", "x" * 2_000]

    told = resolve.resolve_many(actor=amina, codes=codes)

    assert {code: [(hit.type, hit.id) for hit in hits] for code, hits in told.items() if hits} == {
        "drill-7": [("asset", drill.pk)],
        " SAW-2 ": [("asset", saw.pk)],
        link: [("asset", saw.pk)],
        "DOOR-1": [("place", store_room.pk)],
    }
    assert not any(resolve.resolve_many(actor=cy, codes=codes).values())


def test_where_a_thing_was_recorded_is_found_by_taking_moves_back(amina, drill, store_room, berlin):
    yard = plant(Place, "Yard", berlin, kind="room")
    move_assets(actor=amina, moves={drill.pk: yard.pk}, at=NOON - timedelta(hours=2))

    def at(hours):
        instants = {drill.pk: NOON - timedelta(hours=hours)}
        return whereabouts.places_at(actor=amina, now={drill.pk: yard.pk}, at=instants)[drill.pk]

    assert (at(1), at(3)) == (yard.pk, store_room.pk)


def test_a_room_is_the_nearest_above_and_others_are_their_own(amina, cy, store_room, berlin):
    shelf = plant(Place, "Shelf", store_room, kind="shelf")
    found = rooms.rooms_of(actor=amina, place_ids=[shelf.pk, berlin.pk])
    assert {key: room.id for key, room in found.items()} == {
        shelf.pk: store_room.pk,
        berlin.pk: berlin.pk,
    }
    assert rooms.rooms_of(actor=cy, place_ids=[shelf.pk]) == {}


def test_sightings_at_many_instants_are_recorded_by_one_statement(
    amina, store_room, django_assert_max_num_queries
):
    things = [put(f"T-{n}", store_room) for n in range(30)]
    sightings = [
        Sighting(
            asset_id=one.pk, place_id=store_room.pk, at=NOON - timedelta(minutes=n), how="count"
        )
        for n, one in enumerate(things)
    ]
    with django_assert_max_num_queries(8):
        see_assets(actor=amina, sightings=sightings)
    assert Asset.objects.filter(seen_how="count").count() == 30
