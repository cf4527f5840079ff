"""What counts do in the background: those that come again are opened when they are due."""

import logging

from wherehold.accounts.actors import actor_for_party
from wherehold.kernel.actor import system
from wherehold.kernel.errors import Refusal
from wherehold.kernel.jobs import Run, Task
from wherehold.stocktake import commands
from wherehold.stocktake.queries import counts

HOUR_S = 3_600
log = logging.getLogger(__name__)


def open_due(run: Run) -> None:
    """Open the counts whose day has come, each in the name of whoever asked for it."""
    job = system("stocktake")
    for done, (plan_id, owner_id) in enumerate(counts.due_plans(actor=job), start=1):
        owner = actor_for_party(owner_id, "job")
        try:
            if owner is None:
                commands.put_off(actor=job, plan_id=plan_id, trouble="The account is closed.")
            else:
                commands.open_planned(actor=owner, plan_id=plan_id)
        except Refusal as refusal:
            log.warning("the count of plan %s was not opened: %s", plan_id, refusal)
            commands.put_off(actor=job, plan_id=plan_id, trouble=str(refusal))
        run.step(done)


TASKS = {"stocktake.open_due": Task(open_due, every_s=HOUR_S)}
