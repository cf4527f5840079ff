"""Each finder finds what it says, and nothing else; rules hold within their bounds."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.alerts import commands, looking
from wherehold.alerts.commands import NewRule
from wherehold.alerts.finders import FINDERS, moved_after_hours
from wherehold.alerts.models import Alert, Rule
from wherehold.conftest import NOON, plant, put
from wherehold.custody import commands as custody
from wherehold.kernel import clock, readers
from wherehold.kernel.actor import system
from wherehold.kernel.errors import NotFound
from wherehold.kernel.tests.placing import place_all
from wherehold.project.reactions import REACTIONS
from wherehold.register.models import Asset, Category, Hold, Model, Party
from wherehold.reservations.models import Booking, Line, Reservation
from wherehold.tracking import commands as tracking
from wherehold.tracking.instants import to_us
from wherehold.tracking.models import Crossing, State
from wherehold.tracking.queries import zones
from wherehold.tracking.tests.conftest import (  # noqa: F401 - the same world
    ada,
    at,
    boss,
    organisation,
    send,
    token,
    told,
    tracker,
)
from wherehold.tracking.tests.test_zones import METRE, off, yard  # noqa: F401

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = NOON.date()


@pytest.fixture(autouse=True)
def nothing_was_looked_at():
    looking._looked.clear()


@pytest.fixture
def rule(boss):  # noqa: F811
    def rule(finder, parameters=None, **more):
        new = NewRule(name=finder, finder=finder, parameters=parameters or {}, **more)
        return commands.save_rule(actor=boss, rule=new)

    return rule


def look():
    looking.look(actor=system("alerts"))
    return sorted(Alert.objects.filter(over_at=None).values_list("title", flat=True))


def change(asset, **columns):
    Asset.objects.filter(pk=asset.pk).update(**columns)


def hand(asset, party, **columns):
    change(asset, held="party", holder=party, held_since=NOON - DAY, **columns)


def test_what_is_overdue_and_what_is_due_soon(rule, drill, saw, bo):
    hand(drill, bo, due_on=TODAY - DAY)
    hand(saw, bo, due_on=TODAY + DAY)
    rule("overdue_return")
    rule("due_soon")

    assert look() == ["DRILL-7 was due back on 2026-03-01", "SAW-2 is due back on 2026-03-03"]
    late = Alert.objects.get(rule__finder="overdue_return")
    assert late.since == NOON.replace(hour=0) and late.evidence["holder"] == "Bo"
    change(drill, held="", holder=None, due_on=None)
    assert look() == ["SAW-2 is due back on 2026-03-03"]


def test_what_was_not_seen_for_long(rule, drill, saw):
    old = NOON - 100 * DAY
    change(drill, created_at=old, seen_at=NOON - 91 * DAY)
    change(saw, created_at=old, confirmed_at=NOON - DAY)
    rule("not_seen")

    assert look() == ["DRILL-7 was not seen since 2025-12-01"]


def test_where_places_disagree_for_hours(rule, drill, hamburg, bo):
    change(drill, seen_place=hamburg, seen_path=hamburg.path, seen_at=NOON + timedelta(minutes=1))
    rule("disagree", {"hours": 4})

    assert look() == []
    with clock.held_at(NOON + timedelta(hours=5)):
        assert look() == ["DRILL-7 is seen in Hamburg, not in Berlin · Store room"]
        hand(drill, bo)
        assert look() == [], "where one person has it is theirs to know"
    change(drill, seen_place=None, seen_path="")
    assert look() == []


def test_what_leavers_have_and_whose_warranty_ends(rule, drill, saw, bo):
    Party.objects.filter(pk=bo.pk).update(leaves_on=TODAY + 3 * DAY)
    hand(drill, bo)
    change(saw, warranty_until=TODAY + 10 * DAY)
    rule("leaver")
    rule("warranty_ending")

    assert look() == ["DRILL-7 is with Bo, who leaves", "Warranty of SAW-2 ends on 2026-03-12"]


def test_what_is_on_hold_and_handed_out(rule, drill, saw, bo):
    for thing in (drill, saw):
        Hold.objects.create(asset=thing, reason="Recall", cause="person", placed_at=NOON - 2 * DAY)
    hand(drill, bo)
    rule("hold_broken")

    assert look() == ["DRILL-7 was handed out on hold"]


def test_what_is_promised_and_not_back(rule, drill, saw, bo):
    hand(drill, bo)
    wanted = {"begins_at": NOON + timedelta(hours=2), "ends_at": NOON + DAY}
    one = Reservation.objects.create(party=bo, state="approved", made_at=NOON, **wanted)
    line = Line.objects.create(
        reservation=one, asset=drill, begins_at=wanted["begins_at"], until_at=wanted["ends_at"]
    )
    for thing in (drill, saw):
        Booking.objects.create(
            line=line, asset=thing, begins_at=wanted["begins_at"], until_at=wanted["ends_at"]
        )
    rule("reserved_not_back")

    assert look() == ["DRILL-7 is reserved for 2026-03-02 14:00 and not back"]


def test_what_is_low_in_stock(rule, store_room, tools, drill):
    model = Model.objects.create(name="Laser L2", category=tools)
    put("L-1", store_room, tools, model=model, stage="in_stock")
    put("L-2", store_room, tools, model=model, stage="in_service")
    rule("low_stock", {"least": 2})

    assert look() == ["Laser L2: 1 free of 2"]
    put("L-3", store_room, tools, model=model, stage="in_stock")
    assert look() == []


@pytest.mark.usefixtures("tracker")
def test_what_moves_in_store_too_fast_or_after_hours(rule, told, drill):  # noqa: F811
    change(drill, stage="in_stock")
    told([off(0, 3_540) | {"speed_mps": 30}])
    rule("speed", {"kmh": 90})
    rule("moved_in_store")
    rule("moved_after_hours", {"from_hour": 11, "until_hour": 12})

    assert look() == [
        "DRILL-7 goes 108 km/h",
        "DRILL-7 moves after hours",
        "DRILL-7 moves while in store",
    ]
    with clock.held_at(NOON + DAY):
        assert look() == []
    night = looking.asked_of(
        system("alerts"), Rule(parameters={"from_hour": 20, "until_hour": 6}), NOON
    )
    closed = [hour for hour in range(24) if moved_after_hours.is_closed(hour, night)]
    assert closed == [0, 1, 2, 3, 4, 5, 20, 21, 22, 23]


@pytest.mark.usefixtures("tracker")
def test_what_a_sensor_says(rule, told):  # noqa: F811
    rule("sensor_beyond", {"sensor": "temperature", "least": 2, "most": 8})
    told([off(0, 0) | {"sensors": {"temperature": 9.4}}])
    assert look() == ["DRILL-7: temperature is 9.4"]
    told([off(0, 60) | {"sensors": {"temperature": 7}}, off(0, 61) | {"sensors": {"shock": 90}}])
    assert look() == []


@pytest.mark.usefixtures("tracker")
def test_what_is_in_two_places(rule, told, boss, drill):  # noqa: F811
    [other] = tracking.add_devices(actor=boss, devices=[tracking.NewDevice(key="T-2")])
    bind = tracking.Bind(device_id=other, asset_id=drill.pk, starts_at=NOON - DAY)
    tracking.bind(actor=boss, binds=[bind])
    told([off(0, 3_500), off(0, 3_500, device="T-2") | {"lat": 52.5 + 2_000 * METRE}])
    rule("two_places")

    assert look() == ["DRILL-7 is in two places"]


def test_a_rule_holds_within_its_bounds(rule, drill, saw, bo, laptops, berlin, hamburg):
    below = plant(Category, "Thin ones", laptops)
    change(saw, category=below, category_path=below.path)
    for thing in (drill, saw):
        hand(thing, bo, due_on=TODAY - DAY)

    rule("overdue_return", category_id=laptops.pk, place_id=berlin.pk)
    assert look() == ["SAW-2 was due back on 2026-03-01"]
    rule("overdue_return", place_id=hamburg.pk)
    assert look() == []
    rule("overdue_return", asset_id=drill.pk)
    assert look() == ["DRILL-7 was due back on 2026-03-01"]
    with pytest.raises(NotFound):
        rule("overdue_return", owner_id=99_999)


def test_each_finder_asks_as_often_as_it_says_and_in_few_statements(rule, tools, store_room, bo):
    for number in range(30):
        hand(put(f"D-{number}", store_room, tools), bo, due_on=TODAY - DAY)
    rule("overdue_return")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        looking.look(actor=system("alerts"), only_due=True)

    assert Alert.objects.count() == 30 and len(asked) < 20
    with CaptureQueriesContext(connection) as again:
        looking.look(actor=system("alerts"), only_due=True)
    assert len(again) == 1


def test_every_finder_finds_nothing_where_there_is_nothing(rule, yard, boss, drill):  # noqa: F811
    by_it = tracking.NewZone(name="By it", reach_m=50, around_id=drill.pk)
    zones = {"zone": yard, "zone_along": tracking.save_zones(actor=boss, zones=[by_it])[0]}
    for code, finder in FINDERS.items():
        rule(code, {p.name: zones[p.kind] for p in finder.parameters if p.kind in zones})

    assert look() == []


def run_reader():
    place_all()
    while readers.run(REACTIONS):
        pass


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("tracker")
def test_the_ledger_says_where_to_look_also_for_what_comes_late(rule, told, yard):  # noqa: F811
    rule("left_zone", {"zone_id": yard})
    run_reader()
    told([off(20, 0), off(20, 10), off(900, 60), off(900, 70)])
    assert not Alert.objects.exists()
    run_reader()
    assert [a.title for a in Alert.objects.filter(over_at=None)] == ["DRILL-7 left Yard"]

    told([off(20, 80), off(20, 90)])
    run_reader()
    assert not Alert.objects.filter(over_at=None).exists()
    # It had gone again before it came back, as is told afterwards: that is over as well.
    told([off(900, 72), off(900, 74)])
    run_reader()
    assert not Alert.objects.filter(over_at=None).exists()
    assert looking.look(actor=system("alerts")) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("tracker")
def test_following_and_looking_come_to_the_same(rule, told, boss, yard, tracker):  # noqa: F811
    for code in ("left_zone", "entered_zone"):
        rule(code, {"zone_id": yard})
    run_reader()
    told([off(20, 0), off(20, 10)])
    run_reader()
    assert Alert.objects.get(over_at=None).rule.finder == "entered_zone"
    assert looking.look(actor=system("alerts")) == 0
    tracking.unbind(actor=boss, device_ids=[tracker])
    run_reader()
    assert not Alert.objects.filter(over_at=None).exists()
    assert looking.look(actor=system("alerts")) == 0
    assert Rule.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_read_of_a_crossing_is_the_same_however_many_were_before(
    rule,
    told,  # noqa: F811
    yard,  # noqa: F811
    tracker,  # noqa: F811
    drill,
    monkeypatch,
):
    rule("left_zone", {"zone_id": yard})
    before_us = to_us(NOON - 10 * DAY)
    Crossing.objects.bulk_create(
        Crossing(
            id=uuid4(),
            device_id=tracker,
            zone_id=yard,
            entered=n % 2 == 0,
            at_us=before_us + n,
            by_us=before_us + n,
            by_k=0,
            asset=drill,
        )
        for n in range(400)
    )
    read, real = [], Crossing.from_db.__func__
    monkeypatch.setattr(
        Crossing, "from_db", classmethod(lambda cls, *row: read.append(row) or real(cls, *row))
    )
    told([off(20, 0), off(20, 10), off(900, 60), off(900, 70)])
    crossed = len(read)
    run_reader()

    assert Alert.objects.get(over_at=None).asset_id == drill.pk
    assert len(read) - crossed <= 2 * zones.NEWEST


@pytest.mark.parametrize("finder", ["speed", "device_silent", "moved_after_hours"])
def test_nothing_is_told_of_what_one_person_keeps(rule, finder, tracker, drill, bo, boss):  # noqa: F811
    """Speed, silence and hours are those of the person."""
    State.objects.update(
        speed_mps=60, at_us=to_us(NOON), contact_us=to_us(NOON - 2 * DAY), lat=52, lon=13
    )
    hours = {"from_hour": 11, "until_hour": 13}
    rule(finder, hours if finder == "moved_after_hours" else None)
    assert look() != []
    custody.check_out(actor=boss, asset_ids=[drill.pk], holder_id=bo.pk)
    looking._looked.clear()
    assert look() == []
