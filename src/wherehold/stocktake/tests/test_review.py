"""From zones to the signature: what is missing, what is made of it, and who may say so."""

from datetime import timedelta

import pytest

from wherehold.conftest import NOON, put
from wherehold.custody.commands import check_out
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.models import Entry
from wherehold.register.commands.moving import move_assets
from wherehold.register.models import Asset
from wherehold.stocktake import commands
from wherehold.stocktake.models import Counter, Line, Stocktake, Unknown, Zone
from wherehold.stocktake.refusals import (
    BadCount,
    NotCounting,
    NotReviewed,
    SecondPerson,
    StillPending,
    Undecided,
)
from wherehold.stocktake.rules import wilson
from wherehold.stocktake.tests.conftest import line

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_hours_later(count, afternoon):
    afternoon()


def zone(name):
    return Zone.objects.get(name__endswith=name)


def decide(actor, stocktake, outcome, *things, **more):
    ids = [line(stocktake, one).pk for one in things]
    return commands.decide(
        actor=actor, stocktake_id=stocktake.pk, outcome=outcome, line_ids=ids, **more
    )


def end(actor, stocktake):
    return commands.end_counting(actor=actor, stocktake_id=stocktake.pk)


def test_a_zone_that_was_gone_through_says_what_is_missing(count, dora, scan, drill, saw):
    scan(count, "DRILL-7")
    key = zone("Store room").pk

    assert commands.finish_zone(actor=dora, stocktake_id=count.pk, zone_id=key) == 1

    assert line(count, saw).state == "missing"
    assert (zone("Store room").found, zone("Store room").missing) == (1, 1)
    assert zone("Yard").finished_at is None
    scan(count, "SAW-2")
    assert line(count, saw).state == "found" and zone("Store room").missing == 0


def test_a_zone_is_gone_through_again(count, dora, scan, drill, saw):
    key = zone("Store room").pk
    commands.finish_zone(actor=dora, stocktake_id=count.pk, zone_id=key)
    commands.reopen_zone(actor=dora, stocktake_id=count.pk, zone_id=key)
    assert line(count, saw).state == "open" and zone("Store room").missing == 0


def test_zones_have_people_and_only_they_finish_them(count, keeper, dora, hanna):
    key = zone("Yard").pk
    commands.assign(actor=keeper, stocktake_id=count.pk, people={key: [hanna.party_id]})
    assert Counter.objects.get().party_id == hanna.party_id
    with pytest.raises(NotAllowed):
        commands.finish_zone(actor=dora, stocktake_id=count.pk, zone_id=key)
    assert commands.finish_zone(actor=hanna, stocktake_id=count.pk, zone_id=key) == 1
    with pytest.raises(NotFound):
        commands.assign(actor=keeper, stocktake_id=count.pk, people={99: [hanna.party_id]})
    with pytest.raises(NotAllowed):
        commands.assign(actor=dora, stocktake_id=count.pk, people={key: []})


def test_what_was_moved_or_handed_out_meanwhile_is_not_missing(
    count, keeper, bo, scan, drill, saw, lamp, yard
):
    move_assets(actor=keeper, moves={drill.pk: yard.pk}, at=NOON + timedelta(hours=1))
    check_out(actor=keeper, asset_ids=[saw.pk], holder_id=bo.pk)

    assert end(keeper, count) == 1

    states = {one: line(count, one).state for one in (drill, saw, lamp)}
    assert states == {drill: "moved", saw: "moved", lamp: "missing"}
    count.refresh_from_db()
    assert count.state == "review"
    assert Zone.objects.filter(finished_at=None).count() == 0
    with pytest.raises(NotCounting):
        scan(count, "DRILL-7")


def test_what_is_missing_is_counted_again(count, keeper, hanna, scan, drill, saw, lamp):
    scan(count, "DRILL-7")
    end(keeper, count)
    decide(keeper, count, "lost", lamp)

    assert commands.count_again(actor=keeper, stocktake_id=count.pk, missing=True) == 2
    count.refresh_from_db()
    assert count.state == "counting" and line(count, lamp).recount
    scan(count, "LAMP-1")
    assert (line(count, lamp).state, line(count, lamp).outcome) == ("found", "")
    assert end(hanna, count) == 1
    with pytest.raises(NotFound):
        commands.count_again(actor=keeper, stocktake_id=count.pk, line_ids=[999_999])


