"""Taking in what a phone held: each act in a transaction of its own, in order."""

from collections.abc import Sequence
from typing import Any

from wherehold.accounts import commands as accounts
from wherehold.accounts import queries as known
from wherehold.kernel.actor import Actor
from wherehold.scan import commands
from wherehold.scan.commands.sync import Brought
from wherehold.scan.queries import ops as queries
from wherehold.scan.refusals import TooManyKept

# What is kept of a phone that may do nothing any more.
KEPT_MAX = 10_000


def sync(
    *, actor: Actor, device_id: int, pending: int, ops: Sequence[Brought]
) -> list[dict[str, Any]]:
    """Do what a phone brings and answer for each act, in order.

    What was answered for is stored, whatever becomes of the rest.
    Raises: NotFound (the phone), TooManyKept; Unavailable, after which the phone brings all again.
    """
    line = known.device(actor=actor, device_id=device_id)
    held = queries.kept(actor=actor, device_id=device_id) if not line.open else 0
    if held + len(ops) > KEPT_MAX and not line.open:
        raise TooManyKept({"limit": KEPT_MAX})
    accounts.note_contact(actor=actor, device_id=device_id, pending=pending)
    return [commands.take_op(actor=actor, device_id=device_id, op=op) for op in ops]
