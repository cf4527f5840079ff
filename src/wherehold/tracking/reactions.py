"""What tracking does in the background."""

from wherehold.kernel.actor import system
from wherehold.kernel.jobs import Run, Task
from wherehold.tracking import commands

REFOLD_EVERY_S = 2
HEAR_EVERY_S = 5


def refold(run: Run) -> None:
    """Work out anew what late readings of many devices change, some devices at a time."""
    done = 0
    while number := commands.refold(actor=system("tracking")):
        done += number
        run.step(done)


def hear(run: Run) -> None:
    """See things at places whose readers hear their tags."""
    run.step(commands.take_in_heard(actor=system("tracking")))


TASKS = {
    "tracking.refold": Task(refold, every_s=REFOLD_EVERY_S),
    "tracking.hear": Task(hear, every_s=HEAR_EVERY_S),
}
