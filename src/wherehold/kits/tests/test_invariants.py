"""Whatever is packed, lent and lost: no piece is in two kits, and the ledger says the state."""

from collections import Counter

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wherehold.kernel.errors import Refusal
from wherehold.kernel.ledger import Entry
from wherehold.kits import commands
from wherehold.kits.contents import Wanted
from wherehold.kits.models import Kit, Missing, Piece
from wherehold.register.models import Asset

PIECES = ("CAM-1", "LENS-1", "LENS-2", "STRAP-1", "BAG-1", "BAG-2")
numbers = st.integers(0, 5)
acts = st.lists(
    st.tuples(
        st.sampled_from(["pack", "unpack", "out", "in", "short", "count", "resolve", "unmake"]),
        numbers,
        numbers,
    ),
    max_size=12,
)


def do(act, amina, bo, bags, things):
    what, first, second = act
    kit, piece = bags[first % 2], things[PIECES[second]].pk
    said = {"actor": amina, "kit_id": kit}
    if what in ("pack", "unpack"):
        getattr(commands, what)(**said, asset_ids=[piece])
    elif what == "out":
        commands.check_out(**said, holder_id=bo.pk, incomplete=True)
    elif what in ("in", "short"):
        commands.check_in(**said, asset_ids=[piece] if what == "short" else None)
    elif what == "count":
        commands.count(**said, asset_ids=[piece])
    elif what == "unmake":
        commands.unmake(**said)
    elif one := Missing.objects.filter(outcome="").first():
        outcome = ("found", "lost")[second % 2]
        commands.resolve(actor=amina, missing_id=one.pk, outcome=outcome, reason="So it is")


def replayed():
    """Return what is in which kit, and what is missing, by the entries alone."""
    inside, missing = {}, set()
    for entry in Entry.objects.filter(subject_type="kit").order_by("seq"):
        pieces, data = inside.setdefault(entry.subject_id, set()), entry.data
        match entry.kind:
            case "kits.packed":
                pieces |= set(data["asset_ids"])
            case "kits.unpacked":
                pieces -= set(data["asset_ids"])
            case "kits.came_back" | "kits.counted":
                missing |= set(data["missing_ids"])
            case "kits.resolved":
                missing -= {data["asset_id"]}
            case "kits.unmade":
                assert not inside.pop(entry.subject_id)
    return {key: those for key, those in inside.items() if those}, missing


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(doings=acts)
def test_replay_is_state_and_no_piece_is_in_two_kits(amina, bo, things, tools, doings):
    with transaction.atomic():
        wants = [Wanted(category_id=tools.pk, quantity=4)]
        bags = [
            commands.make(actor=amina, asset_id=things[tag].pk, wants=wants)
            for tag in ("BAG-1", "BAG-2")
        ]
        for act in doings:
            try:
                with transaction.atomic():
                    do(act, amina, bo, bags, things)
            except Refusal:
                continue
        now = {}
        pieces = Piece.objects.filter(left_at=None)
        for kit_id, key in pieces.values_list("kit_id", "asset_id"):
            now.setdefault(kit_id, set()).add(key)
        gone = set(Missing.objects.filter(outcome="").values_list("asset_id", flat=True))
        assert replayed() == (now, gone)
        assert not [
            key for key, n in Counter(pieces.values_list("asset", flat=True)).items() if n > 1
        ]
        hosts = dict(Kit.objects.values_list("pk", "asset_id"))
        assert all(hosts[kit] not in those for kit, those in now.items())
        boxes = set(Asset.objects.exclude(container=None).values_list("pk", "container_id"))
        assert not any((b, a) in boxes for a, b in boxes)
        transaction.set_rollback(True)
