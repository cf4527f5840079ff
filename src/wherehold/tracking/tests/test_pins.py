"""What a map shows: gathered by the database, and nothing that is somebody else's own."""

from datetime import timedelta

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import NOON, put
from wherehold.custody import commands as custody
from wherehold.kernel import clock, readers
from wherehold.kernel.actor import Actor, Grant
from wherehold.kernel.errors import NotFound
from wherehold.kernel.models import Entry
from wherehold.kernel.tests.placing import place_all
from wherehold.register.models import Asset
from wherehold.tracking import commands
from wherehold.tracking.commands import Bind, NewDevice, NewZone
from wherehold.tracking.queries import pins, positions, zones
from wherehold.tracking.queries.pins import Box
from wherehold.tracking.reactions import REACTIONS, note_kept
from wherehold.tracking.tests.conftest import HOUR, at, take

pytestmark = pytest.mark.django_db
WORLD = Box(-90, -180, 90, 180)
SEES = frozenset({"asset.see", "position.see"})


@pytest.fixture
def fleet(boss, store_room, tools):
    """Six things around Berlin, one in Sydney, each with a tracker that told where it is."""
    spots = [(52.5 + n / 1000, 13.4 + n / 1000) for n in range(6)] + [(-33.87, 151.2)]
    assets = [put(f"F-{n}", store_room, tools, name=f"Thing {n}") for n in range(len(spots))]
    drafts = [NewDevice(key=f"D-{n}", kind="gps") for n in range(len(spots))]
    keys = commands.add_devices(actor=boss, devices=drafts)
    commands.bind(
        actor=boss,
        binds=[
            Bind(device_id=key, asset_id=asset.pk, starts_at=NOON - 24 * HOUR)
            for key, asset in zip(keys, assets, strict=True)
        ],
    )
    told = [
        {"device": f"D-{n}", "at": at(n), "lat": lat, "lon": lon, "accuracy_m": 5}
        for n, (lat, lon) in enumerate(spots)
    ]
    take(orjson.dumps(told))
    return assets


def seen(actor, box=WORLD, zoom=2, **given):
    found = pins.clusters(actor=actor, given=given, box=box, zoom=zoom)
    return sorted(one.number for one in found)


def test_far_away_things_are_gathered_and_near_they_stand_alone(boss, fleet):
    assert seen(boss) == [1, 6]
    assert seen(boss, Box(52.4, 13.3, 52.6, 13.5), 17) == [1] * 6


def test_only_what_lies_within_the_box_is_told_also_where_the_map_goes_round(boss, fleet):
    assert seen(boss, Box(-40, 100, 0, 179)) == [1]
    assert seen(boss, Box(-40, 150, 60, 390)) == [1, 6]
    assert seen(boss, Box(0, 170, 60, 200)) == []


def test_filters_of_the_list_hold_on_the_map(boss, fleet):
    Asset.objects.filter(pk=fleet[6].pk).update(stage="in_repair")

    assert seen(boss, stage=["in_repair"]) == [1]
    assert seen(boss, stage=["in_stock"]) == [6]
    assert seen(boss, custody=["held"]) == []


def test_what_somebody_may_not_see_is_not_counted(fleet, berlin, hamburg):
    here = Actor("party:1", grants=(Grant(SEES, place=berlin.path),), source="web")
    there = Actor("party:2", grants=(Grant(SEES, place=hamburg.path),), source="web")
    blind = Actor("party:3", grants=(Grant(frozenset({"asset.see"})),), source="web")

    assert seen(here) == [1, 6]
    assert seen(there) == seen(blind) == []
    assert pins.extent(actor=there, given={}) is None


def test_the_number_of_statements_does_not_depend_on_how_much_there_is(boss, fleet):
    with CaptureQueriesContext(connection) as one:
        pins.pins(actor=boss, given={}, box=Box(-40, 100, 0, 179))
    with CaptureQueriesContext(connection) as all_of_them:
        pins.pins(actor=boss, given={}, box=Box(-80, -170, 80, 179))

    assert len(one) == len(all_of_them)


