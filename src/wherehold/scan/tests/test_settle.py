"""What a phone brought too late is settled in one of three ways, each with its entries."""

from dataclasses import replace
from datetime import timedelta

import pytest

from wherehold.accounts import commands as accounts
from wherehold.conftest import NOON
from wherehold.custody import commands as custody
from wherehold.custody.models import Checkout
from wherehold.kernel.actor import system
from wherehold.kernel.errors import NotFound
from wherehold.kernel.models import Entry
from wherehold.register.commands import changes, moving
from wherehold.scan import commands
from wherehold.scan.models import Op
from wherehold.scan.queries import ops
from wherehold.scan.refusals import AlreadySettled, Blocked
from wherehold.scan.tests.test_sync import op

pytestmark = pytest.mark.django_db


@pytest.fixture
def late_hand_over(bring, drill, bo, amina):
    """Bring a check-out to Bo of what Amina has got meanwhile."""
    custody.check_out(actor=amina, asset_ids=[drill.pk], holder_id=amina.party_id)
    bring(op("1", "check_out", base=None, asset_id=drill.pk, holder_id=bo.pk))
    return Op.objects.get()


@pytest.fixture
def late_move(bring, drill, berlin, store_room, amina):
    moving.move_assets(actor=amina, moves={drill.pk: berlin.pk})
    was = store_room.pk
    bring(op("1", "move", base=was, asset_id=drill.pk, place_id=was))
    return Op.objects.get()


def holders():
    return list(Checkout.objects.order_by("pk").values_list("holder__name", flat=True))


def settled():
    entry = Entry.objects.get(kind="scan.settled")
    return entry.subject_id, entry.data["choice"]


def test_theirs_is_kept(late_hand_over, amina, drill):
    commands.settle(actor=amina, op_id=late_hand_over.pk, choice="keep")

    assert holders() == ["Amina"] and settled() == (drill.pk, "keep")
    assert ops.count(actor=amina, most=9) == 0


def test_mine_is_applied_over_it(late_hand_over, amina, drill):
    commands.settle(actor=amina, op_id=late_hand_over.pk, choice="mine")

    assert holders() == ["Amina", "Bo"] and settled() == (drill.pk, "mine")
    assert Checkout.objects.get(returned_at=None, voided_at=None).holder.name == "Bo"
    assert Checkout.objects.get(voided_at__isnull=False).holder.name == "Amina"
    undone = Entry.objects.get(kind="custody.undone")
    assert (undone.subject_id, undone.data["reason"]) == (
        drill.pk,
        "A phone had brought something else",
    )


def test_mine_takes_back_several_hand_overs_and_leaves_other_things_of_their_act(
    bring, drill, saw, bo, amina
):
    both = [drill.pk, saw.pk]
    custody.check_out(actor=amina, asset_ids=both, holder_id=amina.party_id)
    known = Checkout.objects.get(asset=drill).pk
    custody.check_in(actor=amina, asset_ids=both)
    custody.check_out(actor=amina, asset_ids=both, holder_id=amina.party_id)
    bring(op("1", "transfer", base=known, asset_id=drill.pk, holder_id=bo.pk))

    commands.settle(actor=amina, op_id=Op.objects.get().pk, choice="mine")

    assert Checkout.objects.get(voided_at__isnull=False).asset_id == drill.pk
    assert Checkout.objects.get(pk=known).act_in == Checkout.objects.get(holder=bo.pk).act_out
    stays = Checkout.objects.filter(returned_at=None, voided_at=None).order_by("asset__tag")
    assert list(stays.values_list("asset__tag", "holder__name")) == [
        *((drill.tag, "Bo"), (saw.tag, "Amina"))
    ]


def test_who_may_take_back_nothing_of_others_passes_it_on(late_hand_over, amina, drill, bo):
    rights = frozenset({"custody.undo"})
    grants = tuple(replace(one, permissions=one.permissions - rights) for one in amina.grants)
    somebody = replace(amina, name="somebody", grants=grants)

    commands.settle(actor=somebody, op_id=late_hand_over.pk, choice="mine")

    assert not Checkout.objects.filter(voided_at__isnull=False).exists()
    assert Checkout.objects.get(returned_at=None).holder.name == "Bo"


def test_both_happened_and_theirs_is_how_it_is(late_hand_over, amina, drill):
    commands.settle(actor=amina, op_id=late_hand_over.pk, choice="both")

    assert holders() == ["Amina", "Bo", "Amina"] and settled() == (drill.pk, "both")


def test_a_move_that_came_late_becomes_a_sighting(late_move, amina, drill, berlin, store_room):
    commands.settle(actor=amina, op_id=late_move.pk, choice="keep")

    drill.refresh_from_db()
    assert (drill.place_id, drill.seen_place_id) == (berlin.pk, store_room.pk)
    assert drill.seen_at == NOON - timedelta(seconds=60)


