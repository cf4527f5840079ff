"""Telling what is due."""

from django.db import transaction

from wherehold.alerts import telling
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor


@transaction.atomic
def tell(*, actor: Actor) -> int:
    """Put what is due to be told into the outbox, some hundred at a time; return how many.

    Raises: nothing.
    Records: nothing: the alerts are in the ledger.
    """
    del actor
    return telling.tell_due(clock.now())
