"""Trails thinned by the database, and the trips that they come to."""

import random
from datetime import timedelta

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import NOON
from wherehold.tracking import geometry, trips
from wherehold.tracking.queries import positions
from wherehold.tracking.queries import trips as queries
from wherehold.tracking.tests.conftest import HOUR, at, take
from wherehold.tracking.trips import Fix

GATE = (52.5, 13.4)
METRE = 1 / geometry.METRES_A_DEGREE


def fixes(*stretches):
    """Return positions half a minute apart: each stretch so many, to so many metres north."""
    found, north = [], 0.0
    for number, to in stretches:
        begin = north
        for n in range(1, number + 1):
            north = begin + (to - begin) * n / number
            when = NOON + timedelta(seconds=30 * len(found))
            found.append(Fix(at=when, lat=GATE[0] + north * METRE, lon=GATE[1], accuracy_m=5))
    return found


def told(legs):
    return [(leg.moves, round(leg.distance_m, -2)) for leg in legs]


def test_a_thing_stands_goes_and_stands_again():
    legs = trips.legs(fixes((20, 0), (10, 3000), (20, 3000)))

    assert [leg.moves for leg in legs] == [False, True, False]
    assert 2_800 <= legs[1].distance_m <= 3_100
    assert legs[1].begins_at == legs[0].ends_at and legs[1].ends_at == legs[2].begins_at


def test_a_stop_shorter_than_some_minutes_does_not_end_a_trip():
    legs = trips.legs(fixes((20, 0), (10, 3000), (6, 3000), (10, 6000), (20, 6000)))

    assert [leg.moves for leg in legs] == [False, True, False]


def test_wandering_where_it_stands_is_no_trip():
    chance = random.Random(7)
    stood = [
        Fix(
            at=NOON + timedelta(seconds=30 * n),
            lat=GATE[0] + chance.uniform(-20, 20) * METRE,
            lon=GATE[1],
        )
        for n in range(200)
    ]

    assert [leg.moves for leg in trips.legs(stood)] == [False]


def test_a_long_silence_on_the_way_is_said():
    before, after = fixes((20, 0)), fixes((1, 90_000), (20, 90_000))
    later = [Fix(at=one.at + 5 * HOUR, lat=one.lat, lon=one.lon) for one in after]

    [_, trip, _] = trips.legs([*before, *later])

    assert trip.gap and trip.moves


def test_nothing_comes_of_nothing():
    assert trips.legs([]) == []
    assert trips.legs(fixes((1, 0))) == []


@pytest.fixture
def drive(tracker):
    """The tracker stands, goes three kilometres and stands: told in pieces, out of order."""
    track = fixes((20, 0), (20, 3000), (20, 3000))
    said = [
        {"device": "T-1", "at": at(30 * n), "lat": f.lat, "lon": f.lon, "accuracy_m": 5}
        for n, f in enumerate(track)
    ]
    random.Random(3).shuffle(said)
    for begin in range(0, len(said), 20):
        take(orjson.dumps(said[begin : begin + 20]))
    return len(said)


@pytest.mark.django_db
def test_trips_of_shuffled_readings_are_those_of_sorted_ones(boss, drill, drive):
    since, until = NOON - 2 * HOUR, NOON

    found, more = queries.trips(actor=boss, asset_id=drill.pk, since=since, until=until)
    [trip] = found

    assert not more and 2_700 <= trip.distance_m <= 3_100
    assert trip.duration_s == 30 * 20 or abs(trip.duration_s - 600) <= 120
    stood, _ = queries.trips(actor=boss, asset_id=drill.pk, since=since, until=until, stands=True)
    assert [one.moves for one in stood] == [False, True, False]


@pytest.mark.django_db
def test_a_trail_is_thinned_to_about_as_many_points_as_are_wanted(boss, drill, drive):
    span = {"since": NOON - 2 * HOUR, "until": NOON}
    whole, _ = positions.track(actor=boss, asset_id=drill.pk, **span)

    thin = positions.trail(actor=boss, asset_id=drill.pk, points=10, **span)
    all_of_it = positions.trail(actor=boss, asset_id=drill.pk, points=1000, **span)

    assert len(whole) == drive and all_of_it == whole
    assert 10 <= len(thin) <= 12
    assert thin[0] == whole[0] and thin[-1] == whole[-1]


@pytest.mark.django_db
def test_trips_and_thinned_trails_over_rest(client, token, drill, drive):
    headers = {"Authorization": f"Bearer {token}"}
    span = {"since": at(0, hours=2), "until": at(0, hours=0)}

    track = client.get(
        f"/api/v1/assets/{drill.pk}/track", {**span, "points": 10}, headers=headers
    ).json()
    trip = client.get("/api/v1/trips", {**span, "asset_id": drill.pk}, headers=headers).json()
    missing = client.get("/api/v1/trips", {**span, "asset_id": 999_999}, headers=headers)

    assert 10 <= len(track["items"]) <= 12 and track["more"] is False
    assert [one["moves"] for one in trip["items"]] == [True]
    assert missing.status_code == 404


@pytest.mark.django_db
def test_a_trail_is_found_by_the_key_of_the_readings(boss, drill, drive):
    span = {"since": NOON - 720 * HOUR, "until": NOON}
    with CaptureQueriesContext(connection) as asked:
        positions.trail(actor=boss, asset_id=drill.pk, points=100, **span)
        positions.track(actor=boss, asset_id=drill.pk, **span)
        queries.trips(actor=boss, asset_id=drill.pk, **span)
    said = {one["sql"] for one in asked if "tracking_reading" in one["sql"]}
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # A table this small is read whole.
        plans = []
        for sql in said:
            cursor.execute(f"{explain} {sql}")
            plans += [str(row[-1]) for row in cursor.fetchall()]

    assert len(said) >= 3
    assert not [line for line in plans if line.startswith("SCAN r") or "Seq Scan" in line]
    key = "tracking_reading" if connection.vendor == "postgresql" else "(stack=? AND device_id=?"
    assert any(key in line for line in plans)
