"""A phone that has no network goes on, and brings everything once when there is one again."""

import re
from io import BytesIO

import pytest
from PIL import Image
from tests.browsing import wedge

from wherehold.accounts.models import Device
from wherehold.conftest import put
from wherehold.kernel.actor import system
from wherehold.kernel.models import Entry
from wherehold.register.codes import key_of
from wherehold.register.commands import moving
from wherehold.register.models import Identifier
from wherehold.scan.models import Op
from wherehold.scan.tests.test_browser import says, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ACTS = 120
PHONE = {"width": 390, "height": 844}
SYNC = "**/api/v1/sync"


@pytest.fixture
def things(store_room, tools):
    return [
        put(f"LAMP-{n:03}", store_room, tools, name=f"Work lamp {n}", stage="in_service")
        for n in range(ACTS)
    ]


@pytest.fixture
def codes(bo, store_room, berlin):
    for kind, value, owner in (
        ("badge", "BADGE-BO", {"party": bo}),
        ("place_code", "ROOM-17", {"place": store_room}),
        ("place_code", "SITE-1", {"place": berlin}),
    ):
        Identifier.objects.create(kind=kind, key=key_of(kind, value), value=value, **owner)


@pytest.fixture
def phones(chromium, browser, live_server):
    """Return a function that opens the scan page on a phone; complaints fail the test."""
    complaints, contexts = [], []

    def opened():
        context = chromium.new_context(viewport=PHONE, has_touch=True)
        contexts.append(context)
        context.add_cookies(
            [
                {"name": name, "value": one.value, "url": live_server.url}
                for name, one in browser.cookies.items()
            ]
        )
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
        visit(page, live_server, "/scan?mode=move")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [one for one in complaints if not re.search(r"ERR_|Failed to (load|fetch)", one)] == []


def take_along(page):
    page.get_by_role("button", name="Choose").click()
    page.locator("#take-along").get_by_role("button", name="Take along").click()
    page.get_by_text("Knows everything without a network").wait_for()


def mode(page, label):
    page.locator("fieldset.seg").get_by_text(label, exact=True).click()


def waits(page, number):
    text = "1 act waits" if number == 1 else f"{number} acts wait"
    page.locator("[data-waits-text]").filter(has_text=text).wait_for()


def drained(page):
    page.locator("x-phone[data-waiting='0']").wait_for(timeout=60_000)


@pytest.fixture
def outbox(phones, things, codes):
    """Return a phone without a network that holds 120 moves, of which the desk overtook one."""
    page = phones()
    take_along(page)
    page.context.set_offline(True)
    wedge(page, "SITE-1")
    says(page, "Things move to", "Berlin")
    for thing in things:
        wedge(page, thing.tag)
    waits(page, ACTS)
    assert not Op.objects.exists()
    moving.move_assets(actor=system("desk"), moves={things[7].pk: None})
    return page


def lose_first_reply(page):
    """Let the server get what is sent first, and the phone never hear of it."""
    lost = []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.request.post_data_json["ops"])
        route.fetch()
        route.abort()

    page.route(SYNC, lose)
    return lost


def test_120_acts_without_a_network_a_lost_reply_and_one_conflict(outbox, things):
    lost = lose_first_reply(outbox)
    with outbox.expect_event("requestfailed", lambda request: request.url.endswith("/sync")):
        outbox.context.set_offline(False)
    assert len(lost[0]) == 50 == Op.objects.count()
    waits(outbox, ACTS)
    outbox.get_by_role("button", name="Send now").click()
    drained(outbox)

    assert Op.objects.count() == ACTS
    assert Op.objects.filter(status="applied").count() == ACTS - 1
    by_phone = Entry.objects.filter(kind="register.moved", source__startswith="phone:")
    assert by_phone.values("subject_id").distinct().count() == by_phone.count() == ACTS - 1
    assert Op.objects.get(status="conflict").asset_id == things[7].pk
    assert Device.objects.get().pending == 0


def test_the_one_conflict_comes_back_to_the_person_who_settles_it(outbox, things):
    outbox.context.set_offline(False)
    drained(outbox)
    outbox.get_by_role("link", name="Something that this phone brought needs you").click()
    assert outbox.locator("tbody tr").count() == 1
    outbox.get_by_role("link", name=things[7].tag).click()
    outbox.get_by_text("Apply mine").click()
    outbox.get_by_role("button", name="Save").click()
    outbox.get_by_text("Nothing waits").wait_for()
    things[7].refresh_from_db()
    assert things[7].place.name == "Berlin"
    outbox.goto(outbox.url.replace("/conflicts", "/scan"))
    outbox.locator("[data-needs]").wait_for(state="hidden")


