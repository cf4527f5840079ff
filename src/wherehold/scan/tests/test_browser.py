"""The scan page in a real browser, before a scanner that types like one."""

import re

import pytest
from tests.browsing import wedge

from wherehold.conftest import put
from wherehold.custody.models import Checkout
from wherehold.register.codes import key_of
from wherehold.register.models import Asset, Identifier, Party

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def things(store_room, tools):
    return [
        put(f"LAMP-00{n}", store_room, tools, name=f"Work lamp {n}", stage="in_service")
        for n in (1, 2, 3)
    ]


@pytest.fixture
def eve(berlin):
    return Party.objects.create(name="Eve", place=berlin, place_path=berlin.path)


@pytest.fixture
def badges(bo, eve, store_room):
    for kind, value, owner in (
        ("badge", "BADGE-BO", {"party": bo}),
        ("badge", "BADGE-EVE", {"party": eve}),
        ("place_code", "ROOM-17", {"place": store_room}),
    ):
        Identifier.objects.create(kind=kind, key=key_of(kind, value), value=value, **owner)


@pytest.fixture
def page(chromium, browser, live_server):
    """Open a page of a signed-in browser; what it complains of fails the test."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
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


def visit(page, live_server, path):
    page.goto(live_server.url + path)
    page.locator("html[data-ready]").wait_for()


def says(page, word, title=""):
    outcome = page.locator("[data-outcome]")
    outcome.filter(has_text=word).filter(has_text=title).wait_for()
    return outcome


def test_three_go_out_by_badge_one_goes_on_comes_back_and_is_taken_back(
    page, live_server, things, badges, bo, eve
):
    visit(page, live_server, "/scan")
    wedge(page, "BADGE-BO")
    says(page, "Next things go to", "Bo")
    for lamp in things:
        wedge(page, lamp.tag)
        says(page, "Checked out", lamp.name)
    assert Asset.objects.filter(holder=bo).count() == 3

    wedge(page, "BADGE-EVE")
    says(page, "Next things go to", "Eve")
    wedge(page, "LAMP-002")
    says(page, "Already checked out")
    page.get_by_role("button", name="Pass on").click()
    says(page, "Passed on", "Work lamp 2")
    assert Asset.objects.get(tag="LAMP-002").holder_id == eve.pk

    page.get_by_text("Check in", exact=True).click()
    wedge(page, "LAMP-002")
    says(page, "Checked in", "Work lamp 2")
    assert Asset.objects.get(tag="LAMP-002").held == ""
    page.get_by_role("button", name="Undo Work lamp 2").first.click()
    says(page, "Taken back")
    assert Asset.objects.get(tag="LAMP-002").holder_id == eve.pk
    assert Checkout.objects.filter(voided_at=None, returned_at=None).count() == 3


def test_things_that_were_scanned_first_wait_for_a_badge(page, live_server, things, badges, bo):
    visit(page, live_server, "/scan?mode=out")
    wedge(page, "LAMP-001")
    says(page, "To whom?")
    wedge(page, "LAMP-003")
    says(page, "To whom?", "Work lamp 3")
    wedge(page, "BADGE-BO")
    page.locator("[data-list] li[data-tone=ok]").nth(2).wait_for()
    assert set(Asset.objects.filter(holder=bo).values_list("tag", flat=True)) == {
        "LAMP-001",
        "LAMP-003",
    }


def test_what_is_typed_counts_and_what_nobody_knows_can_be_linked(
    page, live_server, things, badges
):
    visit(page, live_server, "/scan?mode=seen")
    page.get_by_label("Code").fill("4006381333931")
    page.get_by_role("button", name="Enter").click()
    says(page, "Unknown code", "4006381333931")
    page.get_by_role("button", name="Link").click()
    page.get_by_label("Tag of the thing").fill("LAMP-003")
    page.keyboard.press("Enter")
    says(page, "Linked", "Work lamp 3")
    assert Identifier.objects.filter(value="4006381333931", asset=things[2]).exists()


def test_a_scan_on_any_page_goes_to_the_thing_or_to_a_check_out(
    page, live_server, things, badges, bo
):
    visit(page, live_server, "/custody")
    wedge(page, "BADGE-BO")
    page.wait_for_url(re.compile(r"/scan\?mode=out"))
    page.locator("html[data-ready]").wait_for()
    wedge(page, "LAMP-001")
    says(page, "Checked out")
    visit(page, live_server, "/people")
    wedge(page, "LAMP-001")
    page.wait_for_url(re.compile(rf"/assets/{things[0].pk}$"))


def test_without_a_connection_nothing_is_lost(page, live_server, things, badges, bo):
    visit(page, live_server, f"/scan?mode=out&target=party:{bo.pk}")
    page.route("**/scan/act", lambda route: route.fulfill(status=503))
    wedge(page, "LAMP-001")
    says(page, "No connection")
    page.unroute("**/scan/act")
    page.get_by_role("button", name="Try again").click()
    says(page, "Checked out", "Work lamp 1")
    assert Asset.objects.get(tag="LAMP-001").holder_id == bo.pk
