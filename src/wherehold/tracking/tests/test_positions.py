"""Where many things were at once: a few statements, however many they are."""

from datetime import timedelta

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import NOON, put
from wherehold.tracking import commands
from wherehold.tracking.commands import Bind, NewDevice
from wherehold.tracking.queries import positions
from wherehold.tracking.tests.conftest import HOUR, at, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def fleet(boss, store_room, tools):
    """Thirty things with a tracker each since two months ago; each reported a few times."""
    assets = [put(f"V-{n}", store_room, tools, stage="in_service") for n in range(30)]
    ids = commands.add_devices(actor=boss, devices=[NewDevice(key=f"v{n}") for n in range(30)])
    since = NOON - timedelta(days=62)
    binds = [
        Bind(device_id=device, asset_id=asset.pk, starts_at=since)
        for device, asset in zip(ids, assets, strict=True)
    ]
    commands.bind(actor=boss, binds=binds)
    said = [
        {"device": f"v{n}", "at": when, "lat": lat, "lon": 10 + n / 100}
        for n in range(30)
        for when, lat in (
            (at(days=45), 50.0),
            *([(at(hours=5), 51.0), (at(hours=5), 51.0001)] if n % 2 else []),
            *([(at(hours=1), 52.0)] if n % 3 == 0 else []),
        )
    ]
    take(orjson.dumps(said))
    return [one.pk for one in assets]


def where(spots):
    return [round(one.lat) for one in spots]


def test_where_all_were_at_an_instant(boss, fleet):
    found = positions.at(actor=boss, instant=NOON - 4 * HOUR, asset_ids=fleet)

    assert [one.asset_id for one in found] == fleet
    assert where(found) == [50, 51] * 15
    assert found[1].device == "v1" and found[1].at == NOON - 5 * HOUR
    assert where(positions.at(actor=boss, instant=NOON - 50 * 24 * HOUR)) == []
    assert where(positions.now(actor=boss, asset_ids=fleet[:4])) == [52, 51, 50, 52]


def test_statements_do_not_depend_on_how_many_things_there_are(boss, fleet):
    def statements(ask, ids):
        with CaptureQueriesContext(connection) as captured:
            assert len(ask(ids)) == len(ids)
        return len(captured)

    def then(ids):
        return positions.at(actor=boss, instant=NOON, asset_ids=ids)

    def now(ids):
        return positions.now(actor=boss, asset_ids=ids)

    assert statements(then, fleet) <= statements(then, fleet[:2]) + 1  # A month more.
    assert statements(now, fleet) == statements(now, fleet[:2])
