"""For how long things stood where, added up by zone."""

from datetime import timedelta

import orjson
import pytest

from wherehold.conftest import NOON
from wherehold.custody import commands as custody
from wherehold.kernel.actor import Actor
from wherehold.tracking import commands
from wherehold.tracking.commands import NewZone
from wherehold.tracking.queries import dwell
from wherehold.tracking.tests.conftest import HOUR, take

pytestmark = pytest.mark.django_db
SPOTS = {"Yard": (52.5, 13.4), "Gate": (52.6, 13.5)}


@pytest.fixture
def stood(boss, drill, tracker):
    """The drill was four hours in the yard, then two at the gate, and is there still."""
    zones = [
        NewZone(name=name, geometry={"type": "Point", "coordinates": [lon, lat]}, reach_m=200)
        for name, (lat, lon) in SPOTS.items()
    ]
    commands.save_zones(actor=boss, zones=zones)
    told = [("Yard", 6.0), ("Yard", 5.99), ("Gate", 2.0), ("Gate", 1.99)]
    said = [
        {
            "device": "T-1",
            "at": (NOON - hours * HOUR).isoformat(),
            "lat": SPOTS[name][0],
            "lon": SPOTS[name][1],
            "accuracy_m": 5,
        }
        for name, hours in told
    ]
    take(orjson.dumps(said))
    return drill


def told(actor, **asked):
    asked = {"since": NOON - 24 * HOUR, "until": NOON, **asked}
    found = dwell.heat(actor=actor, **asked)
    return [(one.zone, round(one.hours, 1), one.things, one.step) for one in found.zones]


def test_the_longest_comes_first_and_has_the_highest_step(boss, stood):
    assert told(boss) == [("Yard", 4.0, 1, 5), ("Gate", 2.0, 1, 3)]
    assert dwell.heat(actor=boss, since=NOON - 24 * HOUR, until=NOON).bounds[-1] == 4.0


def test_only_what_lies_in_the_span_is_added_up(boss, stood):
    assert told(boss, since=NOON - 3 * HOUR) == [("Gate", 2.0, 1, 5), ("Yard", 1.0, 1, 3)]
    assert told(boss, since=NOON - HOUR) == [("Gate", 1.0, 1, 5)]
    assert told(boss, since=NOON - timedelta(days=9), until=NOON - 24 * HOUR) == []


def test_filters_one_thing_and_rights_narrow_it(boss, stood, amina):
    assert told(boss, given={"stage": ["in_repair"]}) == []
    assert told(boss, given={"stage": [stood.stage]})[0][0] == "Yard"
    assert told(boss, asset_id=stood.pk)[0][0] == "Yard"
    assert told(Actor("party:9", source="web")) == []


def test_what_one_person_keeps_warms_no_map_of_others(boss, stood, bo):
    custody.check_out(actor=boss, asset_ids=[stood.pk], holder_id=bo.pk)

    assert told(boss) == []


def test_the_page_has_a_map_a_legend_and_the_same_as_a_table(client, ada, stood):
    client.force_login(ada)

    page = client.get("/map/dwell?span=day").content.decode()
    drawn = client.get("/map/dwell.json?span=day").json()["zones"]["features"]

    assert "Time by zone" in page and "4.0 h" in page and "to 4 h" in page
    assert {one["properties"]["heat"] for one in drawn} == {5, 3}
    assert "Nothing stood anywhere" in client.get("/map/dwell?search=zzz").content.decode()