def test_an_outcome_fits_what_it_is_about(count, keeper, scan, drill, saw, lamp, store_room):
    scan(count, "LAMP-1", "DRILL-7", place=store_room)
    end(keeper, count)
    for outcome, thing in (
        ("lost", lamp),
        ("moved", saw),
        ("moved", drill),
        ("returned", lamp),
        ("gone", saw),
    ):
        with pytest.raises(BadCount):
            decide(keeper, count, outcome, thing)
    assert decide(keeper, count, "moved", lamp) == 1
    assert decide(keeper, count, "", lamp) == 1
    assert line(count, lamp).outcome == ""


def test_all_that_are_missing_are_decided_at_once(count, keeper, hanna, dora, drill, saw):
    end(keeper, count)
    told = commands.decide(
        actor=keeper, stocktake_id=count.pk, outcome="write_off", state="missing"
    )
    assert told == 3
    assert set(Line.objects.values_list("outcome", flat=True)) == {"write_off"}
    with pytest.raises(NotFound):
        decide(dora, count, "lost", drill)


def test_who_counts_says_of_what_they_saw_that_it_is_to_be_moved_here(
    count, dora, keeper, amina, scan, lamp, saw, store_room
):
    scan(count, "LAMP-1", place=store_room)
    scan(count, "SAW-2", place=store_room, actor=keeper)
    assert decide(dora, count, "moved", lamp) == 1
    with pytest.raises(NotFound):
        decide(dora, count, "left", saw)
    with pytest.raises(NotAllowed):
        decide(amina, count, "left", lamp)


def test_signing_does_what_was_decided_in_one_act(
    count, keeper, hanna, dora, scan, drill, saw, lamp, store_room, yard
):
    scan(count, "LAMP-1", place=store_room)
    scan(count, "DRILL-7", place=store_room)
    end(keeper, count)
    decide(keeper, count, "moved", lamp)
    decide(keeper, count, "lost", saw)

    act = commands.close(actor=hanna, stocktake_id=count.pk)

    count.refresh_from_db()
    assert (count.state, count.closed_by_id) == ("closed", hanna.party_id)
    assert Asset.objects.get(pk=lamp.pk).place_id == store_room.pk
    assert Asset.objects.get(pk=saw.pk).stage == "missing"
    kinds = sorted(Entry.objects.filter(act=act).values_list("kind", flat=True))
    assert kinds == [
        "register.moved",
        "register.stage_changed",
        "stocktake.closed",
        "stocktake.settled",
        "stocktake.settled",
    ]
    assert count.result["lost"] == 1 and count.result["judged"] == 3
    assert (count.result["found"], count.result["elsewhere"], count.result["missing"]) == (1, 1, 1)


def test_what_was_handed_out_and_is_found_is_taken_back(keeper, hanna, bo, scan, drill, yard):
    check_out(actor=keeper, asset_ids=[drill.pk], holder_id=bo.pk)
    key = commands.open_stocktake(actor=keeper, terms=commands.Terms(name="Back"))
    back = Stocktake.objects.get(pk=key)
    scan(back, "DRILL-7", place=yard, at=NOON + timedelta(hours=2))
    end(keeper, back)
    decide(keeper, back, "returned", drill)
    commands.close(actor=hanna, stocktake_id=back.pk, leave_rest=True)

    drill.refresh_from_db()
    assert (drill.held, drill.place_id) == ("", yard.pk)


def test_what_had_been_missing_and_was_seen_is_in_stock_again(
    count, keeper, hanna, scan, tools, yard
):
    lost = put("LOST-1", yard, tools, stage="missing")
    scan(count, "LOST-1", place=yard)
    end(keeper, count)
    commands.close(actor=hanna, stocktake_id=count.pk, leave_rest=True)
    assert Asset.objects.get(pk=lost.pk).stage == "in_stock"


