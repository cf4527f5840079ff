"""The only place that reads the clock, so tests can hold it still."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from wherehold.kernel import organisation


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return timezone.now()


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
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
