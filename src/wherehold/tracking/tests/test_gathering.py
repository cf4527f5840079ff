"""How a map gathers: by squares found in an index, every thing once, as adding one by one would."""

from datetime import timedelta
from math import atan, cos, degrees, floor, log, pi, radians, sinh, tan

import numpy as np
import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wherehold.conftest import NOON, put
from wherehold.kernel.actor import Actor, Grant
from wherehold.register.models import Asset
from wherehold.tracking import commands, privacy, tiles
from wherehold.tracking.commands import Bind, NewDevice
from wherehold.tracking.models import Device, State
from wherehold.tracking.queries import pins
from wherehold.tracking.queries.pins import Box
from wherehold.tracking.tests.conftest import HOUR, at, take

pytestmark = pytest.mark.django_db
NUMBER = 12
LATS = st.floats(-84, 84) | st.floats(52.4, 52.6)
LONS = st.floats(-180, 180) | st.floats(13.3, 13.5)


@pytest.fixture
def fleet(boss, store_room, tools):
    """Things with trackers that have told nothing yet."""
    assets = [put(f"F-{n}", store_room, tools) for n in range(NUMBER)]
    drafts = [NewDevice(key=f"D-{n}", kind="gps") for n in range(NUMBER)]
    keys = commands.add_devices(actor=boss, devices=drafts)
    binds = [
        Bind(device_id=key, asset_id=asset.pk, starts_at=NOON - 24 * HOUR)
        for key, asset in zip(keys, assets, strict=True)
    ]
    commands.bind(actor=boss, binds=binds)
    return assets


def report(spots, second=0):
    told = [
        {"device": f"D-{n}", "at": at(second), "lat": lat, "lon": lon}
        for n, (lat, lon) in enumerate(spots)
    ]
    take(orjson.dumps(told))


def square(lat, lon, depth):
    """Say in which square a position is, as the books do: another way than the product's."""
    up = (1 - log(tan(radians(lat)) + 1 / cos(radians(lat))) / pi) / 2
    most = 2**depth - 1
    return min(most, floor((lon + 180) / 360 * 2**depth)), min(most, floor(up * 2**depth))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    spots=st.lists(st.tuples(LATS, LONS), min_size=NUMBER, max_size=NUMBER),
    corner=st.tuples(LATS, LONS, LATS, LONS),
    zoom=st.integers(0, 19),
)
def test_clusters_are_what_adding_one_by_one_comes_to(boss, fleet, spots, corner, zoom):
    State.objects.update(at_us=0, fold="", newest_us=0)
    State.objects.update(asset=None)
    for key, asset, (lat, lon) in zip(
        State.objects.order_by("pk").values_list("pk", flat=True), fleet, spots, strict=True
    ):
        [tile] = tiles.of(np.array([lat]), np.array([lon])).tolist()
        patch = int(tiles.patch(np.array([tile]))[0])
        State.objects.filter(pk=key).update(
            lat=lat, lon=lon, tile=tile, patch=patch, asset=asset, at_us=2**60
        )
    south, north = sorted((corner[0], corner[2]))
    west, east = sorted((corner[1], corner[3]))
    inside = [(lat, lon) for lat, lon in spots if south <= lat <= north and west <= lon <= east]
    wanted = {}
    for lat, lon in inside:
        wanted.setdefault(square(lat, lon, min(24, zoom + 2)), []).append((lat, lon))

    found = pins.clusters(actor=boss, given={}, box=Box(south, west, north, east), zoom=zoom)

    assert sorted(one.number for one in found) == sorted(map(len, wanted.values()))
    assert sum(one.number for one in found) == len(inside)
    middles = sorted((round(one.lat, 6), round(one.lon, 6)) for one in found)
    assert middles == sorted(
        (
            round(sum(lat for lat, _ in each) / len(each), 6),
            round(sum(lon for _, lon in each) / len(each), 6),
        )
        for each in wanted.values()
    )


def test_a_part_of_the_earth_is_answered_from_the_index(boss, fleet):
    report([(52.5 + n / 100, 13.4) for n in range(NUMBER)])
    far = Device.objects.bulk_create([Device(key=f"far-{n}", first_at=NOON) for n in range(2_000)])
    State.objects.bulk_create([State(device=one, patch=n) for n, one in enumerate(far)])
    with CaptureQueriesContext(connection) as asked:
        found = pins.clusters(actor=boss, given={}, box=Box(52.4, 13.3, 52.56, 13.5), zoom=13)

    statement = asked.captured_queries[-1]["sql"]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE tracking_state, register_asset")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {statement}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        plan = str(cursor.fetchall())
    assert sum(one.number for one in found) == 7
    assert "tracking_state_patch" in plan
    assert "SCAN s" not in plan


def test_all_at_once_and_looking_each_up_come_to_the_same(boss, fleet, monkeypatch):
    report([(50 + n, 10 + n) for n in range(NUMBER)])
    asked = {"actor": boss, "given": {}, "box": Box(49, 9, 58.5, 30), "zoom": 5}
    few = pins.clusters(**asked)
    monkeypatch.setattr("wherehold.tracking.queries.within.FEW", 3)

    many = pins.clusters(**asked)

    assert [(one.number, one.lat, one.lon) for one in many] == [
        (one.number, one.lat, one.lon) for one in few
    ]
    assert all(one.south <= one.lat <= one.north for one in many)
    assert all(one.west <= one.lon <= one.east for one in many)


def test_a_square_is_known_by_its_number():
    lat = degrees(atan(sinh(pi * (1 - 2 * 5.5 / 16))))
    x, y = square(lat, 33.75, 4)

    south, west, north, east = tiles.bounds(tiles._woven(x, y), 4)

    assert (west, east) == (22.5, 45.0)
    assert south < lat < north
    assert tiles.cover(-90, -180, 90, 180) == [(0, 2**32 - 1)]


def test_what_a_thing_is_on_is_known_as_soon_as_it_is_bound_or_not(boss, fleet):
    report([(52.5, 13.4)] * NUMBER)
    [key] = commands.add_devices(actor=boss, devices=[NewDevice(key="D-X", kind="gps")])
    bind = Bind(device_id=key, asset_id=fleet[0].pk, starts_at=NOON - 2 * HOUR)
    commands.bind(actor=boss, binds=[bind])

    shared = State.objects.filter(is_shared=True)
    assert {one.asset_id for one in shared} == {fleet[0].pk} and shared.count() == 2
    commands.unbind(actor=boss, device_ids=[key])
    assert not shared.all().exists()
    assert State.objects.get(pk=key).asset_id is None


def test_both_ways_to_say_what_is_somebodys_own_say_the_same(boss, fleet, bo):
    day = NOON.date()
    cases = [None, day, day + timedelta(days=14), day + timedelta(days=15)]
    for asset, due_on in zip(fleet, cases, strict=False):
        Asset.objects.filter(pk=asset.pk).update(
            held="party", holder=bo, held_since=NOON, due_on=due_on
        )
    for actor in (boss, Actor("party:9", party_id=bo.pk), Actor("job:x", (Grant(frozenset()),))):
        where, values = privacy.hidden_sql(actor)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT a.id FROM register_asset a WHERE {where}", values)
            said = {row[0] for row in cursor.fetchall()}
        assert said == set(Asset.objects.filter(privacy.hidden(actor)).values_list("pk", flat=True))
