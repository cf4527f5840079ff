"""What happens in the background: who follows the ledger, which task runs when, how it sends."""

from collections.abc import Mapping, Sequence

from wherehold.accounts import reactions as accounts
from wherehold.alerts import reactions as alerts
from wherehold.desk import reactions as desk
from wherehold.dossier import tasks as dossier
from wherehold.finance import running as finance
from wherehold.handover import reactions as handover
from wherehold.importers import tasks as importers
from wherehold.insights import reactions as insights
from wherehold.kernel.jobs import Task
from wherehold.kernel.outbox import Sender
from wherehold.kernel.readers import Reaction
from wherehold.labels import tasks as labels
from wherehold.register import reactions as register
from wherehold.reservations import reactions as reservations
from wherehold.stocktake import reactions as stocktake
from wherehold.tracking import reactions as tracking
from wherehold.webhooks import reactions as webhooks


def _together(*each: Mapping[str, Sequence[Reaction]]) -> Mapping[str, Sequence[Reaction]]:
    """Return who hears of which kind of entry, of all who do."""
    made: dict[str, list[Reaction]] = {}
    for kind, functions in (item for one in each for item in one.items()):
        made.setdefault(kind, []).extend(functions)
    return made


REACTIONS: Mapping[str, Sequence[Reaction]] = _together(
    alerts.REACTIONS,
    webhooks.REACTIONS,
    reservations.REACTIONS,
    tracking.REACTIONS,
)
SENDERS: Mapping[str, Sender] = {**alerts.SENDERS}
TASKS: Mapping[str, Task] = {
    **register.TASKS,
    **accounts.TASKS,
    **desk.TASKS,
    **insights.TASKS,
    **importers.TASKS,
    **labels.TASKS,
    **finance.TASKS,
    **stocktake.TASKS,
    **handover.TASKS,
    **reservations.TASKS,
    **tracking.TASKS,
    **alerts.TASKS,
    **webhooks.TASKS,
    **dossier.TASKS,
}
