"""The only place that reads the clock, so tests can hold it still."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone

from wherehold.kernel import organisation

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return held() or timezone.now()


def held() -> datetime | None:
    """Return the instant that the clock is held at in this thread, if it is."""
    return _held.get()


@contextmanager
def held_at(instant: datetime) -> Iterator[None]:
    """Hold the clock at an instant, in this thread: for the made-up past of a demonstration."""
    token = _held.set(instant)
    try:
        yield
    finally:
        _held.reset(token)


def day_of(instant: datetime) -> date:
    """Return the calendar day of an instant in the organisation's time zone."""
    return instant.astimezone(zone()).date()


def today() -> date:
    """Return the present day in the organisation's time zone."""
    return day_of(now())


def zone() -> ZoneInfo:
    """Return the organisation's time zone."""
    return ZoneInfo(organisation.current().time_zone)


def rfc3339(instant: datetime) -> str:
    """Write an instant in UTC to the microsecond, as in 2026-03-02T12:00:00.000000Z."""
    return _rfc3339(instant if instant.tzinfo is UTC else instant.astimezone(UTC))


@lru_cache(maxsize=8192)
def _rfc3339(instant: datetime) -> str:
    """Write an instant of UTC. Remembered: an act writes the same few in each of its rows."""
    return instant.isoformat("T", "microseconds")[:-6] + "Z"
