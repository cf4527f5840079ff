"""What hand-overs do in the background: receivers are reminded, and time runs out."""

import logging

from wherehold.handover import commands
from wherehold.handover.queries import handovers
from wherehold.kernel.actor import system
from wherehold.kernel.errors import Refusal
from wherehold.kernel.jobs import Run, Task

HOUR_S = 3_600
log = logging.getLogger(__name__)


def follow_up(run: Run) -> None:
    """Follow up every hand-over that waits for its receiver, each in a transaction of its own."""
    job = system("handover")
    for done, key in enumerate(handovers.waiting(actor=job), start=1):
        try:
            commands.follow_up(actor=job, handover_id=key)
        except Refusal as refusal:
            log.warning("hand-over %s was not followed up: %s", key, refusal)
        run.step(done)


TASKS = {"handover.follow_up": Task(follow_up, every_s=HOUR_S)}
