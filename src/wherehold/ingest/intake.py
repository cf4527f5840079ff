"""From a message to an answer: who sends it, what is in it, what came of it.

The answer is given after the commit. A large message is stored in pieces, so that others get
their turn; each piece is whole, and sending all of it again stores nothing twice.
"""

from typing import Any

from wherehold.accounts import secrets
from wherehold.ingest.protocols import own
from wherehold.ingest.refusals import Malformed
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.tracking import commands
from wherehold.tracking.actors import gateway_id
from wherehold.tracking.commands import Outcome, Sender
from wherehold.tracking.instants import to_us

AT_ONCE = 10_000


def sender_of(actor: Actor, credential: str = "") -> Sender:
    """Return what a batch is counted under: a gateway, a token by its public part, or a person."""
    gateway = gateway_id(actor)
    if gateway is not None:
        return Sender(actor.source, gateway)
    if credential.startswith(secrets.TOKEN_PREFIX):
        return Sender(f"token:{secrets.hint_of(credential)}")
    return Sender(f"{actor.source}:{actor.name}"[:80])


def take(*, actor: Actor, sender: Sender, body: bytes, content_type: str) -> Outcome:
    """Store the readings in a message and say what came of them.

    Raises: NotAllowed; Malformed, once the message is kept with the reason.
    """
    received_us = to_us(clock.now())
    try:
        batch, problems = own.decode(body, content_type, received_us)
    except own.Malformed as error:
        number = commands.quarantine(
            actor=actor,
            sender=sender,
            body=body,
            content_type=content_type,
            reason=str(error),
        )
        raise Malformed({"reason": str(error), "message_id": number}) from None
    first = batch.piece(0, AT_ONCE)
    told = commands.store(actor=actor, sender=sender, batch=first, problems=problems)
    for begin in range(AT_ONCE, len(batch), AT_ONCE):
        piece = batch.piece(begin, begin + AT_ONCE)
        told.add(commands.store(actor=actor, sender=sender, batch=piece))
    return told


def answer(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as the API answers with it."""
    return {
        "accepted": outcome.accepted,
        "stored": outcome.stored,
        "duplicate": outcome.duplicate,
        "rejected": outcome.rejected,
        "errors": [
            {"index": one.index, "code": one.code, "message": one.message}
            for one in outcome.problems
        ],
    }
