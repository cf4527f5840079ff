"""Giving: who holds things changes at once, and the hand-over waits for its receiver."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import put
from wherehold.custody.models import Checkout
from wherehold.custody.refusals import AlreadyOut
from wherehold.handover import commands
from wherehold.handover.models import Handover, HandoverTerms, Item
from wherehold.handover.queries import handovers
from wherehold.handover.refusals import BadHandover, NotOpen
from wherehold.handover.tests.conftest import STROKES, shot
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.models import Entry
from wherehold.register import files
from wherehold.register.models import Attachment

pytestmark = pytest.mark.django_db


def card(actor, handover):
    return handovers.card(actor=actor, handover_id=handover.pk)


def test_things_are_out_at_once_and_the_hand_over_is_unconfirmed(given, amina, bo, drill, saw):
    assert given.state == "unconfirmed" and given.answered_at is None
    stays = Checkout.objects.order_by("asset_id")
    assert [(one.asset_id, one.holder_id, one.condition_out) for one in stays] == [
        (drill.pk, bo.pk, ""),
        (saw.pk, bo.pk, "worn"),
    ]
    shown = card(amina, given)
    assert [(one.tag, one.condition_out, one.note_out) for one in shown.items] == [
        ("DRILL-7", "good", ""),
        ("SAW-2", "worn", "Strap frayed"),
    ]
    assert (shown.giver, shown.receiver, shown.out) == ("Amina", "Bo", 2)
    entry = Entry.objects.get(kind="handover.given")
    assert entry.act == given.act == stays[0].act_out
    assert [one["asset_id"] for one in entry.data["items"]] == [drill.pk, saw.pk]
    assert "worn" in str(entry.data) and entry.data["receiver_id"] == bo.pk


def test_one_thing_that_is_out_refuses_all_and_leaves_no_file(amina, bo, drill, saw, given):
    lamp = put("LAMP-1", drill.place, drill.category, stage="in_service")
    kept = shot()
    gifts = [commands.Gift(asset_id=lamp.pk, kept=[kept]), commands.Gift(asset_id=saw.pk)]
    with pytest.raises(AlreadyOut):
        commands.give(actor=amina, gifts=gifts, receiver_id=bo.pk)
    assert Handover.objects.count() == 1
    assert not files.path_of(kept.stored).exists()


def test_things_pass_on_from_whoever_has_them(given, amina, admin, drill):
    key = commands.give(
        actor=amina,
        gifts=[commands.Gift(asset_id=drill.pk)],
        receiver_id=admin.party_id,
        due_on=date(2026, 3, 9),
        transfer=True,
    )
    drill.refresh_from_db()
    assert drill.holder_id == admin.party_id
    assert card(amina, Handover.objects.get(pk=key)).due_on == date(2026, 3, 9)
    assert [one.is_out for one in card(amina, given).items] == [False, True]


def test_photos_belong_to_the_thing_and_the_ledger_knows_their_hash(amina, bo, drill, saw):
    gifts = [commands.Gift(asset_id=drill.pk, kept=[shot()])]
    key = commands.give(actor=amina, gifts=gifts, receiver_id=bo.pk)
    [photo] = Item.objects.get(handover=key).photos_out
    file = Attachment.objects.get(pk=photo["id"])
    assert (file.subject_id, file.sha256) == (drill.pk, photo["sha256"])
    told = Entry.objects.get(kind="handover.given").data["items"][0]
    assert told["photos"] == [file.sha256]
    foreign = commands.Gift(asset_id=saw.pk, photo_ids=[file.pk])
    with pytest.raises(BadHandover):
        commands.give(actor=amina, gifts=[foreign], receiver_id=bo.pk)


def test_it_is_on_the_terms_of_the_nearest_category(admin, amina, bo, drill, tools, laptops):
    for title, category in (("All", None), ("Tools", tools.pk), ("Laptops", laptops.pk)):
        commands.publish_terms(actor=admin, title=title, text="…", category_id=category)
    key = commands.give(actor=amina, gifts=[commands.Gift(asset_id=drill.pk)], receiver_id=bo.pk)
    [bound] = HandoverTerms.objects.filter(handover=key).select_related("terms")
    assert bound.terms.title == "Tools"


def test_the_number_of_statements_does_not_grow_with_the_things(amina, bo, store_room, tools):
    made = [put(f"T-{n}", store_room, tools, stage="in_service") for n in range(14)]

    def cost(some):
        gifts = [commands.Gift(asset_id=one.pk, condition="good") for one in some]
        with CaptureQueriesContext(connection) as captured:
            commands.give(actor=amina, gifts=gifts, receiver_id=bo.pk)
        return len(captured)

    cost(made[:1])  # The first one of a table costs SQLite one more.
    assert cost(made[1:4]) == cost(made[4:])


def test_a_stranger_finds_nothing(given, cy, bos_account):
    with pytest.raises(NotFound):
        card(cy, given)
    assert handovers.page(actor=cy) == ([], None)
    mine = card(bos_account, given)
    assert mine.is_mine and not mine.may_give and mine.giver == "Amina"
    for act in (commands.make_link, commands.make_code, commands.send_link):
        with pytest.raises(NotFound):
            act(actor=cy, handover_id=given.pk)
        with pytest.raises(NotAllowed):
            act(actor=bos_account, handover_id=given.pk)


def test_who_may_see_one_of_the_things_sees_that_one(given, cy, drill, hamburg):
    drill.place, drill.place_path = hamburg, hamburg.path
    drill.save()
    assert [one.tag for one in card(cy, given).items] == ["DRILL-7"]
    with pytest.raises(NotAllowed):
        commands.withdraw(actor=cy, handover_id=given.pk, reason="mine")


def test_what_nobody_confirmed_can_be_taken_back(given, amina, drill):
    with pytest.raises(BadHandover):
        commands.withdraw(actor=amina, handover_id=given.pk, reason=" ")
    commands.withdraw(actor=amina, handover_id=given.pk, reason="Wrong person")
    drill.refresh_from_db()
    assert not drill.held and card(amina, given).withdrawn_why == "Wrong person"
    with pytest.raises(NotOpen):
        commands.confirm(actor=amina, handover_id=given.pk, said=commands.Said(strokes=STROKES))
