"""A count goes on without a network: phones decide by themselves, and every scan arrives once."""

import pytest
from tests.browsing import wedge

from wherehold.conftest import NOON, plant, put
from wherehold.kernel.actor import EVERYTHING, Actor, Grant
from wherehold.kernel.models import Organisation
from wherehold.register.codes import key_of
from wherehold.register.models import Identifier, Place
from wherehold.scan.models import Op
from wherehold.scan.tests.test_browser import says, visit
from wherehold.scan.tests.test_phone import PHONE, codes, drained, phones, png, take_along, waits
from wherehold.stocktake import commands
from wherehold.stocktake.models import Device, Line, Scan, Unknown, Zone
from wherehold.stocktake.queries import progress, results

__all__ = ["PHONE", "codes", "phones", "take_along"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def boss(ada):
    """Return who runs the count in the browser."""
    return Actor("ada", grants=(Grant(EVERYTHING),), party_id=ada.party_id, source="api")


@pytest.fixture
def count(boss, store_room, berlin, tools):
    """Open a count of six lamps in the store room and a crane in the yard."""
    Organisation.objects.get_or_create(defaults={"name": "Brightwater", "created_at": NOON})
    for n in range(6):
        put(f"LAMP-{n}", store_room, tools, name=f"Work lamp {n}", stage="in_service")
    yard = plant(Place, "Yard", berlin, kind="room")
    put("CRANE-1", yard, tools, name="Crane", stage="in_service")
    code = {"kind": "place_code", "key": key_of("place_code", "YARD"), "value": "YARD"}
    Identifier.objects.create(place=yard, **code)
    return commands.open_stocktake(actor=boss, terms=commands.Terms(name="Berlin", alone=True))


def counting(page, live_server, count):
    """Take a count along on a phone, and cut its network."""
    visit(page, live_server, f"/stocktakes/{count}/count")
    page.get_by_role("button", name="Take along").click()
    page.get_by_text("Knows this count without a network: ").wait_for()
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)


def test_a_room_is_counted_without_a_network_and_arrives_once(
    phones, live_server, count, codes, boss
):
    page = phones()
    counting(page, live_server, count)
    wedge(page, "ROOM-17")
    says(page, "You are here", "Store room")
    asked = page.evaluate("performance.now()")
    wedge(page, "LAMP-0")
    says(page, "Found", "Work lamp 0")
    # A list that was asked for before this scan comes after it, and cannot know of it.
    page.evaluate(
        "at => document.dispatchEvent(new CustomEvent('along', {detail: {settled: at}}))", asked
    )
    wedge(page, "LAMP-1")
    says(page, "Found", "Work lamp 1")
    page.get_by_role("button", name="Undo").click()
    says(page, "Taken back")
    wedge(page, "WHO-KNOWS")
    says(page, "Not known on this phone", "WHO-KNOWS")
    waits(page, 2)
    page.reload()
    page.locator("html[data-ready]").wait_for()
    page.get_by_text("1 of 6").wait_for()
    page.get_by_role("button", name="Finish room, 5 not seen").click()
    waits(page, 3)
    assert not Scan.objects.exists()

    page.context.set_offline(False)
    drained(page)
    assert list(Scan.objects.order_by("pk").values_list("result", flat=True)) == [
        *("found", "unknown")
    ]
    assert Unknown.objects.get().code == "WHO-KNOWS"
    assert Zone.objects.get(finished_at__isnull=False).missing == 5
    assert [one.pending for one in progress.devices(actor=boss, stocktake_id=count)] == [0]


def test_two_phones_count_one_room_at_once(phones, live_server, count, codes):
    first, second = phones(), phones()
    for page in (first, second):
        counting(page, live_server, count)
        wedge(page, "ROOM-17")
        says(page, "You are here", "Store room")
    for n in range(4):
        wedge(first, f"LAMP-{n}")
        wedge(second, f"LAMP-{5 - n}")
    wedge(second, "YARD")
    wedge(second, "CRANE-1")
    says(second, "Found", "Crane")
    for page, number in ((first, 4), (second, 5)):
        waits(page, number)
        page.context.set_offline(False)
    for page in (first, second):
        drained(page)

    assert Op.objects.filter(status="applied").count() == 9
    assert Scan.objects.filter(result="found").count() == 7
    assert not Line.objects.exclude(state="found").exists()
    assert Device.objects.filter(pending=0).count() == 2
    first.get_by_text("6 of 6").wait_for()


def test_what_is_in_the_wrong_place_is_decided_and_an_unknown_thing_is_described(
    phones, live_server, count, codes
):
    page = phones()
    counting(page, live_server, count)
    wedge(page, "YARD")
    says(page, "You are here", "Yard")
    wedge(page, "LAMP-3")
    says(page, "Wrong place", "belongs at Berlin · Store room")
    page.get_by_role("button", name="Move here").click()
    says(page, "Moved here", "Work lamp 3")
    wedge(page, "WHO-KNOWS")
    page.context.set_offline(False)
    says(page, "Not in the register")
    page.get_by_placeholder("What is it?").fill("A ladder")
    page.get_by_role("button", name="Keep").click()
    says(page, "Kept", "A ladder")
    drained(page)

    assert Line.objects.get(outcome="moved").asset.tag == "LAMP-3"
    assert Unknown.objects.get().note == "A ladder"


def test_the_photo_and_the_note_of_an_unknown_thing_wait_and_arrive_with_the_scan(
    phones, live_server, count, codes, boss
):
    page = phones()
    counting(page, live_server, count)
    wedge(page, "ROOM-17")
    wedge(page, "WHO-KNOWS")
    says(page, "Not known on this phone", "WHO-KNOWS")
    picture = {"name": "ladder.png", "mimeType": "image/png", "buffer": png()}
    page.locator("[data-part] input[name=photo]").set_input_files(picture)
    page.locator("#toasts").get_by_text("The photo waits on this phone.").wait_for()
    page.get_by_placeholder("What is it?").fill("A ladder")
    page.get_by_role("button", name="Keep").click()
    says(page, "Kept", "A ladder")
    waits(page, 3)
    page.reload()
    page.locator("html[data-ready]").wait_for()
    waits(page, 3)
    page.context.set_offline(False)
    drained(page)

    [code] = results.unknowns(actor=boss, stocktake_id=count)[0]
    assert (code.note, code.has_photo) == ("A ladder", True)
    assert [one.pending for one in progress.devices(actor=boss, stocktake_id=count)] == [0]
