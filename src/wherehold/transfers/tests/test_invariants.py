"""Whatever is lent, passed on, sent, received: nothing is twice, and the ledger says the state."""

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wherehold.custody import commands as custody
from wherehold.custody.models import Checkout
from wherehold.kernel.errors import Refusal
from wherehold.kernel.ledger import Entry
from wherehold.register.models import Asset, Party
from wherehold.transfers import commands
from wherehold.transfers.models import Item, Transfer

numbers = st.integers(0, 3)
acts = st.lists(
    st.tuples(
        st.sampled_from(
            ["out", "in", "pass", "prepare", "ship", "receive", "all", "cancel", "decide"]
        ),
        numbers,
        numbers,
    ),
    max_size=14,
)


def do(act, admin, people, places, things):
    """Do one act, or be refused."""
    what, first, second = act
    thing, person = things[first % 2].pk, people[second % 2].pk
    moved = Transfer.objects.order_by("-pk").first()
    said = {"actor": admin, "transfer_id": moved.pk if moved else 0}
    if what in ("out", "pass"):
        command = custody.check_out if what == "out" else custody.transfer
        command(actor=admin, asset_ids=[thing], holder_id=person)
    elif what == "in":
        custody.check_in(actor=admin, asset_ids=[thing])
    elif what == "prepare":
        here, there = places if second % 2 else reversed(places)
        commands.prepare(
            actor=admin, asset_ids=[thing], from_place_id=here.pk, to_place_id=there.pk
        )
    elif what == "ship":
        commands.ship(**said)
    elif what in ("receive", "all"):
        commands.receive(**said, asset_ids=[thing], surplus=True, complete=what == "all")
    elif what == "cancel":
        commands.cancel(**said, reason="No need")
    else:
        outcome = ("found", "kept", "lost", "goes_back")[second]
        commands.decide(**said, asset_id=thing, outcome=outcome, reason="So it is")


def replayed():
    """Return who holds what, and how far each thing of a transfer is, by the entries alone."""
    held, items = {}, {}
    for entry in Entry.objects.order_by("seq"):
        data, key = entry.data, entry.subject_id
        if entry.kind in ("custody.checked_out", "custody.transferred"):
            held[key] = data["holder_id"]
        elif entry.kind == "custody.checked_in":
            held.pop(key)
        for name, state in {
            "transfers.prepared": "listed",
            "transfers.sent": "sent",
            "transfers.received": "received",
            "transfers.cancelled": "cancelled",
        }.items():
            if entry.kind == name:
                items |= {(key, asset): state for asset in data["asset_ids"]}
        if entry.kind == "transfers.received":
            items |= {(key, asset): "surplus" for asset in data["surplus_ids"]}
        elif entry.kind == "transfers.closed":
            items |= {(key, asset): "short" for asset in data["missing_ids"]}
    return held, items


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(doings=acts)
def test_replay_is_state_and_every_open_stay_has_a_holder(
    admin, bo, berlin, hamburg, drill, saw, doings
):
    with transaction.atomic():
        people = [bo, Party.objects.create(name="Cleo", kind="person")]
        for act in doings:
            try:
                with transaction.atomic():
                    do(act, admin, people, [berlin, hamburg], [drill, saw])
            except Refusal:
                continue
        held, items = replayed()
        now = Asset.objects.exclude(held="").values_list("pk", "holder_id")
        stays = Checkout.objects.filter(returned_at=None, voided_at=None)
        assert sorted(now) == sorted(held.items())
        assert sorted(stays.values_list("asset", "holder")) == sorted(held.items())
        rows = Item.objects.values_list("transfer_id", "asset_id", "state")
        assert {(one, asset): state for one, asset, state in rows} == items
        going = Item.objects.filter(state="sent").values_list("asset", flat=True)
        assert len(set(going)) == len(going)
        transaction.set_rollback(True)
