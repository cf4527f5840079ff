"""What happens in the background: which reader follows the ledger, which task runs when."""

from collections.abc import Mapping, Sequence

from wherehold.accounts import reactions as accounts
from wherehold.kernel.jobs import Task
from wherehold.kernel.readers import Reaction

REACTIONS: Mapping[str, Sequence[Reaction]] = {}
TASKS: Mapping[str, Task] = {**accounts.TASKS}
