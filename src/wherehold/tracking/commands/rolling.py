"""Rolling up days of devices, so that what they come to stays when readings are kept no longer."""

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from wherehold.kernel import bulk, clock
from wherehold.kernel.actor import Actor
from wherehold.tracking import days, rolling
from wherehold.tracking.days import AROUND_US, Part
from wherehold.tracking.instants import to_us
from wherehold.tracking.models import NEVER_US, Refold, State

AT_A_TIME = 10
_ROLLED = ("device_id", "rolled_us", "stale_from_us", "stale_until_us")


@transaction.atomic
def roll_up(*, actor: Actor, after: int = 0) -> int:
    """Roll up the days that are over of some devices, of those after an id, and return the last.

    0 says that none is left. Days in which something came late are worked out anew. A device
    whose late readings are still to be folded waits for that.

    Raises: nothing.
    Records: nothing: what readings come to is data.
    """
    del actor
    now_us = to_us(clock.now())
    over_us = days.begins(now_us - AROUND_US)
    due = list(_due(after, over_us))
    ids = [one.pk for one in due]
    cuts, floors = rolling.cuts(ids), rolling.floors(ids)
    found: dict[tuple[int, int], list[Part]] = {}
    rows = []
    for one in due:
        for day_us in _days(one, over_us, floors.get(one.pk, 0)):
            cut = cuts.get(one.pk, ())
            found[one.pk, day_us] = rolling.worked(one.pk, day_us, cut, now_us=now_us)
        rows.append((one.pk, max(one.rolled_us, over_us), NEVER_US, 0))
    rolling.keep(found)
    bulk.update(State, _ROLLED, rows)
    return ids[-1] if ids else 0


def _due(after: int, over_us: int) -> list[State]:
    late = Exists(Refold.objects.filter(device=OuterRef("pk")))
    new = Q(rolled_us__lt=over_us, newest_us__gte=F("rolled_us"))
    found = State.objects.filter(new | Q(stale_until_us__gt=0), ~late, pk__gt=after)
    return list(found.order_by("pk").select_for_update()[:AT_A_TIME])


def _days(state: State, over_us: int, floor_us: int) -> list[int]:
    """Return the days of a device that are to be rolled up, of those that are kept whole."""
    found: set[int] = set()
    if state.newest_us >= state.rolled_us and state.rolled_us < over_us:
        found |= set(rolling.told(state.pk, (state.rolled_us, over_us - 1)))
    if state.stale_until_us:
        found |= set(rolling.told(state.pk, (state.stale_from_us, state.stale_until_us)))
    return sorted(day for day in found if floor_us <= day < over_us)
