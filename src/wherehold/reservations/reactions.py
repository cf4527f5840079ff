"""What reservations do in the background."""

from collections.abc import Mapping, Sequence

from wherehold.kernel.actor import system
from wherehold.kernel.jobs import Run, Task
from wherehold.kernel.ledger import Entry
from wherehold.kernel.readers import Reaction
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


def serve(entries: Sequence[Entry]) -> None:
    """Mark as handed out what went straight to whom it was kept for."""
    gone = [
        commands.Gone(
            entry.subject_id, entry.data["checkout_id"], entry.data["holder_id"], entry.happened_at
        )
        for entry in entries
        if entry.data and entry.data["holder_id"]
    ]
    if gone:
        commands.settle_handed(actor=system("reservations"), gone=gone)


REACTIONS: Mapping[str, Sequence[Reaction]] = {
    "custody.checked_out": [serve],
    "custody.transferred": [serve],
}
TASKS = {
    "reservations.tend": Task(tend, every_s=TEND_S),
    "reservations.remind": Task(remind, every_s=REMIND_S),
}
