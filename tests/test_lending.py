"""From a wish to a decision: two desks and two phones lend, extend, quarrel, and close a leaver."""

import pytest
from django.test import Client

from tests.browsing import Complaints
from wherehold.accounts import commands as accounts
from wherehold.accounts.models import User
from wherehold.conftest import NOON, put
from wherehold.handover import document
from wherehold.handover.models import Handover
from wherehold.handover.queries.evidence import evidence
from wherehold.kernel import ledger, readers, sequencer
from wherehold.kernel.actor import system
from wherehold.kernel.models import Organisation
from wherehold.kits import commands as kits
from wherehold.kits.contents import Wanted
from wherehold.kits.models import Missing
from wherehold.kits.queries.kits import numbers_of
from wherehold.register.models import Asset, Model, Party
from wherehold.reservations import commands as reservations
from wherehold.reservations.commands.lending import RuleTerms
from wherehold.reservations.models import Reservation
from wherehold.reservations.reactions import REACTIONS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAIT_MS = 60_000
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def account(name, role, place):
    """Make somebody with an account who belongs to a place."""
    made = accounts.create_user(
        actor=system("test"), email=f"{name.lower()}@example.org", role=role
    )
    user = User.objects.get(pk=made.pk)
    Party.objects.filter(pk=user.party_id).update(name=name, place=place, place_path=place.path)
    return user


@pytest.fixture
def opened(browser, live_server):
    """Open pages, each in a browser of its own; what one complains of fails the test."""
    contexts, complaints = [], []

    def page(size, user=None):
        contexts.append(browser.new_context(viewport=size, base_url=live_server.url))
        if user:
            client = Client()
            client.force_login(user)
            for name, one in client.cookies.items():
                cookie = {"name": name, "value": one.value, "url": live_server.url}
                contexts[-1].add_cookies([cookie])
        contexts[-1].set_default_timeout(WAIT_MS)
        made = contexts[-1].new_page()
        complaints.append(Complaints(made))
        return made

    yield page
    for one in contexts:
        one.close()
    assert [words for one in complaints for words in one.found] == []


@pytest.fixture
def store(store_room, tools, admin):
    """A model that is lent after somebody's yes, and a kit that is a bag with two lenses."""
    Organisation.objects.create(name="Brightwater", created_at=NOON)
    accounts.lay_roles(actor=system("test"))
    model = Model.objects.create(name="EB-L730U", category=tools)
    for tag in ("PX-1", "PX-2", "PX-3"):
        put(tag, store_room, tools, model=model, stage="in_stock")
    bag, *lenses = (put(tag, store_room, tools) for tag in ("BAG-1", "LENS-1", "LENS-2"))
    wants = [Wanted(asset_id=one.pk) for one in lenses]
    ids = [one.pk for one in lenses]
    kits.make(actor=admin, asset_id=bag.pk, wants=wants, asset_ids=ids)
    terms = RuleTerms(approve_always=True)
    reservations.set_rule(actor=admin, category_id=tools.pk, terms=terms)
    return store_room


def react():
    """Let what follows the ledger catch up, as it does in the background."""
    sequencer.place()
    while readers.run(REACTIONS):
        pass
    reservations.settle_returned(actor=system("test"))


def key_of(tag):
    return Asset.objects.get(tag=tag).pk


def book_and_approve(desk, chief, bo):
    """Book two of a model for Bo at the desk; the other desk says yes."""
    model = Model.objects.get()
    desk.goto(f"/reservations/new?model={model.pk}&quantity=2&party={bo.party_id}")
    desk.locator("[name=begins_at]").fill("2026-03-02T13:00")
    desk.locator("[name=ends_at]").fill("2026-03-04T12:00")
    desk.get_by_role("button", name="Book").click()
    desk.get_by_text("Waits for approval").wait_for()
    number = Reservation.objects.get().pk
    chief.goto("/reservations/desk")
    chief.get_by_role("link", name="2 × EB-L730U").click()
    chief.get_by_role("button", name="Approve").click()
    chief.get_by_text("Booked", exact=True).wait_for()
    return number


def hand_over(desk, phone, number):
    """Choose the pieces, fetch them by the list, and hand them over: both sides say so."""
    desk.goto(f"/reservations/{number}")
    desk.get_by_role("button", name="Prepare").click()
    desk.get_by_text("The pieces are chosen").wait_for()
    desk.get_by_role("link", name="Pick list").click()
    assert desk.locator("table").inner_text().count("PX-") == 2
    desk.goto(f"/reservations/{number}")
    desk.get_by_role("link", name="Hand over, both confirm").click()
    desk.get_by_label("Or type the name").fill("Amina")
    desk.get_by_role("button", name="Hand over").click()
    desk.get_by_text("Now the receiver confirms").wait_for()
    answer(phone, Handover.objects.latest("pk"))
    phone.get_by_text("Confirmed by both").wait_for()


def answer(phone, made):
    """Say on a phone that one has everything."""
    if made.receiver.name == "Bo":
        phone.goto(f"/handovers/{made.pk}")
    for key in made_items(made):
        phone.locator(f"[name=have-{key}][value=yes]").check()
    phone.get_by_role("button", name="Send").click()


def made_items(made):
    entry = ledger.history("handover", made.pk, kinds=["handover.given"])[0]
    return [one["asset_id"] for one in entry.data["items"]]


def extend(desk, number):
    desk.goto(f"/reservations/{number}")
    desk.locator("#extend-to").fill("2026-03-06T12:00")
    desk.get_by_role("button", name="Extend").click()
    desk.get_by_text("extended once").wait_for()


