"""The map in a real browser: a zone is drawn, a thing leaves it live, its trail is replayed."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests import browsing

from wherehold.atlas.tests.conftest import YARD, report
from wherehold.conftest import NOON
from wherehold.tracking.models import Crossing, Zone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def page(monkeypatch, browser, live_server):
    """Open a page of a signed-in browser; what it complains of fails the test."""
    sync_api = pytest.importorskip("playwright.sync_api")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_api.sync_playwright() as playwright:
        chromium = browsing.launch(playwright)
        context = chromium.new_context(viewport={"width": 1280, "height": 860})
        for name, one in browser.cookies.items():
            context.add_cookies([{"name": name, "value": one.value, "url": live_server.url}])
        page = context.new_page()
        complaints = browsing.Complaints(page)
        yield page
        chromium.close()
    # What was still asked for when another page was opened.
    left = [one for one in complaints.found if "ERR_ABORTED" not in one]
    assert left == []


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


def test_the_map_can_be_read_on_a_phone(page, live_server, tracker, yard):
    page.set_viewport_size({"width": 390, "height": 844})
    report(YARD)
    page.goto(f"{live_server.url}/map")
    page.locator(".pin").wait_for()

    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert faults(page) == [], theme
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
