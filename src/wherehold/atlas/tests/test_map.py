"""The map's page, and what it asks for while it stands open."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.accounts import commands as accounts
from wherehold.atlas.tests.conftest import YARD, report
from wherehold.custody import commands as custody
from wherehold.kernel.actor import system
from wherehold.register.models import Place
from wherehold.tracking.models import Zone

pytestmark = pytest.mark.django_db
AROUND = "9.9,53.5,10.1,53.6"


def pins(browser, **asked):
    return browser.get("/map/pins.json", {"bbox": AROUND, "zoom": 15, **asked})


def test_the_page_has_the_map_and_what_needs_a_look(browser, tracker, yard):
    report(YARD)

    page = browser.get("/map").content.decode()

    assert "<x-map" in page and "1 thing with a position" in page
    assert f'data-extent="{YARD[0]},{YARD[1]},{YARD[0]},{YARD[1]}"' in page


def test_a_thing_stands_on_the_map_with_what_says_so(browser, tracker, drill):
    report(YARD)

    said = pins(browser).json()

    [pin] = said["pins"]
    assert said["number"] == 1 and said["clusters"] == []
    assert (pin["tag"], pin["lat"], pin["accuracy_m"]) == (drill.tag, YARD[0], 4)
    assert pin["url"] == f"/assets/{drill.pk}" and "GPS tracker" in pin["by"]


def test_the_same_again_costs_nothing_and_a_move_is_told(browser, tracker):
    report(YARD)
    tag = pins(browser)["ETag"]

    same = browser.get(
        "/map/pins.json", {"bbox": AROUND, "zoom": 15}, headers={"If-None-Match": tag}
    )
    report((YARD[0] + 0.001, YARD[1]), step_s=1)
    moved = browser.get(
        "/map/pins.json", {"bbox": AROUND, "zoom": 15}, headers={"If-None-Match": tag}
    )

    assert same.status_code == 304 and same.content == b""
    assert moved.status_code == 200
    assert moved.json()["pins"][0]["lat"] == YARD[0] + 0.001


def test_nothing_is_worked_out_while_nothing_has_changed(browser, tracker, boss, drill, bo):
    report(YARD)
    asked = {"bbox": AROUND, "zoom": 15}
    tag = pins(browser)["ETag"]
    with CaptureQueriesContext(connection) as polled:
        same = browser.get("/map/pins.json", asked, headers={"If-None-Match": tag})
    custody.check_out(actor=boss, asset_ids=[drill.pk], holder_id=bo.pk)

    told = browser.get("/map/pins.json", asked, headers={"If-None-Match": tag})

    assert same.status_code == 304
    assert not any("tracking_state" in one["sql"] for one in polled.captured_queries)
    assert told.status_code == 200 and told.json()["number"] == 0


def test_filters_narrow_the_map_as_they_do_the_list(browser, tracker, drill):
    report(YARD)

    assert pins(browser, search="nothing like it").json()["number"] == 0
    assert pins(browser, stage=drill.stage).json()["number"] == 1
    assert browser.get("/map", {"custody": "held"}).status_code == 200


@pytest.mark.parametrize("bbox", ["1,2,3", "nan,0,1,1", "0,50,1,40", "x", "9" * 400 + ",0,1,1"])
def test_a_part_of_the_earth_that_there_is_not_is_refused(browser, bbox):
    assert browser.get("/map/pins.json", {"bbox": bbox}).status_code == 422
    assert browser.get("/map/pins.json", {"zoom": bbox}).status_code == 422


def test_the_list_says_the_same_in_words(browser, tracker, drill):
    report(YARD)

    page = browser.get("/map?as=list").content.decode()

    assert drill.tag in page and "53.52600, 9.99600" in page and "4 m" in page


def test_zones_and_places_lie_on_the_map(browser, yard, berlin):
    Place.objects.filter(pk=berlin.pk).update(latitude="52.5", longitude="13.4")

    said = browser.get("/map/ground.json").json()

    assert [one["properties"]["name"] for one in said["zones"]["features"]] == ["Yard"]
    assert said["zones"]["features"][0]["properties"]["radius_m"] == 100
    assert [one["name"] for one in said["places"]] == ["Berlin"]


def test_a_zone_that_was_drawn_is_saved_and_leads_back_to_the_map(browser, berlin, ada):
    shape = '{"type": "Feature", "geometry": {"type": "LineString", "coordinates": '
    shape += '[[10, 53.5], [10.01, 53.5]]}, "properties": {"width_m": 30}}'
    form = {
        "name": "Lane",
        "geojson": shape,
        "place": berlin.pk,
        "next": "/map",
        "at": "53.5,10,15",
    }

    answer = browser.post("/zones/save", form)

    zone = Zone.objects.get()
    assert (zone.name, zone.reach_m, zone.place_id) == ("Lane", 15, berlin.pk)
    assert answer["Location"] == "/map?at=53.5%2C10%2C15"
    elsewhere = browser.post("/zones/save", {**form, "next": "https://elsewhere.example/"})
    assert elsewhere["Location"] == "/zones"


def test_who_may_see_no_position_gets_no_map(client, berlin):
    user = accounts.create_user(actor=system("test"), email="f@example.org", role="finance")
    client.force_login(user)

    assert client.get("/map").status_code == 403
    assert client.get("/map/pins.json").status_code == 403
    assert client.get("/map/ground.json").status_code == 403
    assert "/map" not in client.get("/assets").content.decode().split("</nav>")[0]


def test_only_the_origin_of_the_tiles_is_let_in_and_only_where_there_is_a_map(browser, settings):
    settings.MAP_TILES = "https://tiles.example.org:8443/{z}/{x}/{y}.png?key=1"

    policy = browser.get("/map")["Content-Security-Policy"]

    assert "img-src 'self' https://tiles.example.org:8443 data:" in policy
    assert "tiles.example.org" not in browser.get("/assets")["Content-Security-Policy"]
    settings.MAP_TILES = ""
    assert "tiles.example.org" not in browser.get("/map")["Content-Security-Policy"]
