"""Undo: everything as it was before, beside the mistake and its reason."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from wherehold.conftest import NOON, put
from wherehold.custody import queries, refusals
from wherehold.custody.commands import check_in, check_out, transfer, undo
from wherehold.custody.models import Checkout
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Grant
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.commands.holding import state_of
from wherehold.register.models import Asset, Party

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 9)


@pytest.fixture
def eve(berlin):
    return Party.objects.create(name="Eve", place=berlin, place_path=berlin.path)


def state(*assets):
    fresh = Asset.objects.in_bulk([asset.pk for asset in assets])
    rows = Checkout.objects.filter(voided_at=None).order_by("pk").values()
    return [state_of(fresh[a.pk]) | {"path": fresh[a.pk].place_path} for a in assets], list(rows)


def test_a_check_out_is_as_if_it_had_not_been(amina, bo, drill, saw, berlin):
    before = state(drill, saw)
    done = check_out(
        actor=amina, asset_ids=[drill.pk, saw.pk], place_id=berlin.pk, condition="worn"
    )

    assert undo(actor=amina, act=done.act, reason="wrong things") == [drill.pk, saw.pk]
    assert state(drill, saw) == before
    last, first = ledger.history("asset", drill.pk)
    assert (last.kind, last.data["reason"]) == ("custody.undone", "wrong things")
    assert first.data["changed"]["condition"] == last.data["changed"]["condition"][::-1]
    [stay] = queries.of_asset(actor=amina, asset_id=drill.pk)
    assert stay.voided


def test_a_check_in_and_a_transfer_open_the_stay_before_again(amina, bo, eve, drill, berlin):
    check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk, due_on=DUE)
    before = state(drill)
    done = check_in(actor=amina, asset_ids=[drill.pk], place_id=berlin.pk, note="x")
    undo(actor=amina, act=done.act, reason="not yet")
    assert state(drill) == before
    undo_of = transfer(actor=amina, asset_ids=[drill.pk], holder_id=eve.pk)
    undo(actor=amina, checkout_ids=[undo_of.stays[0].id], reason="not to Eve")
    assert state(drill) == before


def test_only_the_chosen_stays_are_put_back(amina, bo, drill, saw):
    done = check_out(actor=amina, asset_ids=[drill.pk, saw.pk], holder_id=bo.pk)

    undo(actor=amina, checkout_ids=[done.stays[1].id], reason="not the saw")
    assert [line.tag for line in queries.out_now(actor=amina)[0]] == ["DRILL-7"]


def test_what_went_along_goes_back_unless_it_moved_again(amina, store_room, berlin):
    case = put("CASE-1", store_room, stage="in_service")
    bit, nut = (put(tag, store_room, container=case) for tag in ("BIT-1", "NUT-1"))
    done = check_out(actor=amina, asset_ids=[case.pk], place_id=berlin.pk)
    Asset.objects.filter(pk=nut.pk).update(place=None, place_path="")
    undo(actor=amina, act=done.act, reason="stays here")

    bit.refresh_from_db()
    nut.refresh_from_db()
    assert (bit.place_id, bit.place_path) == (store_room.pk, store_room.path)
    assert nut.place_id is None
    assert ledger.history("asset", bit.pk)[0].kind == "custody.undone"


def test_what_something_later_stands_on_stays(amina, bo, eve, drill):
    first = check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk, condition="good")
    second = transfer(actor=amina, asset_ids=[drill.pk], holder_id=eve.pk)

    with pytest.raises(refusals.StandsUnder, match="changed hands again since"):
        undo(actor=amina, act=first.act, reason="oops")
    Asset.objects.filter(pk=drill.pk).update(due_on=DUE)
    undo(actor=amina, act=second.act, reason="oops")
    third = transfer(actor=amina, asset_ids=[drill.pk], holder_id=eve.pk, condition="worn")
    Asset.objects.filter(pk=drill.pk).update(condition="broken")
    with pytest.raises(refusals.StandsUnder, match="its condition has changed since"):
        undo(actor=amina, act=third.act, reason="oops")


def test_a_check_in_is_not_undone_once_it_is_out_again(amina, bo, eve, drill):
    check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk)
    back = check_in(actor=amina, asset_ids=[drill.pk])
    check_out(actor=amina, asset_ids=[drill.pk], holder_id=eve.pk)

    with pytest.raises(refusals.StandsUnder):
        undo(actor=amina, act=back.act, reason="oops")


def test_nothing_is_undone_twice(amina, bo, drill):
    done = check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk)
    undo(actor=amina, act=done.act, reason="oops")

    with pytest.raises(refusals.NothingToUndo, match="taken back already"):
        undo(actor=amina, act=done.act, reason="oops")


def test_it_needs_a_reason_and_an_act(amina, bo, drill):
    done = check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk)
    with pytest.raises(refusals.NoReason):
        undo(actor=amina, act=done.act, reason="  ")
    with pytest.raises(NotFound):
        undo(actor=amina, checkout_ids=[999], reason="x")


def test_acts_of_others_and_old_ones_need_the_right_to_undo(
    amina, admin, cy, bo, drill, berlin, monkeypatch
):
    done = check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk)
    other = replace(amina, name="party:999")
    with pytest.raises(NotFound):
        undo(actor=cy, act=done.act, reason="x")
    with pytest.raises(NotAllowed):
        undo(actor=other, act=done.act, reason="x")
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=25))
    with pytest.raises(NotAllowed):
        undo(actor=amina, act=done.act, reason="x")
    boss = replace(
        other, grants=(Grant(frozenset({"asset.see", "custody.undo"}), place=berlin.path),)
    )
    undo(actor=boss, act=done.act, reason="x")
