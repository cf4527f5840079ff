"""What reservations do in the background."""

from wherehold.kernel.actor import system
from wherehold.kernel.jobs import Run, Task
from wherehold.reservations import commands

TEND_S = 60
REMIND_S = 900


def tend(run: Run) -> None:
    """Settle what came back, let go of what nobody fetched, and offer what became free."""
    job = system("reservations")
    commands.settle_returned(actor=job)
    commands.release(actor=job)
    run.step(2, 3)
    commands.offer_waiting(actor=job)


def remind(run: Run) -> None:
    """Write to those whose things are due or overdue."""
    run.step(commands.remind_due(actor=system("reservations")))


TASKS = {
    "reservations.tend": Task(tend, every_s=TEND_S),
    "reservations.remind": Task(remind, every_s=REMIND_S),
}
