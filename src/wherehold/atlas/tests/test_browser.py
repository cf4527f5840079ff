"""The map in a real browser: a zone is drawn, a thing leaves it live, its trail is replayed."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests import browsing

from wherehold.atlas.tests.conftest import YARD, report
from wherehold.conftest import NOON
from wherehold.kernel.models import Organisation
from wherehold.register import files
from wherehold.tracking import commands
from wherehold.tracking.models import Crossing, Zone
from wherehold.tracking.queries import plans
from wherehold.tracking.tests import test_pmtiles
from wherehold.tracking.tests.test_plans import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def page(chromium, browser, live_server):
    """Open a page of a signed-in browser; what it complains of fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 860})
    for name, one in browser.cookies.items():
        context.add_cookies([{"name": name, "value": one.value, "url": live_server.url}])
    page = context.new_page()
    complaints = browsing.Complaints(page)
    yield page
    context.close()
    # What was still asked for when another page was opened.
    left = [one for one in complaints.found if "ERR_ABORTED" not in one]
    assert left == [], sorted(set(left))[:4]


def faults(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


def draw_circle(page, name):
    """Draw a circle of eighty pixels around the middle of the map, and save it as a zone."""
    page.get_by_role("button", name="Draw zone").click()
    page.locator("[data-draw=circle]:not([disabled])").click()
    box = page.locator("[data-map]").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(x, y)
    page.mouse.move(x + 60, y)
    page.mouse.click(x + 80, y)
    page.locator("#zone-form[open] [name=name]").fill(name)
    page.locator("#zone-form").get_by_role("button", name="Save").click()
    page.locator(".zt", has_text=name).wait_for()


def replay(page):
    """Go along the trail for a while, and see that the dot goes."""
    slider = page.locator("x-trail.on [data-slider]")
    slider.wait_for()
    assert slider.input_value() == "1000"
    page.get_by_role("button", name="Go along the trail").click()
    page.wait_for_function("Number(document.querySelector('[data-slider]').value) < 900")
    said = page.locator("[data-now]").inner_text()
    page.wait_for_function("t => document.querySelector('[data-now]').innerText !== t", arg=said)
    page.get_by_role("button", name="Go along the trail").click()


def test_a_zone_is_drawn_a_thing_leaves_it_live_and_its_trail_is_replayed(
    page, live_server, tracker, drill
):
    lat, lon = YARD
    report(*[(lat, lon)] * 3, begin=NOON - timedelta(minutes=20))
    page.goto(f"{live_server.url}/map?at={lat},{lon},16")
    page.locator(".pin").wait_for()

    draw_circle(page, "Yard")
    zone = Zone.objects.get()
    assert zone.geometry["type"] == "Point" and 60 < zone.reach_m < 300
    assert faults(page) == []

    report(*[(lat, lon)] * 3, begin=NOON - timedelta(minutes=10))
    page.locator(".pin").wait_for()
    before = page.locator(".pin").bounding_box()["y"]
    report(*[(lat + 0.0032, lon)] * 3, begin=NOON - timedelta(minutes=2))
    higher = "y => (document.querySelector('.pin')?.getBoundingClientRect().y ?? y) < y - 100"
    page.wait_for_function(higher, arg=before, timeout=15_000)
    assert [one.entered for one in Crossing.objects.order_by("at_us")] == [True, False]

    page.locator(".pin").focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup a", has_text=drill.tag).wait_for()
    page.locator(".leaflet-popup a", has_text="Trail").click()
    replay(page)
    assert faults(page) == []


def test_a_trail_tells_the_time_of_the_page_wherever_the_browser_stands(
    page, live_server, tracker, drill
):
    Organisation.objects.update(time_zone="Asia/Kathmandu")  # A quarter past what UTC says.
    report(YARD, (YARD[0] + 0.001, YARD[1]))
    last = NOON - timedelta(minutes=1) + timedelta(hours=5, minutes=45)

    page.goto(f"{live_server.url}/assets/{drill.pk}/location")

    page.locator("x-trail.on [data-slider]").wait_for()
    assert f":{last:%M}" in page.locator("[data-now]").inner_text()


def test_the_map_can_be_read_on_a_phone(page, live_server, tracker, yard):
    page.set_viewport_size({"width": 390, "height": 844})
    report(YARD)
    page.goto(f"{live_server.url}/map")
    page.locator(".pin").wait_for()

    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert faults(page) == [], theme
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def click_on(page, *shares):
    """Click on points of the plan, each as shares of its width and height."""
    plan = page.locator("svg.fl")
    box = plan.bounding_box()
    for across, down in shares:
        plan.click(position={"x": box["width"] * across, "y": box["height"] * down})


def test_a_plan_is_calibrated_by_two_clicks_and_an_area_drawn_corner_by_corner(
    page, live_server, boss, store_room, settings, tmp_path
):
    settings.ATTACHMENTS_DIR = tmp_path
    commands.lay_plan(actor=boss, place_id=store_room.pk, kept=files.keep(picture(), photo=True))
    page.goto(f"{live_server.url}/plans/{store_room.pk}")

    page.get_by_role("button", name="Calibrate").click()
    click_on(page, (0.1, 0.9), (0.9, 0.9))
    page.locator("[name=distance]").fill("64")
    page.locator("[data-floor-form=calibrate]").get_by_role("button", name="Save").click()
    page.get_by_text("The plan is calibrated.").wait_for()
    page.get_by_role("button", name="Draw area").click()
    click_on(page, (0.1, 0.1), (0.5, 0.1), (0.5, 0.5))
    page.locator("[data-floor-form=area] [name=name]").fill("Racks")
    page.locator("[data-floor-form=area]").get_by_role("button", name="Save").click()
    page.locator("polygon.fa").wait_for()

    [area] = plans.card(actor=boss, place_id=store_room.pk).areas
    assert area.corners[1][0] - area.corners[0][0] == pytest.approx(32, abs=0.5)
    assert faults(page) == []


# The colour of a spot of the first tile that was drawn.
SHADE = """across => { const tile = document.querySelector("canvas.leaflet-tile-loaded");
  return tile && String(tile.getContext("2d").getImageData(tile.width * across, 9, 1, 1).data) }"""


def test_a_map_that_was_brought_is_seen_pictures_or_shapes_drawn(
    page, live_server, tmp_path, settings, browser
):
    settings.MAPS_DIR = tmp_path / "maps"
    photo = picture().read()
    root = test_pmtiles.directory([(0, 1, len(photo), 0)])
    pictures = test_pmtiles.archive(tmp_path / "p.pmtiles", root, photo, zooms=(0, 0))
    for file in (pictures, test_pmtiles.drawn_map(tmp_path / "s.pmtiles")):
        page.goto(f"{live_server.url}/settings/map")
        page.set_input_files("[name=file]", file)
        page.get_by_role("button", name="Use it").click()
        page.get_by_text("Maps stand on it from now on.").wait_for()
        page.goto(f"{live_server.url}/map?at=0,0,2")
        page.locator(".leaflet-tile-loaded").first.wait_for()
        if file == pictures:
            assert page.locator("img.leaflet-tile-loaded").first.evaluate("one => one.naturalWidth")
    page.get_by_text("© Lakes").wait_for()
    light = page.evaluate(SHADE, 0.5)
    page.emulate_media(color_scheme="dark")
    dark = page.wait_for_function(
        f"light => {{ const now = ({SHADE})(0.5); return now && now !== light }}", arg=light
    )
    assert dark
