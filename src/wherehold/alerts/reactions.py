"""What alerts do in the background."""

from collections.abc import Mapping, Sequence

from wherehold.alerts import commands, looking, sending, telling
from wherehold.kernel.actor import system
from wherehold.kernel.jobs import Run, Task
from wherehold.kernel.ledger import Entry
from wherehold.kernel.outbox import Sender
from wherehold.kernel.readers import Reaction

EVERY_S = 5


def look(run: Run) -> None:
    """Look for what the rules look for, each as often as it wants, and tell what is due."""
    actor = system("alerts")
    done = looking.look(actor=actor, only_due=True)
    while number := commands.tell(actor=actor):
        done += number
        run.step(done)
    run.step(done)


def follow(entries: Sequence[Entry]) -> None:
    """Look at once where things crossed zones, and where devices came on and off."""
    looking.follow(entries, actor=system("alerts"))


TASKS = {"alerts.look": Task(look, every_s=EVERY_S)}
REACTIONS: Mapping[str, Sequence[Reaction]] = {
    kind: [follow] for kind in (*looking.CROSSED, *looking.BOUND)
}
SENDERS: Mapping[str, Sender] = {telling.CHANNEL: sending.send}