def bring_back(desk, phone, chief, made):
    """One comes back damaged, of the other both sides say different things; a third decides."""
    first, second = made_items(made)
    desk.goto(f"/handovers/{made.pk}/return")
    for key, verdict in ((first, "damage"), (second, "dispute")):
        desk.locator(f"[name=condition-{key}]").select_option("damaged")
        desk.locator(f"[name=verdict-{key}][value={verdict}]").check()
    desk.locator(f"[name=statement-{first}]").fill("It fell.")
    desk.get_by_role("button", name="Take back").click()
    phone.goto(f"/handovers/{made.pk}")
    dispute = phone.get_by_role("region", name="Difference").nth(1)
    dispute.get_by_label("Your side of it").fill("It was so before.")
    dispute.get_by_role("button", name="Add").click()
    phone.get_by_text("It was so before.").wait_for()
    chief.goto(f"/handovers/{made.pk}")
    for outcome, cost, why in (
        ("damage", "50.00", "Dropped on the stairs"),
        ("as_given", "", "A photo shows it"),
    ):
        case = chief.get_by_role("region", name="Difference").filter(has_text="In dispute").first
        case.locator(f"[name=outcome][value={outcome}]").check()
        case.get_by_label("Cost").fill(cost)
        case.get_by_label("Reason").fill(why)
        case.get_by_role("button", name="Decide").click()
        chief.get_by_text(why).wait_for()


def lend_kit(desk, phone, lena):
    """Lena confirms the bag by a code on her phone; it comes back without a lens."""
    bag = key_of("BAG-1")
    ids = ",".join(str(key_of(tag)) for tag in ("BAG-1", "LENS-1", "LENS-2"))
    desk.goto(f"/handovers/new?ids={ids}&holder={lena.pk}")
    desk.get_by_role("button", name="Hand over").click()
    desk.get_by_role("button", name="By a code").click()
    made = Handover.objects.latest("pk")
    code = desk.locator("[data-code]").inner_text()
    phone.goto(f"/receive?h={made.pk}")
    phone.get_by_label("Code").fill(code)
    phone.get_by_role("button", name="Go on").click()
    answer(phone, made)
    phone.get_by_role("heading", name="Thank you").wait_for()
    [kit] = numbers_of(actor=system("test"), asset_ids=[bag]).values()
    desk.goto(f"/kits/{kit}/back")
    desk.get_by_role("checkbox", name="LENS-1").check()
    desk.get_by_role("button", name="Only what is ticked").click()
    desk.get_by_role("region", name="Missing: LENS-2").wait_for()
    return kit


def close_leaver(desk, lena):
    """The list of who leaves ends when what is missing was decided about by name."""
    Party.objects.filter(pk=lena.pk).update(leaves_on=NOON.date())
    desk.goto(f"/people/{lena.pk}")
    desk.get_by_text("Decide otherwise").click()
    desk.get_by_label("Why").fill("Lost on the way")
    desk.get_by_role("button", name="Decide", exact=True).click()
    desk.get_by_text("Lost, Lost on the way").wait_for()
    desk.get_by_role("button", name="Close list and archive").click()
    desk.get_by_text("The list is closed").wait_for()


def pdf_agrees(made, actor):
    """What the document says of the things is what the entries say."""
    said = document.content(evidence(actor=actor, handover_id=made.pk), owner="Brightwater")
    entries = {one.kind: one for one in ledger.history("handover", made.pk)}
    things = next(one["rows"] for one in said["tables"] if one["title"] == "2 things")
    tags = dict(Asset.objects.values_list("pk", "tag"))
    given = entries["handover.given"].data["items"]
    assert [row[0] for row in things] == [tags[one["asset_id"]] for one in given]
    cases = next(one["rows"] for one in said["tables"] if one["title"] == "Differences")
    resolved = [one for one in ledger.history("handover", made.pk) if one.kind.endswith("resolved")]
    assert {row[5] for row in cases} == {one.data["reason"] for one in resolved}
    assert {row[1] for row in said["ledger"]["rows"]} >= {str(one.seq) for one in entries.values()}


def test_two_desks_and_two_phones_lend_and_settle(opened, store, admin):
    amina = account("Amina", "storekeeper", store)
    hanna = account("Hanna", "administrator", store)
    bo = account("Bo", "member", store)
    lena = Party.objects.create(name="Lena", kind="person", place=store, place_path=store.path)
    desk, chief = opened(DESK, amina), opened(DESK, hanna)
    phone, other = opened(PHONE, bo), opened(PHONE)
    react()

    number = book_and_approve(desk, chief, bo)
    hand_over(desk, phone, number)
    react()
    assert Reservation.objects.get(pk=number).state == "out"
    extend(desk, number)
    made = Handover.objects.latest("pk")
    bring_back(desk, phone, chief, made)
    react()
    assert Reservation.objects.get(pk=number).state == "returned"
    assert desk.request.get(f"/handovers/{made.pk}/document.pdf").body().startswith(b"%PDF")
    pdf_agrees(made, admin)

    kit = lend_kit(desk, other, lena)
    assert Missing.objects.get().outcome == ""
    close_leaver(chief, lena)
    desk.goto(f"/kits/{kit}")
    desk.get_by_text("Lost or replaced").click()
    desk.get_by_label("Why").fill("Lost with Lena")
    desk.get_by_role("button", name="Lost", exact=True).click()
    desk.get_by_text("Lost with Lena").wait_for()
    assert Missing.objects.get().outcome == "lost"
