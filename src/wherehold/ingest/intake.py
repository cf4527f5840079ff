"""From a message to an answer: who sends it, what is in it, what came of it.

The answer is given after the commit. A large message is stored in pieces, so that others get
their turn; each piece is whole, and sending all of it again stores nothing twice.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import accumulate, chain
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction

from wherehold.accounts import secrets
from wherehold.ingest import gathering, storing
from wherehold.ingest.gathering import Columns, Gathering, Small, Tell
from wherehold.ingest.protocols import DECODERS, own
from wherehold.ingest.protocols.messages import Bad, Message
from wherehold.ingest.protocols.messages import Malformed as MalformedMessage
from wherehold.ingest.protocols.own import Wire
from wherehold.ingest.refusals import Malformed
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.tracking import commands
from wherehold.tracking.actors import gateway_id
from wherehold.tracking.columns import joined
from wherehold.tracking.commands import Outcome, Sender
from wherehold.tracking.instants import to_us
from wherehold.tracking.reading import Problem

AT_ONCE = 10_000
OWN = ""


def sender_of(actor: Actor, credential: str = "") -> Sender:
    """Return what a batch is counted under: a gateway, a token by its public part, or a person."""
    gateway = gateway_id(actor)
    if gateway is not None:
        return Sender(actor.source, gateway)
    if credential.startswith(secrets.TOKEN_PREFIX):
        return Sender(f"token:{secrets.hint_of(credential)}")
    return Sender(f"{actor.source}:{actor.name}"[:80])


def take(*, actor: Actor, sender: Sender, body: bytes, content_type: str) -> Outcome:
    """Store the readings in a message of our own form and say what came of them.

    Raises: NotAllowed; Malformed, once the message is kept with the reason.
    """
    message = Message(body, to_us(clock.now()), content_type)
    return take_message(actor=actor, sender=sender, message=message)


def take_message(*, actor: Actor, sender: Sender, message: Message, protocol: str = OWN) -> Outcome:
    """Store the readings in a message of a protocol and say what came of them.

    Raises: NotAllowed; Malformed, once the message is kept with the reason.
    """
    begun = _begun(actor, sender, message, protocol)
    if isinstance(begun, Outcome):
        return begun
    return (_longer_ones if isinstance(begun.found, Columns) else _small_ones).bring(begun)


def take_soon(
    *, actor: Actor, sender: Sender, body: bytes, content_type: str, tell: Tell
) -> Outcome | None:
    """Do as `take` does, but wait for nothing: what came of it is told, once it is stored.

    For what is small: whoever stores also looks at it, with all that others bring meanwhile. Who
    sent what cannot be read is told `messages.Malformed`, and it is not kept: `take` does that.
    Inside a transaction it is stored at once, and returned. Raises: then, what `take` does.
    """
    message = Message(body, to_us(clock.now()), content_type)
    if connection.in_atomic_block:
        return take_message(actor=actor, sender=sender, message=message)
    look = partial(_looked, message)
    _small_ones.leave(Small(actor, sender, (), message.received_us, look), tell)
    return None


def _begun(actor: Actor, sender: Sender, message: Message, protocol: str) -> Small | Outcome:
    """Return what is to be stored with what others bring; what is not is stored by then."""
    with storing.turn(len(message.body)):
        try:
            found = _looked(message, protocol)
        except MalformedMessage as error:
            number = _keep(actor, sender, message, str(error))
            raise Malformed({"reason": str(error), "message_id": number}) from None
        received_us = message.received_us
        is_long = len(found) > gathering.MIDDLE or len(message.body) > gathering.MIDDLE_BYTES
        if is_long or connection.in_atomic_block:
            return _store(actor, sender, found, received_us)
        if len(found) > gathering.SMALL:
            columns = Columns(*own.together(found, received_us), len(found))
            return Small(actor, sender, columns, received_us)
    return Small(actor, sender, found, received_us)


def _looked(message: Message, protocol: str = OWN) -> list[Wire | Bad]:
    return list(_found(message, protocol))


def take_messages(
    *, actor: Actor, sender: Sender, messages: Sequence[Message], protocol: str
) -> Outcome:
    """Store the readings in many small messages together and say what came of all of them.

    One that cannot be read is kept with the reason, and counts as rejected.
    Raises: NotAllowed.
    """
    found: list[Wire | Bad] = []
    off = Outcome()
    for message in messages:
        try:
            found += _found(message, protocol)
        except MalformedMessage as error:
            _keep(actor, sender, message, str(error))
            off.problems.append(Problem(len(off.problems), "malformed", str(error)))
    if found:
        off.add(_store(actor, sender, found, messages[0].received_us))
    return off


def _found(message: Message, protocol: str) -> Iterable[Wire | Bad]:
    """Return the readings in a message, and what keeps others from being taken.

    Raises: MalformedMessage.
    """
    if protocol == OWN:
        return own.wires(message.body, message.content_type)
    said = DECODERS[protocol](message)
    return [one if isinstance(one, Bad) else own.converted(one) for one in said]


def _store(actor: Actor, sender: Sender, found: Iterable[Wire | Bad], received_us: int) -> Outcome:
    """Store readings, in pieces when they are many."""
    batch, problems = own.together(found, received_us)
    first = batch.piece(0, AT_ONCE)
    store = partial(commands.store, actor=actor, sender=sender)
    told = storing.run(partial(store, batch=first, problems=problems))
    for begin in range(AT_ONCE, len(batch), AT_ONCE):
        piece = batch.piece(begin, begin + AT_ONCE)
        told.add(storing.run(partial(store, batch=piece)))
    return told


def _store_small(alike: Sequence[Small]) -> Outcome:
    """Store what is in small messages of one sender."""
    last = alike[-1]
    found = [small.found for small in alike if not isinstance(small.found, Columns)]
    return _store(last.actor, last.sender, chain.from_iterable(found), last.received_us)


def _store_longer(alike: Sequence[Small]) -> Outcome:
    """Store what is in messages of one sender that are columns already."""
    last, found = alike[-1], [one.found for one in alike if isinstance(one.found, Columns)]
    begins = list(accumulate(map(len, found), initial=0))[:-1]
    problems = [
        Problem(problem.index + begin, problem.code, problem.message)
        for one, begin in zip(found, begins, strict=True)
        for problem in one.problems
    ]
    batch = joined([one.batch for one in found], begins)
    return commands.store(actor=last.actor, sender=last.sender, batch=batch, problems=problems)


_small_ones = Gathering(_store_small, storing.later, transaction.atomic)
# Each is one sender's: who waits for another's devices holds none meanwhile.
_longer_ones = Gathering(_store_longer, storing.soon, rounds=storing.AT_ONCE, patience_s=0)


def _keep(actor: Actor, sender: Sender, message: Message, reason: str) -> int:
    """Keep a message that cannot be read, or what stood in the address, and return its number."""
    return commands.quarantine(
        actor=actor,
        sender=sender,
        body=message.body or urlencode(message.query, doseq=True).encode(),
        content_type=message.content_type or message.topic,
        reason=reason,
    )


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
