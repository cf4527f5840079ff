"""Two browsers: the desk draws and hands over, a phone without an account answers by a code."""

import pytest

from wherehold.handover.models import Handover
from wherehold.kernel.models import Organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_page(chromium, live_server):
    """Open pages, each in a browser of its own; what one complains of fails the test."""
    complaints, contexts = [], []

    def opened(cookies=None, width=390):
        context = chromium.new_context(viewport={"width": width, "height": 844})
        contexts.append(context)
        for name, one in (cookies or {}).items():
            context.add_cookies([{"name": name, "value": one.value, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def test_the_desk_signs_and_a_phone_answers(open_page, browser, live_server, bo, drill, saw):
    Organisation.objects.create(name="Brightwater", created_at="2026-03-02T12:00Z")
    desk = open_page(browser.cookies, width=1440)
    desk.goto(f"{live_server.url}/handovers/new?ids={drill.pk},{saw.pk}&holder={bo.pk}")
    desk.locator("x-signature:not([hidden])").wait_for()
    desk.locator("x-signature canvas").scroll_into_view_if_needed()
    box = desk.locator("x-signature canvas").bounding_box()
    desk.mouse.move(box["x"] + 20, box["y"] + 20)
    desk.mouse.down()
    for step in range(1, 8):
        desk.mouse.move(box["x"] + 20 + 20 * step, box["y"] + 20 + 15 * (step % 3))
    desk.mouse.up()
    desk.locator(f"[name=condition-{saw.pk}]").select_option("worn")
    desk.get_by_role("button", name="Hand over").click()
    desk.get_by_role("button", name="By a code").click()
    code = desk.locator("[data-code]").inner_text()

    phone = open_page()
    phone.goto(f"{live_server.url}/receive?h={Handover.objects.get().pk}")
    phone.get_by_label("Code").fill(code)
    phone.get_by_role("button", name="Go on").click()
    phone.get_by_role("heading", name="Do you have these?").wait_for()
    for one in (drill, saw):
        phone.locator(f"[name=have-{one.pk}][value=yes]").check()
    phone.get_by_label("Or type the name").fill("Bo")
    phone.get_by_role("button", name="Send").click()
    phone.get_by_role("heading", name="Thank you").wait_for()

    desk.goto(f"{live_server.url}/handovers/{Handover.objects.get().pk}")
    desk.get_by_text("Confirmed by both").wait_for()
    made = Handover.objects.get()
    assert (made.state, made.way, made.receiver_signature) == ("confirmed", "code", {"name": "Bo"})
    assert len(made.giver_signature["strokes"][0]) >= 4
