"""What webhooks do in the background."""

from collections.abc import Mapping, Sequence

from wherehold.kernel import jobs
from wherehold.kernel.actor import system
from wherehold.kernel.jobs import Run, Task
from wherehold.kernel.ledger import Entry
from wherehold.kernel.readers import Reaction
from wherehold.webhooks import calling, commands, queries

ACTOR = system("webhooks")
EVERY_S = 2
PAGES_MAX = 4
DAILY_S = 86_400


def look(run: Run) -> None:
    """Gather what is to be told, and have each webhook called that something waits for."""
    for done, webhook_id in enumerate(queries.on(actor=ACTOR)):
        for _page in range(PAGES_MAX):
            if not commands.gather(actor=ACTOR, webhook_id=webhook_id):
                break
        run.step(done + 1)
    for webhook_id in queries.to_call(actor=ACTOR):
        payload = {"webhook": webhook_id}
        jobs.enqueue("webhooks.call", payload, key=f"webhooks.call:{webhook_id}")


def call(run: Run) -> None:
    """Call one webhook."""
    calling.call(int(run.payload["webhook"]), actor=ACTOR, run=run)


def clean_up(run: Run) -> None:
    """Forget deliveries of long ago."""
    run.step(commands.clean_up(actor=ACTOR))


def hurry(entries: Sequence[Entry]) -> None:
    """Have alerts told at once."""
    del entries
    jobs.enqueue("webhooks.now", key="webhooks.now")


TASKS = {
    "webhooks.look": Task(look, every_s=EVERY_S),
    "webhooks.now": Task(look),
    "webhooks.call": Task(call),
    "webhooks.clean_up": Task(clean_up, every_s=DAILY_S),
}
REACTIONS: Mapping[str, Sequence[Reaction]] = {"alerts.opened": [hurry]}
