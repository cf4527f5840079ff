"""Nothing is accepted silently: only the receiver answers, by one of four ways, once."""

import pytest

from wherehold.accounts.actors import anonymous
from wherehold.custody.commands import check_in
from wherehold.handover import commands
from wherehold.handover.commands.keys import TRIES_MAX
from wherehold.handover.models import Acceptance, Case, Handover, Item, Key
from wherehold.handover.queries import handovers, terms
from wherehold.handover.refusals import (
    BadHandover,
    CameBack,
    NoKey,
    NotOpen,
    NotSigned,
    NotTheReceiver,
    TermsNotAccepted,
)
from wherehold.handover.tests.conftest import STROKES
from wherehold.kernel.errors import NotFound
from wherehold.kernel.models import Entry, Message

pytestmark = pytest.mark.django_db
NOBODY = anonymous("web")
Said = commands.Said


def secret(link):
    return link.rsplit("/", 1)[-1]


def by_link(link, said=None):
    said = said or Said()
    return commands.answer_by_link(actor=NOBODY, secret=secret(link), said=said)


def test_the_receiver_signs_at_the_desk(given, amina):
    with pytest.raises(NotSigned):
        commands.confirm(actor=amina, handover_id=given.pk, said=Said())
    done = commands.confirm(actor=amina, handover_id=given.pk, said=Said(strokes=STROKES))
    assert (done.state, done.way) == ("confirmed", "signature")
    assert len(done.receiver_signature["strokes"]) == 2
    entry = Entry.objects.get(kind="handover.answered")
    assert len(entry.data["signature"]) == 64 and entry.data["no"] == []
    assert entry.actor == amina.name
    with pytest.raises(NotOpen):
        commands.confirm(actor=amina, handover_id=given.pk, said=Said(name="Bo"))


def test_a_typed_name_does_as_well(given, amina):
    done = commands.confirm(actor=amina, handover_id=given.pk, said=Said(name=" Bo  B. "))
    assert done.receiver_signature == {"name": "Bo B."}


@pytest.mark.parametrize(
    "strokes", ["{", "[[1]]", '[[["a", 1]]]', "[[[1, true]]]", "[" * 5_000, "[[[1.5, 2]]]", "7"]
)
def test_what_is_no_signature_is_refused(given, amina, strokes):
    with pytest.raises(BadHandover):
        commands.confirm(actor=amina, handover_id=given.pk, said=Said(strokes=strokes))


def test_the_receiver_confirms_through_their_account_and_nobody_else_does(
    given, bos_account, cy, admin
):
    with pytest.raises(NotFound):
        commands.confirm(actor=cy, handover_id=given.pk, said=Said(name="Bo"))
    stranger = bos_account.__class__("party:9", party_id=9, grants=(), source="web")
    with pytest.raises(NotFound):
        commands.confirm(actor=stranger, handover_id=given.pk, said=Said(name="Bo"))
    done = commands.confirm(actor=bos_account, handover_id=given.pk, said=Said())
    assert (done.state, done.way) == ("confirmed", "account")


def test_who_may_only_look_cannot_confirm_for_others(given, amina):
    reader = amina.narrowed({"asset.see", "custody.holder", "party.see"})
    with pytest.raises(NotTheReceiver):
        commands.confirm(actor=reader, handover_id=given.pk, said=Said(name="Bo"))


def test_a_link_works_once_and_only_for_its_hand_over(given, amina, bo):
    first = commands.make_link(actor=amina, handover_id=given.pk)
    second = commands.make_link(actor=amina, handover_id=given.pk)
    assert secret(first) not in str(list(Key.objects.values()))
    assert handovers.asked_by(actor=NOBODY, secret=secret(first)).number == str(given)
    done = by_link(first)
    assert (done.state, done.way) == ("confirmed", "link")
    assert Entry.objects.get(kind="handover.answered").actor == f"party:{bo.pk}"
    for link in (first, second, "x", ""):
        with pytest.raises(NoKey):
            by_link(link)
        with pytest.raises(NoKey):
            handovers.asked_by(actor=NOBODY, secret=secret(link))


