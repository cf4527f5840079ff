"""Check-in and transfer: things come back, and go straight from one to another."""

from datetime import date

import pytest

from wherehold.conftest import put
from wherehold.custody import queries, refusals
from wherehold.custody.commands import change_due, check_in, check_out, transfer
from wherehold.kernel import ledger
from wherehold.kernel.errors import NotFound
from wherehold.register.models import Asset, Party

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 9)


@pytest.fixture
def eve(berlin):
    return Party.objects.create(name="Eve", place=berlin, place_path=berlin.path)


@pytest.fixture
def out(amina, bo, drill):
    """Give Bo the drill."""
    [stay] = check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk, due_on=DUE).stays
    return stay


def test_it_comes_back_and_is_put_somewhere(amina, out, drill, berlin):
    done = check_in(
        actor=amina, asset_ids=[drill.pk], place_id=berlin.pk, condition="worn", note="dusty"
    )

    drill.refresh_from_db()
    assert (drill.held, drill.holder_id, drill.due_on, drill.held_since) == ("", None, None, None)
    assert (drill.place_id, drill.place_path, drill.condition) == (berlin.pk, berlin.path, "worn")
    assert [(s.id, s.returned_at is not None) for s in done.stays] == [(out.id, True)]
    entry, _ = ledger.history("asset", drill.pk)
    assert (entry.kind, entry.data["note"]) == ("custody.checked_in", "dusty")


def test_what_is_not_out_cannot_come_back(amina, out, drill, saw):
    with pytest.raises(refusals.NotOut, match=r"^SAW-2 is not checked out\.$"):
        check_in(actor=amina, asset_ids=[drill.pk, saw.pk])
    done = check_in(actor=amina, asset_ids=[drill.pk, saw.pk], partial=True)
    assert [s.asset_id for s in done.stays] == [drill.pk]
    assert [r.code for r in done.refused] == ["custody.not_out"]


def test_the_other_site_cannot_take_it_back(cy, out, drill, hamburg):
    with pytest.raises(NotFound):
        check_in(actor=cy, asset_ids=[drill.pk])


def test_what_is_retired_still_comes_back(amina, out, drill):
    Asset.objects.filter(pk=drill.pk).update(stage="missing")
    check_in(actor=amina, asset_ids=[drill.pk])


def test_a_thing_in_a_case_leaves_it_only_when_it_is_put_elsewhere(amina, bo, store_room, berlin):
    case = put("CASE-1", store_room, stage="in_service")
    bit = put("BIT-1", store_room, stage="in_service", container=case)
    check_out(actor=amina, asset_ids=[bit.pk], holder_id=bo.pk)
    check_in(actor=amina, asset_ids=[bit.pk], place_id=store_room.pk)
    assert Asset.objects.get(pk=bit.pk).container_id == case.pk
    check_out(actor=amina, asset_ids=[bit.pk], holder_id=bo.pk)
    check_in(actor=amina, asset_ids=[bit.pk], place_id=berlin.pk)
    assert Asset.objects.get(pk=bit.pk).container_id is None


def test_a_transfer_is_one_act_and_one_entry(amina, out, drill, eve, bo):
    done = transfer(actor=amina, asset_ids=[drill.pk], holder_id=eve.pk, note="new project")

    drill.refresh_from_db()
    assert (drill.holder_id, drill.due_on) == (eve.pk, None)
    entry, _ = ledger.history("asset", drill.pk)
    assert (entry.kind, entry.act) == ("custody.transferred", done.act)
    assert (entry.data["from_holder_id"], entry.data["holder_id"]) == (bo.pk, eve.pk)
    new, old = queries.of_asset(actor=amina, asset_id=drill.pk)
    assert (new.holder, new.is_open) == ("Eve", True)
    assert (old.holder, old.is_open, old.act_in) == ("Bo", False, done.act)


def test_a_transfer_needs_somebody_to_have_it_and_somebody_else_to_get_it(
    amina, out, drill, saw, bo
):
    with pytest.raises(refusals.NotOut):
        transfer(actor=amina, asset_ids=[saw.pk], holder_id=bo.pk)
    with pytest.raises(refusals.AlreadyThere, match="DRILL-7 is with Bo already"):
        transfer(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk)


def test_it_may_go_on_from_a_person_to_a_place(amina, out, drill, berlin):
    transfer(actor=amina, asset_ids=[drill.pk], place_id=berlin.pk)
    drill.refresh_from_db()
    assert (drill.held, drill.holder_id, drill.place_id) == ("place", None, berlin.pk)


def test_another_day_is_written_on_stay_asset_and_ledger(amina, out, drill, saw):
    later = date(2026, 4, 1)
    assert change_due(actor=amina, asset_ids=[drill.pk], due_on=later) == [drill.pk]
    assert change_due(actor=amina, asset_ids=[drill.pk], due_on=later) == []

    [line] = queries.out_now(actor=amina)[0]
    assert line.due_on == Asset.objects.get(pk=drill.pk).due_on == later
    entry, _ = ledger.history("asset", drill.pk)
    assert entry.data["changed"] == {"due_on": ["2026-03-09", "2026-04-01"]}
    with pytest.raises(refusals.NotOut):
        change_due(actor=amina, asset_ids=[saw.pk], due_on=later)
    with pytest.raises(refusals.DueInPast):
        change_due(actor=amina, asset_ids=[drill.pk], due_on=date(2026, 1, 1))