def test_the_page_opens_without_a_network_and_still_holds_what_it_held(
    phones, live_server, things, codes
):
    page = phones()
    take_along(page)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.locator("html[data-ready]").wait_for()
    page.context.set_offline(True)
    mode(page, "Seen")
    wedge(page, "ROOM-17")
    wedge(page, "LAMP-001")
    says(page, "Seen here", "Work lamp 1")
    wedge(page, "NOBODY-KNOWS-THIS")
    says(page, "Not known on this phone")
    waits(page, 2)
    page.reload()
    page.locator("html[data-ready]").wait_for()
    waits(page, 2)
    page.get_by_text("No network. You can go on.").wait_for()

    page.get_by_role("button", name=re.compile("Account of")).click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="2 acts are only on this phone").wait_for()
    page.get_by_role("button", name="Go on").click()
    page.context.set_offline(False)
    drained(page)
    assert sorted(Op.objects.values_list("status", flat=True)) == ["applied", "rejected"]


def test_an_act_is_taken_back_before_and_after_it_was_sent(phones, things, codes, bo):
    page = phones()
    take_along(page)
    page.context.set_offline(True)
    mode(page, "Check out")
    wedge(page, "LAMP-001")
    says(page, "To whom?")
    wedge(page, "BADGE-BO")
    page.locator("[data-list] li").filter(has_text="Checked out").wait_for()
    wedge(page, "LAMP-002")
    says(page, "Checked out", "Work lamp 2")
    waits(page, 2)
    page.get_by_role("button", name="Undo Work lamp 2").click()
    says(page, "Taken back")
    waits(page, 1)
    page.context.set_offline(False)
    drained(page)
    things[1].refresh_from_db()
    things[2].refresh_from_db()
    assert (things[1].holder_id, things[2].holder_id) == (bo.pk, None)

    page.get_by_role("button", name="Undo Work lamp 1").click()
    says(page, "Taken back")
    page.wait_for_timeout(500)
    drained(page)
    things[1].refresh_from_db()
    assert things[1].holder_id is None


def test_two_phones_at_once_reach_for_one_thing(phones, things, codes, bo):
    first, second = phones(), phones()
    for page in (first, second):
        take_along(page)
        page.context.set_offline(True)
        mode(page, "Check out")
        wedge(page, "BADGE-BO")
        for thing in things[:10]:
            wedge(page, thing.tag)
        waits(page, 10)
    for page in (first, second):
        page.context.set_offline(False)
    for page in (first, second):
        drained(page)

    assert Op.objects.filter(status="applied").count() == 10
    assert Op.objects.filter(status="conflict").count() == 10
    assert Entry.objects.filter(kind="custody.checked_out").count() == 10
    assert Device.objects.count() == 2


def test_what_is_known_here_is_answered_within_a_tenth_of_a_second(phones, things, codes):
    page = phones()
    take_along(page)
    mode(page, "Seen")
    wedge(page, "ROOM-17")
    says(page, "You are here")
    took = page.evaluate(
        """(code) => new Promise((done) => {
          const box = document.querySelector("[data-outcome]");
          const began = performance.now();
          const watch = new MutationObserver(() => done(performance.now() - began));
          watch.observe(box, { childList: true });
          const detail = { code, source: "camera", at: Date.now() };
          document.dispatchEvent(new CustomEvent("scan", { detail, cancelable: true }));
        })""",
        "LAMP-005",
    )
    assert took < 100
    drained(page)


def test_a_photo_and_a_condition_of_what_was_scanned_wait_and_arrive(phones, things, codes):
    page = phones()
    take_along(page)
    page.context.set_offline(True)
    mode(page, "Seen")
    wedge(page, "ROOM-17")
    wedge(page, "LAMP-001")
    says(page, "Seen here", "Work lamp 1")
    page.locator("[data-outcome]").get_by_role("button", name="Worn").click()
    says(page, "Condition said", "Worn")
    picture = {"name": "lamp.png", "mimeType": "image/png", "buffer": png()}
    page.locator("[data-outcome] input[name=photo]").set_input_files(picture)
    page.locator("#toasts").get_by_text("The photo waits on this phone.").wait_for()
    waits(page, 3)
    page.context.set_offline(False)
    drained(page)

    things[1].refresh_from_db()
    assert things[1].condition == "worn" and things[1].photo_id is not None


def test_without_a_phone_of_ones_own_both_go_straight_to_the_server(phones, things, codes):
    page = phones()
    mode(page, "Seen")
    wedge(page, "LAMP-002")
    says(page, "Confirmed", "Work lamp 2")
    picture = {"name": "lamp.png", "mimeType": "image/png", "buffer": png()}
    page.locator("[data-outcome] input[name=photo]").set_input_files(picture)
    page.locator("#toasts").get_by_text("The photo has arrived.").wait_for()
    page.locator("[data-outcome]").get_by_role("button", name="Broken").click()
    says(page, "Condition said", "Work lamp 2")
    page.get_by_role("button", name="Undo Work lamp 2").click()
    says(page, "Taken back")

    things[2].refresh_from_db()
    assert things[2].condition != "broken" and things[2].photo_id is not None


def png():
    made = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(made, "PNG")
    return made.getvalue()


def test_without_a_place_the_phone_says_what_the_server_will(phones, things, live_server):
    page = phones()
    visit(page, live_server, "/scan?mode=seen")
    take_along(page)
    page.context.set_offline(True)
    wedge(page, "LAMP-000")

    says(page, "Confirmed", "Work lamp 0")
