"""What days came to: the same in whatever order it was told, and there when readings are gone."""

import random
from datetime import date, timedelta

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import NOON
from wherehold.kernel.actor import system
from wherehold.tracking import commands, lanes, months
from wherehold.tracking.commands import Bind
from wherehold.tracking.commands import rolling as rolling_up
from wherehold.tracking.days import DAY_US
from wherehold.tracking.models import Count, Day, Device, State
from wherehold.tracking.queries import days, meters, positions, trips
from wherehold.tracking.tests.conftest import HOUR, roll_up, take

pytestmark = pytest.mark.django_db
KILOMETRE = 1 / 111.195
DAY = timedelta(days=1)
# Three journeys of five kilometres in half an hour; the second goes past midnight.
BEGINS = [NOON - 5 * DAY, NOON - 4 * DAY + 11.75 * HOUR, NOON - 2 * DAY]
ROWS = [one.name for one in Day._meta.fields if one.name != "id"]


def journeys(begins=BEGINS, first=0):
    """Return what a tracker says of journeys, each from where the one before ended."""
    said = []
    for number, begin in enumerate(begins, first):
        norths = [0.0] * 10 + [n / 6 for n in range(1, 31)] + [5.0] * 20
        for n, north in enumerate(norths):
            at = begin + timedelta(minutes=n)
            lat = 50 + (5 * number + north) * KILOMETRE
            said.append({"device": "T-1", "at": at.isoformat(), "lat": lat, "lon": 13.4,
                         "accuracy_m": 5, "sensors": {"ignition": 10 <= n < 40}})  # fmt: skip
    return said


def send(said, piece=40):
    for begin in range(0, len(said), piece):
        take(orjson.dumps(said[begin : begin + piece]))


def kept():
    return [
        tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
        for row in Day.objects.order_by("device", "begins_us").values_list(*ROWS)
    ]


def asked(actor, drill):
    """Return what is answered of days, meters and trips."""
    span = {"since": NOON - 9 * DAY, "until": NOON}
    return (
        days.of_assets(actor=actor, asset_ids=[drill.pk], **span),
        meters.meter_readings(actor=actor, asset_ids=[drill.pk], until=NOON),
        trips.trips(actor=actor, asset_id=drill.pk, stands=True, **span),
    )


@pytest.fixture
def early(boss, drill, tracker):
    """Let the tracker be on the drill for long."""
    from wherehold.tracking.models import Binding

    Binding.objects.update(starts_at=NOON - 30 * DAY)
    return tracker


def test_days_are_the_same_before_and_after_they_are_rolled_up(boss, drill, early):
    send(journeys())
    before = asked(boss, drill)
    assert Day.objects.count() == 0
    roll_up()

    assert asked(boss, drill) == before
    [first, second, third, fourth] = before[0]
    assert [one.day for one in before[0]] == [date(2026, 2, n) for n in (25, 26, 27, 28)]
    assert first.distance_km == pytest.approx(5, abs=0.2) == fourth.distance_km
    assert second.distance_km + third.distance_km == pytest.approx(5, abs=0.2)
    assert min(second.distance_km, third.distance_km) > 0.7
    assert first.engine_h == 0.5 == second.engine_h + third.engine_h
    found, more = before[2]
    moves = [one for one in found if one.moves]
    assert not more and len([one for one in moves if not one.gap]) == 3
    [past_midnight] = [one for one in moves if one.begins_at.date() == date(2026, 2, 26)]
    assert past_midnight.ends_at.date() == date(2026, 2, 27)


@pytest.mark.parametrize("seed", range(3))
def test_shuffled_readings_end_in_the_same_days_and_a_replay_adds_nothing(boss, drill, early, seed):
    said = journeys()
    send(said)
    roll_up()
    sorted_days, count = kept(), Count.objects.get().stored
    send(said)
    roll_up()
    assert kept() == sorted_days and Count.objects.get().stored == count

    other = "T-2"
    commands.add_devices(actor=boss, devices=[commands.NewDevice(key=other, kind="gps")])
    shuffled = [{**one, "device": other} for one in said]
    random.Random(seed).shuffle(shuffled)
    for begin in range(0, len(shuffled), 30):
        send(shuffled[begin : begin + 30])
        if begin % 60 == 0:
            roll_up()
    roll_up()

    mine, others = kept()[: len(sorted_days)], kept()[len(sorted_days) :]
    assert mine == sorted_days and [row[1:] for row in others] == [row[1:] for row in mine]


