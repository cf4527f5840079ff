"""Counting in a real browser, before a scanner that types like one."""

import pytest
from tests.browsing import wedge

from wherehold.register.models import Identifier
from wherehold.stocktake import commands
from wherehold.stocktake.models import Scan, Stocktake
from wherehold.stocktake.tests.conftest import line

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium, browser, live_server):
    """Open a page of a signed-in browser; what it complains of fails the test."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    cookies = [
        {"name": name, "value": one.value, "url": live_server.url}
        for name, one in browser.cookies.items()
    ]
    context.add_cookies(cookies)
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    yield page
    context.close()
    assert [one for one in complaints if "status of 503" not in one] == []


def says(page, word, title=""):
    page.locator("[data-outcome]").filter(has_text=word).filter(has_text=title).wait_for()


def test_a_place_then_things_each_is_told_and_counted_once(
    page, live_server, everyone, drill, saw, lamp, store_room
):
    Identifier.objects.create(kind="place_code", key="room-17", value="ROOM-17", place=store_room)
    terms = commands.Terms(name="Berlin", alone=True)
    count = Stocktake.objects.get(pk=commands.open_stocktake(actor=everyone, terms=terms))
    page.goto(f"{live_server.url}/stocktakes/{count.pk}/count")
    page.locator("html[data-ready]").wait_for()
    page.locator("x-count:defined").wait_for()

    wedge(page, "ROOM-17")
    says(page, "You are here", "Store room")
    wedge(page, "DRILL-7")
    wedge(page, "SAW-2")
    says(page, "Found", "Saw-2")
    page.get_by_text("2 of 2").wait_for()
    wedge(page, "LAMP-1")
    says(page, "Wrong place", "Lamp-1")
    page.get_by_role("button", name="Move here").click()
    says(page, "Moved here")
    wedge(page, "4006381333931")
    says(page, "Not in the register")
    page.get_by_role("button", name="Undo").click()
    says(page, "Taken back")

    assert line(count, lamp).outcome == "moved"
    assert {line(count, one).state for one in (drill, saw)} == {"found"}
    assert Scan.objects.filter(taken_back_at=None, method="wedge").count() == 3


def test_a_scan_that_is_not_answered_is_sent_until_it_is_and_counts_once(
    page, live_server, everyone, drill, store_room
):
    terms = commands.Terms(name="Berlin", alone=True)
    count = Stocktake.objects.get(pk=commands.open_stocktake(actor=everyone, terms=terms))
    lost = []

    def lose(route):
        """Let the first scan arrive, and its answer get lost on the way."""
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.fulfill(status=503, body="")

    page.route("**/count/scan", lose)
    page.goto(f"{live_server.url}/stocktakes/{count.pk}/count?place={store_room.pk}")
    page.locator("html[data-ready]").wait_for()
    page.locator("x-count:defined").wait_for()
    wedge(page, "DRILL-7")
    says(page, "No connection")
    says(page, "Found", "Drill-7")

    assert Scan.objects.count() == 1 and line(count, drill).state == "found"