def test_nothing_is_signed_while_differences_are_undecided(count, keeper, hanna, saw):
    with pytest.raises(NotReviewed):
        commands.close(actor=hanna, stocktake_id=count.pk)
    end(keeper, count)
    with pytest.raises(Undecided):
        commands.close(actor=hanna, stocktake_id=count.pk)
    commands.close(actor=hanna, stocktake_id=count.pk, leave_rest=True)
    assert Asset.objects.get(pk=saw.pk).stage == "in_service"
    assert set(Line.objects.values_list("outcome", flat=True)) == {"left"}
    with pytest.raises(NotReviewed):
        decide(keeper, count, "lost", saw)


def test_who_counted_or_decided_does_not_sign(count, keeper, hanna, dora, scan, saw):
    scan(count, "DRILL-7", actor=hanna)
    end(keeper, count)
    with pytest.raises(SecondPerson):
        commands.close(actor=hanna, stocktake_id=count.pk, leave_rest=True)
    with pytest.raises(NotAllowed):
        commands.close(actor=keeper, stocktake_id=count.pk, leave_rest=True)
    with pytest.raises(NotFound):
        commands.close(actor=keeper, stocktake_id=999, leave_rest=True)


def test_only_who_was_named_signs_and_one_person_may_do_both_if_it_was_said(
    keeper, hanna, admin, scan, drill
):
    terms = commands.Terms(name="Named", signer_id=hanna.party_id, alone=True)
    named = Stocktake.objects.get(pk=commands.open_stocktake(actor=keeper, terms=terms))
    scan(named, "DRILL-7", actor=hanna, at=NOON + timedelta(hours=2))
    end(keeper, named)
    with pytest.raises(SecondPerson):
        commands.close(actor=admin, stocktake_id=named.pk, leave_rest=True)
    commands.close(actor=hanna, stocktake_id=named.pk, leave_rest=True)


def test_a_count_is_not_closed_over_scans_that_have_not_arrived_without_saying_so(
    count, keeper, hanna, dora
):
    def report(pending):
        commands.report_device(
            actor=dora, stocktake_id=count.pk, device="p2", pending=pending, name="Phone 2"
        )

    report(12)
    report(9)
    end(keeper, count)
    with pytest.raises(StillPending) as refused:
        commands.close(actor=hanna, stocktake_id=count.pk, leave_rest=True)
    assert "Phone 2 still holds 9 scans" in str(refused.value)
    commands.close(
        actor=hanna, stocktake_id=count.pk, leave_rest=True, note="The phone fell into the sea."
    )
    closed = Entry.objects.get(kind="stocktake.closed")
    assert (closed.data["pending"], closed.data["note"]) == (9, "The phone fell into the sea.")
    assert Entry.objects.filter(kind="stocktake.device_reported").count() == 1


def test_an_unknown_code_becomes_a_thing_that_was_seen(count, keeper, scan, lamp, yard):
    scan(count, "4006381333931", place=yard)
    unknown = Unknown.objects.get()
    commands.describe_unknown(
        actor=keeper, stocktake_id=count.pk, unknown_id=unknown.pk, note="Grey lamp"
    )
    commands.settle_unknown(
        actor=keeper, stocktake_id=count.pk, unknown_id=unknown.pk, asset_id=lamp.pk
    )
    unknown.refresh_from_db()
    assert (unknown.outcome, unknown.note) == ("linked", "Grey lamp")
    assert line(count, lamp).state == "found"
    assert scan(count, "4006381333931", place=yard)[0].asset_id == lamp.pk
    with pytest.raises(NotFound):
        commands.settle_unknown(
            actor=keeper, stocktake_id=count.pk, unknown_id=unknown.pk, asset_id=None
        )


def test_a_count_is_given_up_with_a_reason(count, keeper, drill):
    with pytest.raises(BadCount):
        commands.cancel(actor=keeper, stocktake_id=count.pk, reason=" ")
    commands.cancel(actor=keeper, stocktake_id=count.pk, reason="Fire alarm")
    count.refresh_from_db()
    assert (count.state, count.close_note) == ("cancelled", "Fire alarm")
    with pytest.raises(NotReviewed):
        commands.cancel(actor=keeper, stocktake_id=count.pk, reason="Again")


def test_the_interval_is_the_one_in_the_literature():
    told = wilson(9, 10)
    assert (round(told.low, 4), round(told.high, 4)) == (0.5958, 0.9821)
    assert wilson(10, 10).high == 1.0 and wilson(0, 10).low == 0.0
    assert wilson(0, 0) is None
