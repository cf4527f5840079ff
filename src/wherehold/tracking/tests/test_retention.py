"""How long readings are kept: what goes, what stays, and what is told of it."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from wherehold.conftest import NOON
from wherehold.kernel.actor import system
from wherehold.kernel.errors import NotAllowed
from wherehold.kernel.models import Entry
from wherehold.project import cli
from wherehold.tracking import commands, lanes, months
from wherehold.tracking.commands import NewDevice, NewZone
from wherehold.tracking.models import Checkpoint, Crossing, Device, Month, Refold, State
from wherehold.tracking.queries import zones
from wherehold.tracking.refusals import BadDays, BadKind
from wherehold.tracking.tests.conftest import roll_up, take

pytestmark = pytest.mark.django_db
FIRST = datetime(2025, 12, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
EVERY_KIND = dict.fromkeys(Device.Kind.values, 30)
YARD = NewZone(name="Yard", geometry={"type": "Point", "coordinates": [13.4, 52.5]}, reach_m=200)


def report(device, days, lat=52.5):
    """Send one reading a day since 20 December, about noon."""
    said = [
        {"device": device, "at": (FIRST + n * DAY).isoformat(), "lat": lat, "lon": 13.4}
        for n in days
    ]
    take(orjson.dumps(said))


def let_go():
    """Let go of all that there is to let go of, and return what was told of it so far."""
    roll_up()
    while commands.let_go(actor=system("test")):
        pass
    told = Entry.objects.filter(kind="tracking.readings_let_go").order_by("seq")
    return [(one.subject_id, one.data["number"], one.data["dropped"]) for one in told]


def its_months():
    return set(Month.objects.values_list("month", flat=True))


def kept(key):
    device_id = Device.objects.get(key=key).pk
    return [row[0] for row in months.of_device(device_id, 0, lanes.END_US, ["at_us"])]


@pytest.fixture
def phone(boss):
    return commands.add_devices(actor=boss, devices=[NewDevice(key="P", kind="phone")])


def test_all_is_kept_unless_it_is_said_otherwise(boss, tracker):
    report("T-1", range(60))
    assert let_go() == [] and len(kept("T-1")) == 60


def test_a_month_that_nobody_is_kept_of_goes_as_a_whole(boss, tracker, phone):
    report("T-1", range(72))
    report("P", range(40))
    commands.keep_readings(actor=boss, days=EVERY_KIND)

    told = let_go()

    # The tests are at 2 March, and days go as a whole: what is kept begins on 31 January.
    assert told == [(202512, 24, True), (202601, 58, False)]
    assert its_months() == {202601, 202602, 202603}
    assert len(kept("T-1")) == 30 and kept("P") == []
    assert let_go() == told


def test_another_kind_keeps_its_own(boss, tracker, phone):
    report("T-1", range(60))
    report("P", range(60))
    commands.keep_readings(actor=boss, days={"phone": 1})

    assert [line[2] for line in let_go()] == [False] * 3
    assert kept("P") == [] and len(kept("T-1")) == 60
    assert State.objects.get(device__key="P").lat == 52.5  # The last position stays.


def test_what_goes_changes_nothing_that_it_came_to(boss, tracker, drill):
    commands.save_zones(actor=boss, zones=[YARD])
    report("T-1", range(5), lat=10)
    report("T-1", range(5, 60))
    before = zones.visits(actor=boss, asset_id=drill.pk), State.objects.values().get()
    crossings = list(Crossing.objects.values())
    assert len(crossings) == 1 and crossings[0]["superseded_at"] is None
    commands.keep_readings(actor=boss, days=EVERY_KIND)
    let_go()

    # Late ones, before and after what is kept, are stored; those of before change nothing.
    report("T-1", [1], lat=52.6)
    take(orjson.dumps([{"device": "T-1", "at": (NOON - 15.5 * DAY).isoformat(), "lat": 52.5001,
                        "lon": 13.4}]))  # fmt: skip
    while commands.refold(actor=boss):
        pass
    assert list(Crossing.objects.values()) == crossings
    now = State.objects.values().get()
    same = ("at_us", "k", "lat", "lon", "inside")
    assert {name: now[name] for name in same} == {name: before[1][name] for name in same}
    assert zones.visits(actor=boss, asset_id=drill.pk) == before[0]
    assert Checkpoint.objects.get(is_floor=True).device_id == tracker


def test_a_device_that_is_still_to_be_worked_out_is_left_for_later(boss, tracker):
    report("T-1", range(60))
    commands.keep_readings(actor=boss, days=EVERY_KIND)
    Refold.objects.create(device_id=tracker, from_us=0, until_us=1)

    assert let_go() == [] and len(kept("T-1")) == 60
    Refold.objects.all().delete()
    assert let_go() and len(kept("T-1")) < 60


def test_late_ones_of_a_month_that_is_gone_come_and_go(boss, tracker):
    report("T-1", range(60))
    commands.keep_readings(actor=boss, days=EVERY_KIND)
    let_go()
    report("T-1", [2], lat=52.51)
    assert 202512 in its_months()
    let_go()
    assert 202512 not in its_months()


def test_who_may_say_it_and_what_is_told(boss, amina, client, token, capsys):
    with pytest.raises(NotAllowed):
        commands.keep_readings(actor=amina, days={"gps": 1})
    with pytest.raises(BadKind):
        commands.keep_readings(actor=boss, days={"boat": 1})
    with pytest.raises(BadDays):
        commands.keep_readings(actor=boss, days={"gps": 0})
    headers = {"Authorization": f"Bearer {token}"}
    said = client.post(
        "/api/v1/ingest/retention", [{"kind": "gps", "days": 365}], "application/json",
        headers=headers,
    ).json()["items"]  # fmt: skip
    assert {"kind": "gps", "days": 365} in said and {"kind": "ble", "days": None} in said
    assert client.get("/api/v1/ingest/retention", headers=headers).json()["items"] == said
    assert cli.main(["readings", "keep", "gps", "all"]) == 0
    assert "gps  without limit" in capsys.readouterr().out
    assert cli.main(["readings", "keep", "gps", "often"]) == 2

    told = Entry.objects.filter(kind="tracking.retention_set").order_by("seq")
    assert [one.data for one in told] == [
        {"was": {"gps": None}, "now": {"gps": 365}},
        {"was": {"gps": 365}, "now": {"gps": None}},
    ]
