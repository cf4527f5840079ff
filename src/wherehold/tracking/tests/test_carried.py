"""Where a person was is kept for a day, unless it is said otherwise, and never told afterwards."""

from datetime import timedelta

import orjson
import pytest

from wherehold.conftest import NOON
from wherehold.custody import commands as custody
from wherehold.kernel.actor import system
from wherehold.kernel.models import Entry
from wherehold.tracking import commands, lanes, months
from wherehold.tracking.models import Binding, Day
from wherehold.tracking.queries import intake, meters, positions, trips
from wherehold.tracking.tests.conftest import HOUR, roll_up, take
from wherehold.tracking.tests.test_days import BEGINS, DAY, journeys, send

pytestmark = pytest.mark.django_db
SPAN = {"since": NOON - 9 * DAY, "until": NOON}


@pytest.fixture
def kept(boss, drill, tracker, bo):
    """The drill went three ways; during the second of them Bo kept it, without a day."""
    Binding.objects.update(starts_at=NOON - 30 * DAY)
    send(journeys())
    custody.check_out(
        actor=boss, asset_ids=[drill.pk], holder_id=bo.pk, at=BEGINS[1] - timedelta(minutes=5)
    )
    custody.check_in(actor=boss, asset_ids=[drill.pk], at=BEGINS[1] + 2 * HOUR)
    return drill


def let_go():
    roll_up()
    last = 0
    while last := commands.let_go_of_people(actor=system("test"), after=last):
        pass


def instants(tracker):
    return [row[0] for row in months.of_device(tracker, 0, lanes.END_US, ["at_us"])]


def test_what_it_said_of_a_person_goes_after_a_day_and_nothing_else(boss, kept, tracker):
    assert intake.too_old(actor=boss, days={"person": 1, "gps": None}) == {"person": 60}
    before = meters.meter_readings(actor=boss, asset_ids=[kept.pk], until=NOON)
    seen, _ = trips.trips(actor=boss, asset_id=kept.pk, **SPAN)
    let_go()

    assert len(instants(tracker)) == 120
    [told] = Entry.objects.filter(kind="tracking.readings_let_go")
    assert told.data["number"] == 60
    # How far it went stays the thing's; where it went goes, for everybody.
    assert meters.meter_readings(actor=boss, asset_ids=[kept.pk], until=NOON) == before
    left, _ = trips.trips(actor=boss, asset_id=kept.pk, **SPAN)
    assert left == seen and len([one for one in left if not one.gap]) == 2
    for row in Day.objects.all():
        assert "2026-02-26T23" not in row.legs
    assert len(positions.track(actor=boss, asset_id=kept.pk, **SPAN)[0]) == 120
    let_go()
    assert Entry.objects.filter(kind="tracking.readings_let_go").count() == 1


def test_it_is_a_persons_from_the_hand_over_on(boss, drill, tracker, bo):
    Binding.objects.update(starts_at=NOON - 30 * DAY)
    send(journeys())
    let_go()
    assert len(instants(tracker)) == 180
    custody.check_out(actor=boss, asset_ids=[drill.pk], holder_id=bo.pk, at=BEGINS[2])
    let_go()

    assert len(instants(tracker)) == 120
    # What comes late of that time goes too.
    take(orjson.dumps(journeys(BEGINS[2:])[:5]))
    let_go()
    assert len(instants(tracker)) == 120


def test_more_days_may_be_set_and_it_is_told(boss, kept, tracker):
    commands.keep_readings(actor=boss, days={"person": 30})
    assert intake.retention(actor=boss)["person"] == 30
    let_go()
    assert len(instants(tracker)) == 180
    commands.keep_readings(actor=boss, days={"person": None})
    assert intake.retention(actor=boss)["person"] == 1
    told = Entry.objects.filter(kind="tracking.retention_set").order_by("seq")
    assert [one.data["now"] for one in told] == [{"person": 30}, {"person": None}]


def test_it_is_set_in_the_browser_after_a_look_at_what_would_go(client, ada, kept, amina):
    client.force_login(ada)
    page = client.get("/settings/readings").content.decode()
    assert "While a person kept it" in page and "without limit" in page
    form = {"gps": "3", "person": "", "ble": ""}
    look = client.get("/settings/readings", {**form, "look": "1"}).content.decode()
    assert "Would go now" in look and ">75<" in look and ">60<" in look

    assert client.post("/settings/readings", {**form, "gps": "0"}).status_code == 422
    assert client.post("/settings/readings", form).status_code == 302
    assert intake.retention(actor=system("test"))["gps"] == 3
    assert "Readings kept" in client.get("/settings").content.decode()
