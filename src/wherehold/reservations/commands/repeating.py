"""Reserving for many times at once: every week, say, on the wall clock of the place."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, Refusal
from wherehold.reservations import access, promising, repeats, settling, times
from wherehold.reservations.events import Repeated
from wherehold.reservations.models import Reservation
from wherehold.reservations.refusals import BadRepeat, NotEachTime
from wherehold.reservations.repeats import Repeat
from wherehold.reservations.times import Desk
from wherehold.reservations.wishes import Wish


@dataclass(frozen=True)
class LeftOut:
    """A time at which it could not be had, and why."""

    begins: str
    why: str


@dataclass(frozen=True)
class Series:
    """What came of it: the reservations, the times left out, and through which day it goes.

    `endless`: it has no end of its own and goes on to the horizon, which is that day.
    """

    id: int
    reservation_ids: list[int]
    left_out: list[LeftOut]
    through: date
    endless: bool


@transaction.atomic
def reserve_repeatedly(*, actor: Actor, wish: Wish, repeat: Repeat, skip: bool = False) -> Series:
    """Reserve things each time that a rule says: every time or not at all.

    With `skip` the times at which it cannot be had are left out. Each time is a reservation of
    its own, at the same hour of the place's wall clock. What has no end is booked a year ahead.

    Units: times without a zone are the wall clock of the place.
    Raises: what `reserve` raises; BadRepeat; NotEachTime, naming each time and why.
    Records: reservations.reserved, one for each time; reservations.repeated.
    """
    if not actor.may_somewhere(access.MAKE):
        raise NotAllowed({"actor": actor.name, "permission": access.MAKE})
    if wish.wait:
        raise BadRepeat({"field": "wait", "why": _("one does not stand in line for many times.")})
    settling.check_shape([wish])
    known = settling.people(actor, [wish])
    found = settling.where(actor, [wish])
    desk = found.desks[found.paths[0]]
    all_times = _times(wish, repeat, desk)
    good, left = _open_times(all_times, desk)
    settled = settling.settle(actor, good, known) if good else []
    free, short = _free(settled, desk)
    left = sorted([*left, *short], key=lambda one: one.begins)
    if left and (not skip or not free):
        raise NotEachTime(*({"begins": one.begins, "why": one.why} for one in left))
    ids = settling.write(actor, free, [False] * len(free))
    Reservation.objects.filter(pk__in=ids).update(series_id=ids[0])
    through = all_times[-1].begins_at.date()
    event = Repeated(
        subject_id=ids[0],
        reservation_ids=ids,
        rule={**asdict(repeat), "weekdays": list(repeat.weekdays)},
        through=through,
        left_out=[one.begins for one in left],
    )
    ledger.record([event], actor=actor, happened_at=clock.now())
    return Series(ids[0], ids, left, through, repeat.endless)


def _times(wish: Wish, repeat: Repeat, desk: Desk) -> list[Wish]:
    """Return the wish for each time, on the wall clock of the place. Raises: BadRepeat."""
    begins, ends = _wall(wish.begins_at, desk.zone), _wall(wish.ends_at, desk.zone)
    horizon = clock.now().astimezone(desk.zone).date() + timedelta(days=repeats.ENDLESS_DAYS)
    return [
        replace(wish, begins_at=one, ends_at=other)
        for one, other in repeats.periods(repeat, begins, ends, horizon)
    ]


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at if at.tzinfo is None else at.astimezone(zone).replace(tzinfo=None)


def _open_times(given: Sequence[Wish], desk: Desk) -> tuple[list[Wish], list[LeftOut]]:
    """Sort out the times at which nobody is there, and hours that are none or two."""
    good, left = [], []
    for wish in given:
        try:
            settling.period(wish, desk)
        except Refusal as error:
            left.append(LeftOut(times.shown(wish.begins_at), str(error)))
        else:
            good.append(wish)
    return good, left


def _free(
    settled: Sequence[settling.Settled], desk: Desk
) -> tuple[list[settling.Settled], list[LeftOut]]:
    """Sort out the times at which not everything is free."""
    free, left = [], []
    for one, found in zip(settled, settling.ask(settled) if settled else [], strict=True):
        try:
            promising.refuse(found)
        except Refusal as error:
            begins = times.shown(_wall(one.begins_at, desk.zone))
            left.append(LeftOut(begins, str(error)))
        else:
            free.append(one)
    return free, left