@pytest.mark.parametrize(("choice", "moves"), [("mine", 2), ("both", 3)])
def test_a_move_that_came_late_is_made_or_was_made(late_move, amina, drill, berlin, choice, moves):
    commands.settle(actor=amina, op_id=late_move.pk, choice=choice)

    drill.refresh_from_db()
    assert (drill.place_id == berlin.pk) == (choice == "both")
    assert Entry.objects.filter(kind="register.moved").count() == moves


def test_a_field_is_set_or_was_set(bring, drill, amina):
    changes.change_assets(actor=amina, changes={drill.pk: {"name": "Theirs"}})
    for key in "12":
        bring(op(key, "edit", base="Drill-7", asset_id=drill.pk, field="name", value=f"Mine {key}"))
        late = Op.objects.get(op_id=key)
        commands.settle(actor=amina, op_id=late.pk, choice="both")
        drill.refresh_from_db()
        assert drill.name == "Theirs"
    named = Entry.objects.filter(kind="register.changed")
    assert named.count() == 5


def test_a_return_that_came_late_puts_it_back(bring, drill, bo, amina, berlin):
    custody.check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk)
    was = Checkout.objects.get().pk
    custody.transfer(actor=amina, asset_ids=[drill.pk], holder_id=amina.party_id)
    bring(op("1", "check_in", base=was, asset_id=drill.pk, place_id=berlin.pk))
    commands.settle(actor=amina, op_id=Op.objects.get().pk, choice="mine")

    drill.refresh_from_db()
    assert (drill.held, drill.place_id) == ("", berlin.pk)


def test_what_waits_behind_is_settled_with_it_in_order(late_hand_over, bring, amina, drill, bo):
    bring(op("2", "check_in", asset_id=drill.pk), op("3", "note", asset_id=drill.pk, text="x"))
    behind = Op.objects.get(op_id="2")
    [line], more = ops.waiting(actor=amina)
    assert (line.id, line.behind, more) == (late_hand_over.pk, 1, None)
    with pytest.raises(Blocked):
        commands.settle(actor=amina, op_id=behind.pk, choice="mine")

    done = commands.settle(actor=amina, op_id=late_hand_over.pk, choice="mine")
    assert done == [late_hand_over.pk, behind.pk]
    assert holders() == ["Amina", "Bo"]
    assert not Checkout.objects.filter(returned_at=None, voided_at=None).exists()
    with pytest.raises(AlreadySettled):
        commands.settle(actor=amina, op_id=late_hand_over.pk, choice="keep")


def test_nobody_settles_what_they_may_not_see(late_hand_over, cy, admin):
    assert ops.waiting(actor=cy) == ([], None) and ops.count(actor=cy, most=9) == 0
    with pytest.raises(NotFound):
        commands.settle(actor=cy, op_id=late_hand_over.pk, choice="keep")
    with pytest.raises(NotFound):
        ops.one(actor=cy, op_id=late_hand_over.pk)
    assert ops.one(actor=admin, op_id=late_hand_over.pk).said == {"to": "Bo"}


def test_what_a_person_without_rights_brought_is_done_by_whoever_may(bring, drill, amina, admin):
    gone = type(amina)(amina.name, party_id=amina.party_id, source="phone:1")
    bring(op("1", "note", asset_id=drill.pk, text="Blunt"), actor=gone)
    kept = Op.objects.get()
    with pytest.raises(NotFound):
        commands.settle(actor=gone, op_id=kept.pk, choice="mine")

    commands.settle(actor=admin, op_id=kept.pk, choice="mine")
    assert Entry.objects.get(kind="register.noted").actor == admin.name


def test_over_rest_conflicts_are_listed_shown_and_settled(client, ada, late_hand_over):
    secret = accounts.create_token(actor=system("test"), user_id=ada.pk)[1]
    headers = {"Authorization": f"Bearer {secret}"}
    address = f"/api/v1/sync/conflicts/{late_hand_over.pk}"

    [item] = client.get("/api/v1/sync/conflicts", headers=headers).json()["items"]
    assert item["code"] == "scan.handed_meanwhile" and item["is_own"] is False
    assert client.get(address, headers=headers).json()["waiting"] == []
    answer = client.post(
        f"{address}/settle",
        {"choice": "keep"},
        content_type="application/json",
        headers=headers,
    )
    assert answer.json()["items"] == [{"id": late_hand_over.pk}]
    assert client.get("/api/v1/sync/conflicts", headers=headers).json()["items"] == []
    assert client.get("/api/v1/phones", headers=headers).json()["items"][0]["owner"] == "Amina"
