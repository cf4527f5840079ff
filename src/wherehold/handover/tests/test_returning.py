"""What comes back is set beside how it went; differences go to a third person."""

import pytest

from wherehold.custody.commands import check_in
from wherehold.custody.models import Checkout
from wherehold.handover import commands
from wherehold.handover.models import Item, Policy
from wherehold.handover.queries import handovers
from wherehold.handover.reactions import follow_up
from wherehold.handover.refusals import (
    BadHandover,
    CameBack,
    NotAThird,
    NothingToDecide,
    NotOpen,
    NotTheReceiver,
    SayWhatChanged,
)
from wherehold.handover.tests.conftest import shot
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.jobs import Run
from wherehold.kernel.models import Entry, Job, Message

pytestmark = pytest.mark.django_db
Back, Decision = commands.Back, commands.Decision


def back(actor, handover, *backs):
    return commands.take_back(actor=actor, handover_id=handover.pk, backs=backs)


def decide(actor, handover, asset, outcome, **more):
    one = Decision(asset_id=asset.pk, outcome=outcome, reason="Seen on the photos", **more)
    return commands.resolve(actor=actor, handover_id=handover.pk, decisions=[one])


def card(actor, handover):
    return handovers.card(actor=actor, handover_id=handover.pk)


def test_what_comes_back_as_it_went_is_settled(confirmed, amina, drill, saw, store_room):
    done = back(amina, confirmed, Back(asset_id=drill.pk), Back(asset_id=saw.pk))
    assert done.state == "confirmed"
    stays = Checkout.objects.order_by("asset_id").values_list("returned_at", "act_in")
    assert all(at is not None for at, _act in stays) and len({act for _at, act in stays}) == 1
    assert [one.condition_in for one in card(amina, confirmed).items] == ["good", "worn"]
    assert [one.id for one in handovers.page(actor=amina, bucket="done")[0]] == [confirmed.pk]
    with pytest.raises(CameBack):
        back(amina, confirmed, Back(asset_id=drill.pk))


def test_what_is_not_named_stays_out(confirmed, amina, drill, saw):
    back(amina, confirmed, Back(asset_id=drill.pk))
    saw.refresh_from_db()
    assert saw.held and card(amina, confirmed).out == 1
    assert [one.id for one in handovers.page(actor=amina, bucket="out")[0]] == [confirmed.pk]


def test_a_difference_must_be_called_something(confirmed, amina, drill):
    with pytest.raises(SayWhatChanged):
        back(amina, confirmed, Back(asset_id=drill.pk, condition="damaged"))
    with pytest.raises(BadHandover):
        back(amina, confirmed, Back(asset_id=drill.pk, verdict="fine"))
    done = back(amina, confirmed, Back(asset_id=drill.pk, condition="worn", verdict="wear"))
    assert done.state == "confirmed"
    assert card(amina, confirmed).items[0].cases == []


def test_before_it_is_confirmed_nothing_is_returned_on_it(given, amina, drill):
    with pytest.raises(NotOpen):
        back(amina, given, Back(asset_id=drill.pk))


def test_damage_is_decided_by_a_third_person_with_its_cost(
    confirmed, amina, admin, bos_account, drill, saw
):
    one = Back(
        asset_id=drill.pk,
        condition="damaged",
        note="Crack, lower left",
        verdict="dispute",
        statement="It was loose on day one.",
        kept=[shot()],
    )
    assert back(amina, confirmed, one, Back(asset_id=saw.pk)).state == "disputed"
    words = {drill.pk: "Tight on the photos."}
    commands.state(actor=amina, handover_id=confirmed.pk, words=words)
    commands.state(actor=bos_account, handover_id=confirmed.pk, words={drill.pk: "No."})
    [case] = card(admin, confirmed).items[0].cases
    assert [(one.side, one.text) for one in case.statements] == [
        ("receiver", "It was loose on day one."),
        ("giver", "Tight on the photos."),
        ("receiver", "No."),
    ]
    assert len(card(admin, confirmed).items[0].photos_in) == 1
    with pytest.raises(NotAllowed):
        decide(amina, confirmed, drill, "damage")
    with pytest.raises(NotAllowed):
        decide(bos_account, confirmed, drill, "wear")
    done = decide(admin, confirmed, drill, "damage", cost_minor=240_00, carried_by="Store budget")
    assert done.state == "confirmed"
    [case] = card(admin, confirmed).items[0].cases
    assert (case.outcome, case.cost_minor, case.currency) == ("damage", 240_00, "EUR")
    entry = Entry.objects.get(kind="handover.resolved")
    assert (entry.data["cost_minor"], entry.data["asset_id"]) == (240_00, drill.pk)
    with pytest.raises(NothingToDecide):
        decide(admin, confirmed, drill, "wear")


