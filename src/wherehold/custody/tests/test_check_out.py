"""Check-out: the act, what it refuses, and what it leaves behind."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from wherehold.conftest import NOON, put
from wherehold.custody import queries, refusals
from wherehold.custody.commands import check_in, check_out
from wherehold.custody.models import Checkout
from wherehold.kernel import ledger
from wherehold.kernel.actor import Grant
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.models import Asset, Hold, Party

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 9)


def holds(asset):
    asset.refresh_from_db()
    return asset.held, asset.holder_id, asset.due_on


def test_it_gives_the_assets_to_the_holder_and_says_so_in_the_ledger(amina, bo, drill, saw):
    done = check_out(
        actor=amina, asset_ids=[saw.pk, drill.pk], holder_id=bo.pk, due_on=DUE, note="for the roof"
    )

    assert [(s.asset_id, s.holder_id) for s in done.stays] == [(drill.pk, bo.pk), (saw.pk, bo.pk)]
    assert holds(drill) == ("party", bo.pk, DUE)
    assert drill.held_since == NOON and drill.version == 2
    [entry], [other] = (ledger.history("asset", a.pk) for a in (drill, saw))
    assert (entry.kind, entry.actor, entry.source) == ("custody.checked_out", amina.name, "web")
    assert (entry.data["holder_id"], entry.data["due_on"]) == (bo.pk, "2026-03-09")
    assert entry.act == other.act == done.act


def test_it_refuses_all_if_one_is_out_and_names_who_has_it(amina, bo, drill, saw):
    check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk, due_on=DUE)

    with pytest.raises(refusals.AlreadyOut, match=r"^DRILL-7 is with Bo\.$") as refused:
        check_out(actor=amina, asset_ids=[saw.pk, drill.pk], holder_id=bo.pk)
    assert refused.value.fields[0]["asset"] == "DRILL-7"
    assert holds(saw) == ("", None, None)
    assert ledger.history("asset", saw.pk) == []


def test_who_has_it_is_not_told_to_those_who_may_not_know(amina, bo, drill, berlin):
    check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk, due_on=DUE)
    blind = replace(
        amina,
        party_id=None,
        grants=(
            Grant(frozenset({"asset.see", "custody.check_out", "party.see"}), place=berlin.path),
        ),
    )

    with pytest.raises(refusals.AlreadyOut, match=r"^DRILL-7 is with someone\.$"):
        check_out(actor=blind, asset_ids=[drill.pk], holder_id=bo.pk)
    [line] = queries.out_now(actor=blind)[0]
    assert (line.tag, line.holder, line.holder_id, line.told) == ("DRILL-7", "", None, False)
    assert queries.held_by(actor=blind, party_id=bo.pk) == []


def test_with_partial_the_good_ones_go_and_the_others_come_back(amina, bo, drill, saw, hamburg):
    far = put("FAR-1", hamburg, stage="in_service")
    check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk)

    done = check_out(
        actor=amina, asset_ids=[drill.pk, saw.pk, far.pk, 10**9], holder_id=bo.pk, partial=True
    )
    assert [stay.asset_id for stay in done.stays] == [saw.pk]
    assert [(r.asset_id, r.code, r.sentence) for r in done.refused] == [
        (far.pk, "not_found", f"No asset {far.pk}."),
        (10**9, "not_found", "No asset 1000000000."),
        (drill.pk, "custody.already_out", "DRILL-7 is with Bo."),
    ]


def test_it_goes_to_a_place_and_is_then_there(amina, drill, berlin):
    check_out(actor=amina, asset_ids=[drill.pk], place_id=berlin.pk)

    drill.refresh_from_db()
    assert (drill.held, drill.held_place_id, drill.place_id) == ("place", berlin.pk, berlin.pk)
    assert drill.place_path == berlin.path


def test_what_is_inside_goes_along(amina, drill, berlin, store_room):
    case = put("CASE-1", store_room, stage="in_service")
    box = put("BOX-1", store_room, container=case)
    bit = put("BIT-1", store_room, container=box)
    done = check_out(actor=amina, asset_ids=[case.pk], place_id=berlin.pk)

    for asset in (box, bit):
        asset.refresh_from_db()
        assert (asset.place_id, asset.place_path) == (berlin.pk, berlin.path)
        [entry] = ledger.history("asset", asset.pk)
        assert (entry.kind, entry.act) == ("custody.moved_along", done.act)


def test_it_goes_into_another_asset_and_comes_out_again(amina, drill, saw, berlin):
    case = put("CASE-1", berlin, stage="in_service")
    check_out(actor=amina, asset_ids=[drill.pk], into_asset_id=case.pk)
    drill.refresh_from_db()
    assert (drill.held, drill.held_asset_id, drill.container_id) == ("asset", case.pk, case.pk)
    assert drill.place_id == berlin.pk

    for inner, outer in ((case, drill), (saw, saw)):
        with pytest.raises(refusals.GoesIntoItself):
            check_out(actor=amina, asset_ids=[inner.pk], into_asset_id=outer.pk)
    check_in(actor=amina, asset_ids=[drill.pk])
    drill.refresh_from_db()
    assert (drill.held, drill.container_id) == ("", None)


@pytest.mark.parametrize("stage", ["planned", "ordered", "missing", "retired", "disposed"])
def test_what_is_not_in_service_stays(amina, bo, store_room, stage):
    lamp = put("LAMP-1", store_room, stage=stage)

    with pytest.raises(refusals.NotInService, match=f"LAMP-1 is {stage}."):
        check_out(actor=amina, asset_ids=[lamp.pk], holder_id=bo.pk)


def test_a_hold_stops_it_and_says_why(amina, bo, drill):
    Hold.objects.create(asset=drill, reason="recalled by the maker", cause="person", placed_at=NOON)

    with pytest.raises(refusals.OnHold, match="DRILL-7 is on hold: recalled by the maker"):
        check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk)


def test_it_refuses_a_day_gone_by_but_takes_today(amina, bo, drill):
    with pytest.raises(refusals.DueInPast):
        check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk, due_on=date(2026, 3, 1))
    check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk, due_on=date(2026, 3, 2))


def test_it_may_be_written_down_later_with_both_clocks(amina, bo, drill):
    friday = datetime(2026, 2, 27, 9, 0, tzinfo=UTC)
    check_out(
        actor=amina, asset_ids=[drill.pk], holder_id=bo.pk, at=friday, due_on=date(2026, 2, 28)
    )

    [entry] = ledger.history("asset", drill.pk)
    assert (entry.happened_at, entry.recorded_at) == (friday, NOON)
    check_in(actor=amina, asset_ids=[drill.pk], at=friday + timedelta(days=1))
    with pytest.raises(refusals.BeforeLastAct, match=r"2026-02-28 09:00"):
        check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk, at=friday)
    with pytest.raises(refusals.AtInFuture):
        check_out(
            actor=amina, asset_ids=[drill.pk], holder_id=bo.pk, at=NOON + timedelta(seconds=1)
        )


def test_it_goes_to_exactly_one(amina, bo, berlin, drill):
    for given in ({}, {"holder_id": bo.pk, "place_id": berlin.pk}):
        with pytest.raises(refusals.OneTarget):
            check_out(actor=amina, asset_ids=[drill.pk], **given)
    with pytest.raises(refusals.NothingChosen):
        check_out(actor=amina, asset_ids=[], holder_id=bo.pk)


def test_holders_are_known_seen_and_not_archived(amina, cy, bo, drill):
    gone = Party.objects.create(name="Gone", archived_at=NOON)
    for holder in (999, cy.party_id):
        with pytest.raises(NotFound, match=f"No party {holder}"):
            check_out(actor=amina, asset_ids=[drill.pk], holder_id=holder)
    with pytest.raises(refusals.HolderArchived, match="Gone is archived"):
        check_out(actor=amina, asset_ids=[drill.pk], holder_id=gone.pk)


def test_places_are_within_reach(amina, hamburg, drill):
    with pytest.raises(NotFound, match=f"No place {hamburg.pk}"):
        check_out(actor=amina, asset_ids=[drill.pk], place_id=hamburg.pk)


def test_the_other_site_finds_nothing(cy, amina, bo, drill):
    with pytest.raises(NotFound, match=f"No asset {drill.pk}"):
        check_out(actor=cy, asset_ids=[drill.pk], holder_id=cy.party_id)
    check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk)
    assert queries.out_now(actor=cy) == ([], None)
    assert queries.counts(actor=cy).all == 0
    assert queries.of_asset(actor=cy, asset_id=drill.pk) == []
    with pytest.raises(NotFound):
        queries.held_by(actor=cy, party_id=bo.pk)


def test_lists_are_as_wide_as_the_rights(admin, amina, bo, drill, saw):
    check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk, due_on=DUE)
    check_out(actor=amina, asset_ids=[saw.pk], holder_id=amina.party_id, due_on=NOON.date())

    assert [line.holder for line in queries.out_now(actor=admin)[0]] == ["Amina", "Bo"]
    counted = queries.counts(actor=amina)
    assert (counted.all, counted.today, counted.overdue, counted.mine) == (2, 1, 0, 1)
    alone = replace(amina, grants=())
    assert [line.tag for line in queries.out_now(actor=alone)[0]] == ["SAW-2"]
    assert [line.tag for line in queries.held_by(actor=alone, party_id=amina.party_id)] == ["SAW-2"]


def test_what_was_held_on_a_day(amina, bo, drill, saw):
    days = [datetime(2026, 1, day, 12, 0, tzinfo=UTC) for day in (5, 10)]
    check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk, at=days[0])
    check_in(actor=amina, asset_ids=[drill.pk], at=days[1])

    def held(day):
        on = date(2026, 1, day)
        return [line.tag for line in queries.held_by(actor=amina, party_id=bo.pk, on=on)]

    assert [held(day) for day in (4, 5, 9, 10)] == [[], ["DRILL-7"], ["DRILL-7"], []]
    assert queries.held_by(actor=amina, party_id=bo.pk) == []
    assert len(queries.held_by(actor=amina, party_id=bo.pk, ever=True)) == 1


def test_who_may_only_look_may_not_hand_out(amina, bo, drill, berlin):
    looker = replace(amina, grants=(Grant(frozenset({"asset.see"}), place=berlin.path),))
    with pytest.raises(NotAllowed):
        check_out(actor=looker, asset_ids=[drill.pk], holder_id=bo.pk)
    assert Checkout.objects.count() == 0


def test_a_condition_is_one_that_there_is(amina, bo, drill):
    with pytest.raises(refusals.BadCondition):
        check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk, condition="shiny")
    check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk, condition="worn")
    assert Asset.objects.get(pk=drill.pk).condition == "worn"
