"""The map on the overview."""

from decimal import Decimal

import orjson
import pytest

from wherehold.alerts.models import Alert, Rule
from wherehold.atlas import overview
from wherehold.atlas.tests.conftest import YARD, report
from wherehold.conftest import NOON, put
from wherehold.register.models import Place

pytestmark = pytest.mark.django_db
BERLIN = (52.5306, 13.3834)


@pytest.fixture
def located(berlin, store_room):
    """Return a site of which only a room has coordinates."""
    spot = {"latitude": Decimal("52.5306"), "longitude": Decimal("13.3834")}
    Place.objects.filter(pk=store_room.pk).update(**spot)
    return berlin


def put_alert(asset):
    rule = Rule.objects.create(name="Left the yard", finder="left_zone")
    about = {"key": f"asset:{asset.pk}", "asset": asset, "since": NOON, "opened_at": NOON}
    Alert.objects.create(rule=rule, title="Left", **about)


def marks(actor):
    told = overview.where_things_are(actor)
    return orjson.loads(told["marks"]) if told else None


def test_a_site_lies_where_the_highest_place_in_it_does(located, boss, drill, saw, hamburg, tools):
    put("FAR-1", hamburg, tools)

    found = marks(boss)

    [site] = found["sites"]
    assert (site["name"], site["number"], tuple(site["at"])) == ("Berlin", 2, BERLIN)
    assert site["url"] == f"/assets?place={located.pk}"


def test_what_has_left_its_zone_is_flagged_where_it_is(located, boss, drill, tracker, yard):
    report(YARD)
    put_alert(drill)

    [flag] = marks(boss)["flags"]

    assert flag == {"name": "Left", "at": list(YARD), "url": f"/map?asset={drill.pk}"}


def test_however_much_else_is_open_it_is_flagged(located, boss, drill, tracker, yard):
    report(YARD)
    put_alert(drill)
    rule = Rule.objects.create(name="Battery", finder="battery_low")
    about = {"asset": drill, "title": "Low", "since": NOON, "opened_at": NOON}
    Alert.objects.bulk_create(Alert(rule=rule, key=f"device:{n}", **about) for n in range(210))

    assert [one["name"] for one in marks(boss)["flags"]] == ["Left"]


def test_who_sees_no_positions_is_shown_no_flag(located, amina, drill, tracker):
    report(YARD)
    put_alert(drill)

    assert marks(amina)["flags"] == []
    assert not overview.where_things_are(amina)["sees_map"]


def test_another_site_is_not_on_it(located, cy, drill):
    assert overview.where_things_are(cy) is None


@pytest.mark.parametrize("path", ["/", "/map/dwell", "/assets/{drill}"])
def test_tiles_are_let_in_wherever_there_is_a_map(browser, settings, drill, path):
    settings.MAP_TILES = "https://tiles.example.org/{z}/{x}/{y}.png"

    answer = browser.get(path.format(drill=drill.pk))

    assert "https://tiles.example.org" in answer["Content-Security-Policy"]
