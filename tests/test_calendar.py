"""The calendar of reservations in a browser: bookings are made and changed by drag and by keys."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client

from tests.browsing import Complaints
from wherehold.accounts import commands as accounts
from wherehold.accounts.models import User
from wherehold.conftest import put
from wherehold.kernel import clock
from wherehold.kernel.actor import system
from wherehold.kernel.models import Organisation
from wherehold.register.models import Asset, Model, Party
from wherehold.reservations.models import Booking, Reservation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser, live_server, store_room, tools):
    """Return the calendar of two projectors, open in a browser that complains of nothing."""
    Organisation.objects.create(name="Brightwater", created_at=clock.now())
    accounts.lay_roles(actor=system("test"))
    model = Model.objects.create(name="EB-L730U", category=tools)
    for tag in ("PX-1", "PX-2"):
        put(tag, store_room, tools, model=model, stage="in_stock")
    made = accounts.create_user(
        actor=system("test"), email="hanna@example.org", role="administrator"
    )
    Party.objects.filter(email="hanna@example.org").update(name="Hanna")
    client = Client()
    client.force_login(User.objects.get(pk=made.pk))
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=live_server.url)
    for name, one in client.cookies.items():
        context.add_cookies([{"name": name, "value": one.value, "url": live_server.url}])
    opened = context.new_page()
    complaints = Complaints(opened)
    yield opened
    context.close()
    assert complaints.found == []


def calendar(page):
    """Open a week of the projectors that begins the day after tomorrow; return that day."""
    day = clock.today() + timedelta(days=2)
    page.goto(f"/reservations?model={Model.objects.get().pk}&first={day}&span=1")
    page.locator("x-plan:defined [data-new]").first.wait_for()
    return day


def row(page, tag):
    """Return the days of a thing."""
    return page.locator(f"[data-new='{Asset.objects.get(tag=tag).pk}']")


def drag(page, begins, ends):
    """Press at a point, and let go at another one."""
    page.mouse.move(*begins)
    page.mouse.down()
    for step in (0.3, 0.6, 1):
        page.mouse.move(*(a + (b - a) * step for a, b in zip(begins, ends, strict=True)))
    page.mouse.up()


def days_in(box, days):
    """Return the point so many days into a row."""
    return box["x"] + box["width"] * days / 7, box["y"] + box["height"] / 2


def book(page):
    """Say for whom it is; return the reservation that was made."""
    page.get_by_role("combobox", name="Person or team").fill("Hanna")
    page.get_by_role("option", name="Hanna").click()
    page.get_by_role("button", name="Book").click()
    page.wait_for_url(re.compile(r"/reservations/\d+$"))
    return Reservation.objects.latest("pk")


def until(page, one, day, begins, ends, tag="PX-1"):
    """Wait for a reservation to be of so many days and hours from a day on, and of a thing."""
    page.wait_for_load_state("load")
    midnight = datetime.combine(day, time(), UTC)
    one.refresh_from_db()
    span = [at - midnight for at in (one.begins_at, one.ends_at)]
    assert span == [timedelta(days=days, hours=hours) for days, hours in (begins, ends)]
    assert Booking.objects.get(line__reservation=one, open=True).asset.tag == tag


def test_empty_days_are_booked_by_drag_and_a_booking_is_moved_stretched_and_given_another_piece(
    page,
):
    day = calendar(page)
    box = row(page, "PX-1").bounding_box()
    drag(page, days_in(box, 1.5), days_in(box, 2.5))
    page.wait_for_url("**/reservations/new?**")
    one = book(page)
    until(page, one, day, (1, 9), (2, 17))

    calendar(page)
    bar = page.locator("[data-move]")
    home = bar.bounding_box()
    middle = home["x"] + home["width"] / 2, home["y"] + home["height"] / 2
    with page.expect_navigation():
        drag(page, middle, (middle[0] + box["width"] / 7, middle[1]))
    until(page, one, day, (2, 9), (3, 17))

    home = bar.bounding_box()
    edge = home["x"] + home["width"] - 3, home["y"] + home["height"] / 2
    with page.expect_navigation():
        drag(page, edge, (edge[0] + box["width"] / 7, edge[1]))
    until(page, one, day, (2, 9), (4, 17))

    home, other = bar.bounding_box(), row(page, "PX-2").bounding_box()
    middle = home["x"] + home["width"] / 2, home["y"] + home["height"] / 2
    with page.expect_navigation():
        drag(page, middle, (middle[0], other["y"] + other["height"] / 2))
    until(page, one, day, (2, 9), (4, 17), "PX-2")


def test_empty_days_are_booked_by_keys_and_a_booking_is_moved_stretched_and_given_another_piece(
    page,
):
    day = calendar(page)
    row(page, "PX-1").focus()
    for key in ("ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**/reservations/new?**")
    one = book(page)
    until(page, one, day, (1, 9), (3, 17))

    calendar(page)
    bar = page.locator("[data-move]")
    for key, begins, ends, tag in (
        ("Alt+ArrowRight", (1, 21), (4, 5), "PX-1"),
        ("Alt+Shift+ArrowLeft", (1, 21), (3, 17), "PX-1"),
        ("Alt+ArrowDown", (1, 21), (3, 17), "PX-2"),
    ):
        bar.focus()
        with page.expect_navigation():
            page.keyboard.press(key)
        until(page, one, day, begins, ends, tag)
