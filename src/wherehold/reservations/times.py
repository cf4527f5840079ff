"""Days and hours of a place: its time zone, its opening hours, and hours that are no hours.

Pure functions: an hour that the clock jumps over does not exist, one that it shows twice is
ambiguous. Both are refused, because whoever typed it meant one instant and we cannot know which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from wherehold.reservations.refusals import (
    BadPeriod,
    Closed,
    HourMissing,
    HourTwice,
    InPast,
    TooFar,
)

HORIZON_DAYS = 730
GRACE = timedelta(minutes=5)


@dataclass(frozen=True)
class Open:
    """One opening on a day of the week; 0 is Monday."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True)
class Desk:
    """Where things are fetched: its name, its zone, and when it is open; no hours is always."""

    name: str
    zone: ZoneInfo
    hours: tuple[Open, ...] = ()


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of a wall clock's time in UTC; an aware one is what it says.

    Raises: HourMissing, HourTwice.
    """
    if local.tzinfo is not None:
        return local.astimezone(UTC)
    first, second = local.replace(tzinfo=zone, fold=0), local.replace(tzinfo=zone, fold=1)
    words = {"at": f"{local:%Y-%m-%d %H:%M}", "zone": zone.key}
    back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    if back != local:
        raise HourMissing(words)
    if first.utcoffset() != second.utcoffset():
        raise HourTwice(words)
    return first.astimezone(UTC)


def check_period(begins: datetime, ends: datetime, now: datetime) -> None:
    """Refuse a period that ends before it begins, has begun, or lies beyond the horizon.

    Raises: BadPeriod, InPast, TooFar.
    """
    if ends <= begins:
        raise BadPeriod({"field": "ends_at", "begins": shown(begins), "ends": shown(ends)})
    if begins < now - GRACE:
        raise InPast({"field": "begins_at", "begins": shown(begins)})
    if ends > now + timedelta(days=HORIZON_DAYS):
        raise TooFar({"field": "ends_at", "ends": shown(ends), "days": HORIZON_DAYS})


def check_open(desk: Desk, moments: Sequence[datetime]) -> None:
    """Refuse moments at which the desk is closed.

    Raises: Closed, naming each.
    """
    shut = [at for at in moments if not is_open(desk, at)]
    if shut:
        raise Closed(
            *(
                {
                    "place": desk.name,
                    "at": f"{at.astimezone(desk.zone):%Y-%m-%d %H:%M}",
                    "hours": hours_of(desk, at) or "–",
                }
                for at in shut
            )
        )


def is_open(desk: Desk, at: datetime) -> bool:
    """Say whether somebody is there at an instant; closing time itself is still open."""
    if not desk.hours:
        return True
    local = at.astimezone(desk.zone)
    return any(
        one.weekday == local.weekday() and one.opens <= local.time() <= one.closes
        for one in desk.hours
    )


def hours_of(desk: Desk, at: datetime) -> str:
    """Write the openings of the day of an instant."""
    day = at.astimezone(desk.zone).weekday()
    return ", ".join(
        f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in desk.hours if one.weekday == day
    )


def shown(at: datetime) -> str:
    """Write an instant for a sentence."""
    return f"{at:%Y-%m-%d %H:%M}"
