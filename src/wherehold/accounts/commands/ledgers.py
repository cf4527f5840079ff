"""Acts on the ledger as a whole."""

from django.db import transaction

from wherehold.accounts.names import VERIFY_JOB
from wherehold.kernel import jobs
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed


@transaction.atomic
def ask_to_verify(*, actor: Actor) -> None:
    """Have the whole ledger worked out anew in the background.

    Raises: NotAllowed.
    Records: nothing: to look changes nothing.
    """
    if not actor.may_everywhere("ledger.verify"):
        raise NotAllowed({"actor": actor.name, "permission": "ledger.verify"})
    jobs.enqueue(VERIFY_JOB, key=VERIFY_JOB)
