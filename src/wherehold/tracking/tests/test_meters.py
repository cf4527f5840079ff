"""How far things went and how long: whatever the order in which that was told."""

import random
from datetime import timedelta

import orjson
import pytest

from wherehold.conftest import NOON
from wherehold.tracking import commands
from wherehold.tracking.commands import Bind, NewDevice
from wherehold.tracking.queries import meters
from wherehold.tracking.tests.conftest import HOUR, at, take

pytestmark = pytest.mark.django_db
KILOMETRE = 1 / 111.195


def journey(device="T-1", **back):
    """Return what a tracker says that stands, goes 10 km in 20 minutes, and stands again."""
    norths = [0.0] * 20 + [n / 2 for n in range(1, 21)] + [10.0] * 20
    return [
        {"device": device, "at": at(60 * n, **back), "lat": 50 + north * KILOMETRE, "lon": 13.4,
         "accuracy_m": 5, "sensors": {"ignition": 18 <= n < 42}}
        for n, north in enumerate(norths)
    ]  # fmt: skip


def meter(actor, asset, until=NOON):
    [found] = meters.meter_readings(actor=actor, asset_ids=[asset.pk], until=until)
    return found


def test_a_trip_counts_with_its_distance_its_time_and_its_engine(boss, tracker, drill):
    sent = journey(hours=4)
    random.Random(3).shuffle(sent)
    for begin in range(0, len(sent), 7):
        take(orjson.dumps(sent[begin : begin + 7]))

    told = meter(boss, drill)

    assert told.distance_km == pytest.approx(10, abs=0.3)
    assert told.moving_h == pytest.approx(1 / 3, abs=0.03)
    assert told.engine_h == pytest.approx(24 / 60, abs=0.001)
    assert told.since == NOON - 4 * HOUR
    before = meter(boss, drill, NOON - 4 * HOUR)
    assert (before.distance_km, before.moving_h, before.engine_h) == (0, 0, 0)


def test_what_comes_late_is_in_it(boss, tracker, drill):
    take(orjson.dumps(journey(hours=4)))
    once = meter(boss, drill)
    take(orjson.dumps(journey(hours=9)))

    twice = meter(boss, drill)

    assert twice.engine_h == pytest.approx(2 * once.engine_h)
    assert twice.distance_km > once.distance_km


def test_an_engine_that_fell_silent_is_not_believed_for_long(boss, tracker, drill):
    said = [
        {"device": "T-1", "at": at(hours=hours), "sensors": {"engine": on}}
        for hours, on in ((9, True), (2, False))
    ]
    take(orjson.dumps(said))
    assert meter(boss, drill).engine_h == 1


def test_each_reading_counts_for_what_its_device_was_on(boss, tracker, drill, saw):
    take(orjson.dumps(journey(hours=4)))
    commands.bind(
        actor=boss, binds=[Bind(device_id=tracker, asset_id=saw.pk, starts_at=NOON - 2 * HOUR)]
    )
    take(orjson.dumps(journey(hours=1.5)))

    assert meter(boss, drill).engine_h == meter(boss, saw).engine_h == pytest.approx(0.4)


def test_who_may_not_see_it_learns_nothing(client, token, boss, cy, tracker, drill, saw):
    commands.add_devices(actor=boss, devices=[NewDevice(key="T-2")])
    take(orjson.dumps(journey(hours=4)))

    assert meters.meter_readings(actor=cy, asset_ids=[drill.pk], until=NOON) == []
    until = (NOON + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    answer = client.get(
        f"/api/v1/meters?asset_id={drill.pk}&asset_id={saw.pk}&until={until}",
        headers={"Authorization": f"Bearer {token}"},
    )
    [first, second] = answer.json()["items"]
    assert first["distance_km"] > 9 and second["since"] is second["engine_h"] is None