def test_a_link_expires(given, amina, later):
    link = commands.make_link(actor=amina, handover_id=given.pk)
    later(24 * 7)
    with pytest.raises(NoKey):
        by_link(link)


def test_a_mail_brings_the_link(given, amina, reachable):
    assert commands.send_link(actor=amina, handover_id=given.pk) == "bo@example.org"
    message = Message.objects.get()
    assert "SAW-2 Saw-2" in message.text and message.link in message.text
    assert by_link(message.link).state == "confirmed"


def test_a_code_leads_to_a_link(given, amina):
    code = commands.make_code(actor=amina, handover_id=given.pk)
    assert len(code) == 6 and code.isdigit()
    assert code not in str(list(Key.objects.values("digest")))
    typed = commands.enter_code(actor=NOBODY, handover_id=given.pk, code=f" {code} ")
    assert commands.enter_code(actor=NOBODY, handover_id=given.pk, code=code) == ""
    assert by_link(typed).way == "code"


def test_a_code_dies_of_wrong_tries_and_of_age(given, amina, later):
    code = commands.make_code(actor=amina, handover_id=given.pk)
    wrong = f"{(int(code) + 1) % 10**6:06}"

    def enter(text):
        return commands.enter_code(actor=NOBODY, handover_id=given.pk, code=text)

    assert [enter(wrong) for _ in range(TRIES_MAX)] == [""] * TRIES_MAX
    assert enter(code) == ""
    fresh = commands.make_code(actor=amina, handover_id=given.pk)
    assert enter(code) == "" or code == fresh
    later(1)
    assert enter(fresh) == ""
    assert commands.enter_code(actor=NOBODY, handover_id=given.pk + 1, code=fresh) == ""


def test_what_differs_opens_a_case_in_the_words_of_the_receiver(given, amina, bo, drill, saw):
    link = commands.make_link(actor=amina, handover_id=given.pk)
    done = by_link(link, Said(differs={saw.pk: "The blade is missing"}))
    assert done.state == "disputed" and done.settled_at is None
    card = handovers.card(actor=amina, handover_id=given.pk)
    assert [one.received for one in card.items] == [True, False]
    [case] = card.items[1].cases
    assert (case.leg, case.outcome, case.statements[0].text) == ("out", "", "The blade is missing")
    assert Entry.objects.get(kind="handover.stated").data["side"] == "receiver"


def test_nobody_answers_about_other_things_or_what_came_back(given, amina, drill, store_room):
    link = commands.make_link(actor=amina, handover_id=given.pk)
    with pytest.raises(NotFound):
        by_link(link, Said(differs={10**6: "?"}))
    check_in(actor=amina, asset_ids=[drill.pk])
    with pytest.raises(CameBack):
        by_link(link)
    assert Item.objects.filter(received=None).count() == 2


def test_terms_are_accepted_in_the_version_that_the_hand_over_is_on(admin, amina, bo, drill, saw):
    first = commands.publish_terms(actor=admin, title="Loan", text="Bring it back.")
    key = commands.give(actor=amina, gifts=[commands.Gift(asset_id=drill.pk)], receiver_id=bo.pk)
    second = commands.publish_terms(actor=admin, title="Loan", text="Bring it back, clean.")
    with pytest.raises(TermsNotAccepted):
        commands.confirm(actor=amina, handover_id=key, said=Said(name="Bo"))
    commands.confirm(actor=amina, handover_id=key, said=Said(name="Bo", accepts_terms=True))
    [line], _after = terms.acceptances(actor=amina, party_id=bo.pk)
    assert (line.terms_id, line.version, line.way) == (first, 1, "signature")
    assert terms.acceptances(actor=amina, terms_id=second)[0] == []
    assert [one.version for one in terms.versions(actor=amina)] == [2, 1]
    assert [one.id for one in terms.versions(actor=amina, in_force=True)] == [second]
    assert terms.accepted_by_version(actor=amina) == {first: 1}
    commands.withdraw_terms(actor=admin, terms_id=second)
    with pytest.raises(NotFound):
        commands.withdraw_terms(actor=admin, terms_id=first)
    assert Acceptance.objects.count() == 1 and Case.objects.count() == 0
    assert Handover.objects.get(pk=key).state == "confirmed"
