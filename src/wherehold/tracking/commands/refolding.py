"""Working out anew what late readings change, for those that were too many to do at once."""

from django.db import transaction

from wherehold.kernel.actor import Actor
from wherehold.tracking import lanes
from wherehold.tracking import states as states_of
from wherehold.tracking.models import Refold, State

AT_A_TIME = 50


@transaction.atomic
def refold(*, actor: Actor) -> int:
    """Work out the states of some devices that wait for it, and return how many it were.

    Raises: nothing.
    Records: nothing: what came late is data.
    """
    del actor
    waiting = Refold.objects.select_for_update(skip_locked=True).order_by("pk")[:AT_A_TIME]
    due = {one.device_id: (one.from_us, one.until_us) for one in waiting}
    if not due:
        return 0
    found = State.objects.filter(pk__in=due).order_by("pk").select_for_update()
    states = states_of.of_rows(list(found.values_list(*states_of.NAMES)))
    lanes.refold(states, {row: due[key] for row, key in enumerate(states.ids.tolist())})
    states_of.write(states)
    Refold.objects.filter(pk__in=due).delete()
    return len(due)
