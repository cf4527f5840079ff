"""Taking in what a phone held: each act in a transaction of its own, in order."""

from collections.abc import Mapping, Sequence
from typing import Any

from wherehold.accounts import commands as accounts
from wherehold.accounts import queries as known
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Refusal
from wherehold.scan import commands
from wherehold.scan.acts.counting import device_key
from wherehold.scan.commands.sync import Brought
from wherehold.scan.queries import ops as queries
from wherehold.scan.refusals import TooManyKept
from wherehold.stocktake import commands as stocktake

# What is kept of a phone that may do nothing any more.
KEPT_MAX = 10_000


def sync(
    *,
    actor: Actor,
    device_id: int,
    pending: int,
    ops: Sequence[Brought],
    counts: Mapping[int, int] | None = None,
) -> list[dict[str, Any]]:
    """Do what a phone brings and answer for each act, in order.

    What was answered for is stored, whatever becomes of the rest. `counts` are the counts that
    the phone is at, with how much of each it still holds; of others it brings something of, it
    is taken to hold all that is pending.

    Raises: NotFound (the phone), TooManyKept; Unavailable, after which the phone brings all again.
    """
    line = known.device(actor=actor, device_id=device_id)
    held = queries.kept(actor=actor, device_id=device_id) if not line.open else 0
    if held + len(ops) > KEPT_MAX and not line.open:
        raise TooManyKept({"limit": KEPT_MAX})
    accounts.note_contact(actor=actor, device_id=device_id, pending=pending)
    answers = [commands.take_op(actor=actor, device_id=device_id, op=op) for op in ops]
    held_of = _counted(ops, pending) | dict(counts or {})
    for stocktake_id, left in held_of.items():
        _report(actor, stocktake_id, device_key(device_id), line.name, left)
    return answers


def _counted(ops: Sequence[Brought], pending: int) -> dict[int, int]:
    """Return the counts that these acts are about, with what is pending."""
    named = {op.args.get("stocktake_id") for op in ops}
    return {key: pending for key in named if isinstance(key, int) and 0 < key < 2**63}


def _report(actor: Actor, stocktake_id: int, device: str, name: str, pending: int) -> None:
    """Tell a count what a phone still holds; one that is over, or not theirs, need not know."""
    try:
        stocktake.report_device(
            actor=actor, stocktake_id=stocktake_id, device=device, pending=pending, name=name
        )
    except Refusal:
        return
