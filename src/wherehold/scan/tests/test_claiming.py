"""Words on the wall that take back, and blank labels that are claimed by scanning them."""

from dataclasses import replace

import pytest
from django.urls import reverse

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor, Grant
from wherehold.kernel.models import Organisation
from wherehold.labels import commands as labels
from wherehold.labels.design import Design
from wherehold.labels.models import Blank
from wherehold.labels.subjects import COMMANDS
from wherehold.register.models import Asset, Identifier
from wherehold.register.queries import resolve
from wherehold.scan.commands import claim, take
from wherehold.scan.grammar import OUT, Session, Spot, word_of

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def blank(settings, amina):
    """Return the address on a blank label, and the tag in words."""
    settings.PUBLIC_URL = "https://assets.example.org"
    Organisation.objects.create(
        name="Brightwater", tag_prefix="AST-", tag_digits=6, tag_next=501, created_at=clock.now()
    )
    labels.make_batch(actor=amina, size=3, design=Design())
    first = Blank.objects.order_by("pk").first()
    return f"https://assets.example.org/t/{first.token}", first.tag


def test_every_word_that_is_printed_is_one_that_the_scan_page_does():
    assert all(word_of(word) for word in COMMANDS)


def test_undo_takes_back_what_was_done_last(amina, drill, bo):
    towards = Session(OUT, Spot("party", bo.pk, "Bo"))
    done = take(actor=amina, code="DRILL-7", session=towards)
    may = replace(amina, grants=(Grant(amina.grants[0].permissions | {"custody.undo"}),))
    undone = take(actor=may, code="UNDO", session=replace(done.session, last=done.act))

    assert (undone.tone, undone.word) == ("ok", "Taken back")
    assert undone.session.last is None
    assert Asset.objects.get(pk=drill.pk).held == ""


def test_undo_with_nothing_done_says_so(amina):
    outcome = take(actor=amina, code="undo", session=Session())

    assert (outcome.tone, outcome.word) == ("warn", "Nothing to take back")


def test_a_blank_label_is_offered_to_be_claimed_by_code_and_by_tag(amina, blank):
    address, tag = blank

    for code in (address, tag):
        outcome = take(actor=amina, code=code, session=Session())
        assert (outcome.word, outcome.title, outcome.blank) == ("Blank label", "AST-000501", True)


def test_claiming_for_a_new_thing_enters_it_under_the_tag_where_one_is(amina, blank, store_room):
    address, tag = blank
    here = Session(here=store_room.pk)

    outcome = claim(actor=amina, code=address, session=here, name="Cordless drill")

    made = Asset.objects.get(tag=tag)
    assert (outcome.tone, outcome.word) == ("ok", "Claimed")
    assert (made.name, made.place_id) == ("Cordless drill", store_room.pk)
    [hit] = resolve.resolve(actor=amina, code=address)
    assert (hit.type, hit.id) == ("asset", made.pk)
    kinds = [entry.kind for entry in ledger.history("asset", made.pk)]
    assert kinds == ["labels.claimed", "register.created"]


def test_claiming_for_a_thing_that_is_there_keeps_its_tag(amina, blank, drill):
    address, tag = blank

    outcome = claim(actor=amina, code=address, session=Session(), tag="drill-7")

    assert outcome.word == "Claimed"
    for code in (address, tag, "DRILL-7"):
        [hit] = resolve.resolve(actor=amina, code=code)
        assert hit.id == drill.pk
    assert Asset.objects.get(pk=drill.pk).tag == "DRILL-7"


def test_a_label_is_claimed_once(amina, blank, drill, saw):
    address, tag = blank
    claim(actor=amina, code=address, session=Session(), tag="drill-7")

    again = claim(actor=amina, code=address, session=Session(), tag="saw-2")

    assert (again.tone, again.word) == ("bad", "Not a blank label")
    assert Identifier.objects.filter(asset=saw, kind="token").count() == 0


def test_without_a_place_that_one_may_use_nothing_is_claimed(amina, blank):
    address, tag = blank

    outcome = claim(actor=amina, code=address, session=Session(), name="Drill")

    assert outcome.tone == "bad"
    assert not Asset.objects.filter(tag=tag).exists()
    assert Blank.objects.filter(claimed_at=None).count() == 3


def test_who_may_print_no_labels_sees_an_unknown_code(blank):
    looker = Actor("party:9", grants=(Grant(frozenset({"asset.see"})),), party_id=9)

    assert take(actor=looker, code=blank[0], session=Session()).unknown


def test_the_page_claims_with_and_without_its_island(browser, blank, store_room, drill):
    address, tag = blank
    told = browser.post(reverse("scan:act"), {"code": address}, headers=FETCH).json()
    assert told["blank"] == address

    page = browser.get(reverse("scan:go"), {"code": address}).content.decode()
    assert 'action="/scan/claim"' in page

    sent = {"code": address, "tag": "DRILL-7"}
    done = browser.post(reverse("scan:claim"), sent, headers=FETCH).json()
    assert (done["word"], done["spot"]["key"]) == ("Claimed", f"asset:{drill.pk}")
    assert browser.get(f"/t/{address.rsplit('/', 1)[1]}").url == f"/assets/{drill.pk}"


def test_a_scan_of_a_blank_label_by_phone_leads_to_claiming_it(browser, blank):
    answer = browser.get(f"/t/{blank[0].rsplit('/', 1)[1]}")

    assert answer.status_code == 302 and answer.url.startswith("/scan/go?code=")
