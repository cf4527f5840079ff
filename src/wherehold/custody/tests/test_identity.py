"""Who comes from outside shows who they are, where the organisation asks for it."""

import pytest

from wherehold.custody import commands, identity
from wherehold.custody.commands.each import To, check_out_each
from wherehold.custody.models import Checkout
from wherehold.custody.refusals import IdentityNotSeen, UnknownDocument
from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.models import Party

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(db):
    """Somebody who does not belong to the organisation."""
    return Party.objects.create(name="Theatre Nord", kind="supplier")


@pytest.fixture
def asking(admin, tools):
    commands.ask_identity(actor=admin, category_id=tools.pk, wanted=True)


def test_nothing_goes_outside_before_somebody_has_seen_who_that_is(
    asking, amina, guest, bo, drill, saw
):
    def out():
        return commands.check_out(actor=amina, asset_ids=[drill.pk], holder_id=guest.pk)

    with pytest.raises(IdentityNotSeen, match="Theatre Nord"):
        out()
    commands.check_out(actor=amina, asset_ids=[saw.pk], holder_id=bo.pk)
    with pytest.raises(IdentityNotSeen):
        commands.transfer(actor=amina, asset_ids=[saw.pk], holder_id=guest.pk)
    done = check_out_each(actor=amina, targets={drill.pk: To(holder_id=guest.pk)})
    assert [one.code for one in done.refused] == ["custody.identity_not_seen"]

    commands.see_identity(actor=amina, party_id=guest.pk, document="passport")
    assert out().stays
    [seen] = identity.seen_of(actor=amina, party_id=guest.pk)
    assert (seen.document, seen.by) == ("passport", "Amina")
    [entry] = ledger.history("party", guest.pk)
    assert (entry.kind, entry.data) == ("custody.identity_seen", {"document": "passport"})


def test_where_it_is_not_asked_nobody_has_to(admin, amina, guest, drill, tools, hamburg):
    for wanted in (True, False):
        commands.ask_identity(actor=admin, category_id=None, wanted=wanted)
    assert identity.asked(actor=admin) == []
    commands.check_out(actor=amina, asset_ids=[drill.pk], holder_id=guest.pk)
    assert Checkout.objects.get().holder_id == guest.pk


def test_people_of_the_organisation_cost_no_statement(
    asking, amina, bo, drill, saw, django_assert_num_queries
):
    line = identity.parties.known(actor=amina, party_ids=[bo.pk])[0]
    with django_assert_num_queries(0):
        assert identity.was_seen({drill.pk: line, saw.pk: line})(drill) is None


def test_who_may_not_sees_and_says_nothing(amina, guest, admin, bo):
    with pytest.raises(UnknownDocument):
        commands.see_identity(actor=amina, party_id=guest.pk, document="library card 77")
    bo_himself = Actor(f"party:{bo.pk}", grants=(), party_id=bo.pk, source="web")
    with pytest.raises(NotAllowed):
        commands.see_identity(actor=bo_himself, party_id=guest.pk, document="passport")
    with pytest.raises(NotAllowed):
        commands.ask_identity(actor=amina, category_id=None, wanted=True)
    with pytest.raises(NotAllowed):
        identity.asked(actor=amina)
    with pytest.raises(NotFound):
        commands.see_identity(actor=admin, party_id=404, document="passport")


def test_it_is_seen_and_asked_for_in_the_browser(browser, guest, tools):
    page = "/custody/identity"
    assert browser.post(page, {"category": tools.pk}).status_code == 302
    assert "Tools" in browser.get(page).content.decode()
    person = f"/people/{guest.pk}"
    assert "Not seen yet" in browser.get(person).content.decode()
    assert browser.post(f"{person}/identity", {"document": "licence"}).status_code == 302
    assert "Driving licence" in browser.get(person).content.decode()
    assert browser.post(page, {"category": tools.pk, "remove": "1"}).status_code == 302
    assert "Asked for nothing" in browser.get(page).content.decode()
