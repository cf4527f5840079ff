"""The list of somebody who leaves ends when each thing is back, passed on, or decided about."""

from datetime import date

import pytest
from django.urls import reverse

from wherehold.accounts import commands as accounts
from wherehold.custody import commands, queries, refusals
from wherehold.kernel.actor import system
from wherehold.kernel.ledger import Entry
from wherehold.register.commands.parties import StillHolds
from wherehold.register.models import Asset, Party

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(admin, bo, drill, saw):
    """Bo leaves, and has the drill and the saw."""
    Party.objects.filter(pk=bo.pk).update(leaves_on=date(2026, 3, 31))
    commands.check_out(actor=admin, asset_ids=[drill.pk, saw.pk], holder_id=bo.pk)
    return bo


def test_the_list_ends_when_nothing_on_it_is_open(admin, leaver, drill, saw):
    with pytest.raises(StillHolds):
        commands.close_list(actor=admin, party_id=leaver.pk)
    commands.check_in(actor=admin, asset_ids=[drill.pk])
    commands.settle(
        actor=admin,
        party_id=leaver.pk,
        asset_ids=[saw.pk],
        outcome="kept",
        reason="Sold to Bo, Ada agreed",
    )
    assert commands.close_list(actor=admin, party_id=leaver.pk) == 2
    assert Party.objects.get(pk=leaver.pk).archived_at is not None
    closed = Entry.objects.get(kind="custody.list_closed").data
    assert (closed["settled_ids"], closed["returned"]) == ([saw.pk], 1)
    with pytest.raises(refusals.NotLeaving):
        commands.close_list(actor=admin, party_id=leaver.pk)


@pytest.mark.parametrize(
    ("outcome", "stage"), [("lost", "missing"), ("kept", "disposed"), ("written_off", "retired")]
)
def test_what_is_decided_ends_the_stay_and_says_who_and_why(admin, leaver, saw, outcome, stage):
    said = {"outcome": outcome, "reason": "So it is"}
    commands.settle(actor=admin, party_id=leaver.pk, asset_ids=[saw.pk], **said)
    asset = Asset.objects.get(pk=saw.pk)
    assert (asset.held, asset.stage) == ("", stage)
    [stay] = queries.of_asset(actor=admin, asset_id=saw.pk)
    told = queries.decisions(actor=admin, checkout_ids=[stay.id])[stay.id]
    assert (told.outcome, told.reason, told.decided_by) == (outcome, "So it is", "Ada")


def test_without_a_reason_and_for_others_nothing_is_decided(admin, amina, leaver, saw, drill):
    said = {"party_id": leaver.pk, "asset_ids": [saw.pk]}
    with pytest.raises(refusals.NoReason):
        commands.settle(actor=admin, **said, outcome="lost", reason="  ")
    with pytest.raises(refusals.BadOutcome):
        commands.settle(actor=admin, **said, outcome="gone", reason="So it is")
    commands.transfer(actor=admin, asset_ids=[saw.pk], holder_id=amina.party_id)
    with pytest.raises(refusals.NotTheirs):
        commands.settle(actor=admin, **said, outcome="lost", reason="So it is")
    assert Asset.objects.get(pk=saw.pk).holder_id == amina.party_id


def test_the_page_of_a_leaver_decides_and_closes(client, leaver, drill, saw):
    accounts.lay_roles(actor=system("test"))
    user = accounts.create_user(actor=system("test"), email="ada@example.com", role="administrator")
    client.force_login(user)
    page = reverse("custody:person", args=[leaver.pk])
    assert "Decide otherwise" in client.get(page).content.decode()
    said = {"ids": [drill.pk, saw.pk], "outcome": "lost", "reason": "Stolen, report 12"}
    client.post(reverse("custody:settle", args=[leaver.pk]), said)
    shown = client.get(page).content.decode()
    assert "Stolen, report 12" in shown and "Close list and archive" in shown
    client.post(reverse("custody:close-list", args=[leaver.pk]))
    assert "Archived" in client.get(page).content.decode()