def test_of_two_devices_on_a_thing_the_later_report_counts(boss, fleet):
    [key] = commands.add_devices(actor=boss, devices=[NewDevice(key="D-9", kind="gps")])
    commands.bind(
        actor=boss, binds=[Bind(device_id=key, asset_id=fleet[6].pk, starts_at=NOON - 2 * HOUR)]
    )
    take(orjson.dumps([{"device": "D-9", "at": at(30), "lat": 1.0, "lon": 2.0}]))

    [pin] = pins.pins(actor=boss, given={}, box=WORLD, asset_ids=[fleet[6].pk])

    assert (pin.lat, pin.lon) == (1.0, 2.0)


def test_what_one_person_keeps_shows_only_to_them_from_the_hand_over_on(boss, fleet, bo):
    own = Actor(f"party:{bo.pk}", own=SEES, party_id=bo.pk, source="web")
    custody.check_out(actor=boss, asset_ids=[fleet[0].pk], holder_id=bo.pk)

    assert seen(boss) == [1, 5]
    assert positions.now(actor=boss, asset_ids=[fleet[0].pk]) == []
    [mine] = positions.now(actor=own)
    assert mine.asset_id == fleet[0].pk

    custody.check_in(actor=boss, asset_ids=[fleet[0].pk])
    assert seen(boss) == [1, 6]


def test_where_it_was_while_kept_stays_with_who_kept_it_after_it_came_back(
    boss, drill, tracker, bo
):
    gate = {"type": "Point", "coordinates": [13.4, 52.5]}
    commands.save_zones(actor=boss, zones=[NewZone(name="Home", geometry=gate, reach_m=90)])
    day = timedelta(days=1)
    out = {"actor": boss, "asset_ids": [drill.pk], "holder_id": bo.pk, "at": NOON - 20 * HOUR}
    custody.check_out(**out)
    custody.check_in(actor=boss, asset_ids=[drill.pk], at=NOON - 2 * HOUR)
    spot = {"device": "T-1", "lat": 52.5, "lon": 13.4, "accuracy_m": 4}
    then = [{**spot, "at": (NOON - n * HOUR).isoformat()} for n in (10, 9, 8, 1)]
    take(orjson.dumps(then))
    own = Actor(f"party:{bo.pk}", own=SEES, party_id=bo.pk, source="web")

    asked = {"asset_id": drill.pk, "since": NOON - day, "until": NOON}
    points, _ = positions.track(actor=boss, **asked)
    thin = positions.trail(actor=boss, points=100, **asked)

    assert [one.at for one in points] == [one.at for one in thin] == [NOON - HOUR]
    assert positions.at(actor=boss, instant=NOON - 9 * HOUR) == []
    assert zones.visits(actor=boss) == []
    assert not Entry.objects.filter(kind="tracking.entered").exists()
    assert Asset.objects.get(pk=drill.pk).seen_place_id is None
    with pytest.raises(NotFound):
        positions.track(actor=own, **asked)


def test_what_is_lent_for_some_days_stays_on_the_map(boss, fleet, bo):
    day = (NOON + timedelta(days=3)).date()
    Asset.objects.filter(pk=fleet[0].pk).update(
        held="party", holder=bo, held_since=NOON, due_on=day
    )

    assert seen(boss) == [1, 6]


@pytest.mark.parametrize("back", [custody.check_in, None])
def test_what_was_told_while_somebody_kept_it_counts_for_nobody_else(boss, fleet, bo, amina, back):
    own = Actor(f"party:{bo.pk}", (Grant(SEES),), party_id=bo.pk, source="web")
    out = {"actor": boss, "asset_ids": [fleet[0].pk]}
    custody.check_out(**out, holder_id=bo.pk, at=NOON - 3 * HOUR)
    short = {"due_on": (NOON + timedelta(days=1)).date()}
    back(**out) if back else custody.transfer(**out, holder_id=amina.party_id, **short)
    follow()

    assert seen(boss) == [1, 5] and seen(own) == [1, 6]
    assert pins.pins(actor=boss, given={}, box=WORLD, asset_ids=[fleet[0].pk]) == []
    with CaptureQueriesContext(connection) as asked:
        follow()
    assert not [one for one in asked if "tracking_state" in one["sql"]]
    with clock.held_at(NOON + HOUR):
        told = {"device": "D-0", "at": clock.now().isoformat(), "lat": 52.5, "lon": 13.4}
        take(orjson.dumps([told]))
        assert seen(boss) == [1, 6]


def follow():
    place_all()
    while readers.run({kind: [note_kept] for kind in REACTIONS}):
        pass
