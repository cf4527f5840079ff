"""Bookings that come again: which periods a rule gives. Pure functions, on the wall clock.

Source: the rules of RFC 5545, as python-dateutil works them out.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule
from django.utils.translation import gettext as _

from wherehold.reservations.refusals import BadRepeat

TIMES_MAX, INTERVAL_MAX = 200, 52
# What has no end is booked so far ahead, and whoever books it is told until when.
ENDLESS_DAYS = 365
EVERY = {"day": DAILY, "week": WEEKLY, "month": MONTHLY}
Period = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """How a booking comes again: every so many days, weeks or months.

    Through a day, or so many times in all; on and on without either. `weekdays`, 0 is Monday:
    on which days of those weeks, that of the first time without any.
    """

    every: str = "week"
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    through: date | None = None
    times: int | None = None

    @property
    def endless(self) -> bool:
        """Say whether it has no end of its own."""
        return self.through is None and self.times is None


def periods(repeat: Repeat, begins: datetime, ends: datetime, horizon: date) -> list[Period]:
    """Return the periods of a booking that comes again, each as long as the first.

    One without an end goes on to the horizon, or as many times as there may be.

    Units: times are the wall clock's, without a zone.
    Raises: BadRepeat.
    """
    _check(repeat, begins, ends)
    last = repeat.through or (horizon if repeat.endless else None)
    found = rrule(
        EVERY[repeat.every],
        dtstart=begins,
        interval=repeat.interval,
        byweekday=repeat.weekdays or None,
        until=datetime.combine(last, time.max) if last else None,
        count=repeat.times,
    )
    starts = [at for at, _n in zip(found, range(TIMES_MAX + 1), strict=False)]
    if len(starts) > TIMES_MAX and not repeat.endless:
        raise _bad("through", _("{most} times at most.").format(most=TIMES_MAX))
    if not starts:
        raise _bad("through", _("it ends before it comes once."))
    made = [(at, at + (ends - begins)) for at in starts[:TIMES_MAX]]
    if any(one[1] > other[0] for one, other in zip(made, made[1:], strict=False)):
        raise _bad("every", _("each time has to be over before the next begins."))
    return made


def _check(repeat: Repeat, begins: datetime, ends: datetime) -> None:
    if repeat.every not in EVERY or not 0 < repeat.interval <= INTERVAL_MAX:
        raise _bad("every", _("every 1 to {most} days, weeks or months.").format(most=INTERVAL_MAX))
    if any(not 0 <= day <= 6 for day in repeat.weekdays) or (
        repeat.weekdays and repeat.every != "week"
    ):
        raise _bad("weekdays", _("days of the week belong to weeks."))
    if repeat.times is not None and not 0 < repeat.times <= TIMES_MAX:
        raise _bad("times", _("{most} times at most.").format(most=TIMES_MAX))
    if repeat.through is not None and repeat.through < begins.date():
        raise _bad("through", _("it ends before it comes once."))
    if ends <= begins:
        raise _bad("ends_at", _("it ends before it begins."))


def _bad(field: str, why: str) -> BadRepeat:
    return BadRepeat({"field": field, "why": why})