def test_who_gave_or_took_it_back_does_not_decide_however_much_they_may(admin, amina, bo, drill):
    key = commands.give(actor=admin, gifts=[commands.Gift(asset_id=drill.pk)], receiver_id=bo.pk)
    done = commands.confirm(actor=admin, handover_id=key, said=commands.Said(name="Bo"))
    back(amina, done, Back(asset_id=drill.pk, condition="broken", verdict="damage"))
    with pytest.raises(NotAThird):
        decide(admin, done, drill, "damage")
    assert not card(admin, done).may_decide


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "not_received"},
        {"outcome": "gone"},
        {"reason": " "},
        {"cost_minor": -1},
        {"cost_minor": 1, "currency": "XYZ"},
        {"carried_by": "x" * 201},
    ],
)
def test_what_cannot_be_decided_is_refused(confirmed, amina, admin, drill, wrong):
    back(amina, confirmed, Back(asset_id=drill.pk, condition="broken", verdict="damage"))
    said = {"asset_id": drill.pk, "outcome": "wear", "reason": "so"} | wrong
    with pytest.raises(BadHandover):
        commands.resolve(actor=admin, handover_id=confirmed.pk, decisions=[Decision(**said)])


def test_what_was_never_received_is_taken_back(given, amina, admin, bos_account, drill, saw):
    said = commands.Said(differs={saw.pk: "Not in the box"})
    commands.dispute(actor=bos_account, handover_id=given.pk, said=said)
    decide(admin, given, saw, "not_received")
    saw.refresh_from_db()
    drill.refresh_from_db()
    assert drill.held and not saw.held
    assert card(amina, given).state == "confirmed"


def test_a_receiver_tells_of_a_difference_later(confirmed, bos_account, amina, cy, drill, saw):
    said = commands.Said(differs={drill.pk: "The arm is loose"})
    with pytest.raises(NotFound):
        commands.dispute(actor=cy, handover_id=confirmed.pk, said=said)
    reader = amina.narrowed({"asset.see", "custody.holder"})
    with pytest.raises(NotTheReceiver):
        commands.dispute(actor=reader, handover_id=confirmed.pk, said=said)
    commands.dispute(actor=bos_account, handover_id=confirmed.pk, said=said)
    commands.dispute(actor=amina, handover_id=confirmed.pk, said=said)
    [case] = card(amina, confirmed).items[0].cases
    assert [one.side for one in case.statements] == ["receiver", "giver"]
    with pytest.raises(NothingToDecide):
        commands.dispute(actor=amina, handover_id=confirmed.pk, said=commands.Said())
    with pytest.raises(NothingToDecide):
        commands.state(actor=amina, handover_id=confirmed.pk, words={saw.pk: "?"})


def run():
    return Run(Job.objects.create(name="x", payload={}, run_at="2026-03-02T12:00Z",
                                  created_at="2026-03-02T12:00Z").pk, "x", {}, 1, None)  # fmt: skip


def test_receivers_are_reminded_then_time_runs_out(given, amina, reachable, later):
    follow_up(run())
    assert not Message.objects.exists()
    later(49)
    follow_up(run())
    follow_up(run())
    assert Message.objects.count() == 1
    later(24 * 7)
    follow_up(run())
    shown = card(amina, given)
    assert shown.flagged_at is not None and shown.state == "unconfirmed" and shown.out == 2
    assert Entry.objects.get(kind="handover.timed_out").data["then"] == "flag"


def test_things_are_taken_back_if_the_organisation_said_so(given, admin, amina, drill, later):
    with pytest.raises(NotAllowed):
        commands.set_policy(actor=amina, remind_days=1, out_days=3, then="take_back")
    with pytest.raises(BadHandover):
        commands.set_policy(actor=admin, remind_days=0, out_days=3, then="burn")
    commands.set_policy(actor=admin, remind_days=1, out_days=3, then="take_back")
    assert Policy.objects.get().out_days == 3
    later(24 * 3)
    follow_up(run())
    drill.refresh_from_db()
    assert not drill.held and card(amina, given).state == "withdrawn"


def test_what_came_back_unconfirmed_waits_for_nobody(given, amina, drill, saw):
    check_in(actor=amina, asset_ids=[drill.pk, saw.pk])
    follow_up(run())
    assert card(amina, given).state == "withdrawn"
    assert Item.objects.filter(back=None).count() == 2