def test_only_the_days_that_late_ones_touch_are_worked_out_anew(early, monkeypatch):
    from wherehold.tracking import rolling

    send(journeys())
    roll_up()
    worked, real = [], rolling.worked
    monkeypatch.setattr(
        rolling,
        "worked",
        lambda pairs, *a, **k: (
            worked.extend(day // DAY_US for _, day in pairs) or real(pairs, *a, **k)
        ),
    )
    roll_up()
    assert worked == []
    send(journeys([NOON - 7 * DAY]))
    roll_up()

    since = (NOON - 7 * DAY).toordinal() - date(1970, 1, 1).toordinal()
    assert worked == [since, since + 1, since + 2]  # Itself, the day after, the next that has any.


def test_days_stay_when_their_readings_go(boss, drill, early):
    send(journeys())
    roll_up()
    before = asked(boss, drill)
    span = {"actor": boss, "asset_id": drill.pk, "since": NOON - 9 * DAY, "until": NOON}
    track = positions.track(**span)[0]
    commands.keep_readings(actor=boss, days=dict.fromkeys(Device.Kind.values, 1))
    while commands.let_go(actor=system("test")):
        pass
    assert not list(months.of_device(early, 0, lanes.END_US, ["at_us"]))
    assert asked(boss, drill) == before

    left = positions.track(**span)[0]
    went = [one for one in track if one.speed_mps is None]
    assert 90 <= len(left) <= len(went) and {one.at for one in left} <= {one.at for one in track}
    assert left[0].lat == pytest.approx(track[0].lat, abs=1e-6)
    assert len(positions.trail(points=20, **span)) <= 22
    # What comes late of a day whose readings are gone is stored and changes nothing.
    send(journeys([BEGINS[0] + HOUR]))
    roll_up()
    assert asked(boss, drill) == before


def test_a_device_put_on_something_else_parts_its_day(boss, drill, saw, early):
    send(journeys())
    roll_up()
    half = BEGINS[0] + timedelta(minutes=25)
    commands.unbind(actor=boss, device_ids=[early], ends_at=half)
    commands.bind(actor=boss, binds=[Bind(device_id=early, asset_id=saw.pk, starts_at=half)])
    open_answer = asked(boss, drill), asked(boss, saw)
    assert State.objects.get().stale_until_us
    roll_up()

    assert (asked(boss, drill), asked(boss, saw)) == open_answer
    [first], [second, *_] = open_answer[0][0], open_answer[1][0]
    assert first.distance_km == pytest.approx(2.5, abs=0.3) == second.distance_km
    assert first.engine_h == second.engine_h == 0.25


def test_many_devices_are_rolled_up_by_as_many_statements_as_few(boss):
    def fleet(name, number):
        keys = [f"{name}-{n}" for n in range(number)]
        made = [commands.NewDevice(key=key, kind="gps") for key in keys]
        commands.add_devices(actor=boss, devices=made)
        said = journeys(BEGINS[:1])[::5]
        send([{**one, "device": key} for key in keys for one in said], 1_000)

    def statements():
        with CaptureQueriesContext(connection) as told:
            assert commands.roll_up(actor=system("test"))
        assert not commands.roll_up(actor=system("test"))
        return len(told)

    fleet("few", 2)
    few = statements()
    fleet("many", 40)
    assert statements() == few
    days_of = Day.objects.values_list("points", "distance_m", "legs").distinct()
    assert Day.objects.count() == 42 and len(days_of) == 1


def test_what_one_turn_cannot_hold_is_left_to_the_next(boss, monkeypatch):
    for key in ("a", "b", "c"):
        commands.add_devices(actor=boss, devices=[commands.NewDevice(key=key, kind="gps")])
        send([{**one, "device": key} for one in journeys(BEGINS[:1])])
    monkeypatch.setattr(rolling_up, "POINTS_MAX", 70)

    last, rolled = 0, []
    while last := commands.roll_up(actor=system("test"), after=last):
        rolled.append(Day.objects.values("device").distinct().count())
    assert rolled == [1, 2, 3]


def test_days_over_rest(client, token, drill, early, boss, cy):
    send(journeys())
    span = {"asset_id": drill.pk, "since": (NOON - 9 * DAY).isoformat(), "until": NOON.isoformat()}
    answer = client.get("/api/v1/meters/days", span, headers={"Authorization": f"Bearer {token}"})

    lines = answer.json()["items"]
    assert [one["day"] for one in lines] == [f"2026-02-{n}" for n in (25, 26, 27, 28)]
    assert lines[0]["engine_h"] == 0.5 and lines[0]["standing_h"] > 0.4
    many = {"asset_ids": [drill.pk], "since": NOON - DAY, "until": NOON}
    assert days.of_assets(actor=cy, **many) == []


def test_units_for_finance_grow_by_the_day(boss, drill, early):
    send(journeys())
    roll_up()
    told = meters.used(actor=system("test"), asset_ids=[drill.pk, 999_999])
    assert told == {drill.pk: [(date(2026, 2, 25), 0), (date(2026, 2, 27), 1)]}
