"""Rolling up days of devices, so that what they come to stays when readings are kept no longer."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from wherehold.kernel import bulk, clock
from wherehold.kernel.actor import Actor
from wherehold.tracking import days, rolling
from wherehold.tracking.days import AROUND_US
from wherehold.tracking.instants import to_us
from wherehold.tracking.models import NEVER_US, Refold, State

AT_A_TIME = 250
# So many readings are looked at in one transaction: a fifth of a second. A device is whole.
POINTS_MAX = 15_000
_ROLLED = ("device_id", "rolled_us", "stale_from_us", "stale_until_us")
Days = dict[int, dict[int, int]]


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
    due = _due(after, over_us)
    wanted = _days(due, over_us)
    due = _few(due, wanted)
    cuts = rolling.cuts(one.pk for one in due)
    pairs = [(one.pk, day_us) for one in due for day_us in wanted[one.pk]]
    rolling.keep(rolling.worked(pairs, cuts, now_us=now_us))
    rows = [(one.pk, max(one.rolled_us, over_us), NEVER_US, 0) for one in due]
    bulk.update(State, _ROLLED, rows)
    return due[-1].pk if due else 0


def _due(after: int, over_us: int) -> list[State]:
    late = Exists(Refold.objects.filter(device=OuterRef("pk")))
    new = Q(rolled_us__lt=over_us, newest_us__gte=F("rolled_us"))
    found = State.objects.filter(new | Q(stale_until_us__gt=0), ~late, pk__gt=after)
    found = found.order_by("pk").select_for_update()
    return list(found.only(*_ROLLED, "newest_us")[:AT_A_TIME])


def _days(due: Sequence[State], over_us: int) -> Days:
    """Return the days that are to be rolled up, of those that are kept whole, with their points."""
    spans = [
        (one.pk, one.rolled_us, over_us - 1)
        for one in due
        if one.newest_us >= one.rolled_us and one.rolled_us < over_us
    ]
    spans += [(one.pk, one.stale_from_us, one.stale_until_us) for one in due if one.stale_until_us]
    floors = rolling.floors(one.pk for one in due)
    found: Days = {one.pk: {} for one in due}
    for key, each in rolling.told(spans, over_us).items():
        low_us = floors.get(key, 0)
        found[key] = {day: each[day] for day in sorted(each) if low_us <= day < over_us}
    return found


def _few(due: Sequence[State], wanted: Days) -> list[State]:
    """Return the first of some devices, of which one transaction works out all days: one at least.

    A day without readings of its own counts as well.
    """
    found: list[State] = []
    points = 0
    for one in due:
        points += sum(wanted[one.pk].values()) + len(wanted[one.pk])
        if found and points > POINTS_MAX:
            break
        found.append(one)
    return found
