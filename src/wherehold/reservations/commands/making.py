"""Reserving: what is wanted is promised, asked for, or waited for."""

from collections.abc import Sequence

from django.db import transaction

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.reservations import access, promising, settling
from wherehold.reservations.wishes import Wish


@transaction.atomic
def reserve(*, actor: Actor, wishes_given: Sequence[Wish]) -> list[int]:
    """Reserve things: all wishes or none; return the ids of the reservations in order.

    The kinds of things are locked and what is free is worked out anew, so of twelve who want
    the last piece one gets it and the others read why not. Who says `wait` stands in line
    instead. A rule may ask for somebody's yes first; what is asked for counts meanwhile.

    Units: times without a zone are the wall clock of the place where the things are fetched.
    Raises: NotFound (parties, places, assets, models, categories), NotAllowed, HolderArchived;
        BadLine, BadPeriod, InPast, TooFar, TooLong, HourMissing, HourTwice, Closed; NotFree.
    Records: reservations.reserved, one for each.
    """
    if not actor.may_somewhere(access.MAKE):
        raise NotAllowed({"actor": actor.name, "permission": access.MAKE})
    settling.check_shape(wishes_given)
    known = settling.people(actor, wishes_given)
    settled = settling.settle(actor, wishes_given, known)
    answers = settling.ask(settled)
    for one, found in zip(settled, answers, strict=True):
        if not one.wish.wait:
            promising.refuse(found)
    waits = [any(not answer.enough for answer in found) for found in answers]
    return settling.write(actor, settled, waits)
