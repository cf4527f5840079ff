"""Instants of readings: whole microseconds since 1970, in UTC."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND_US = 1_000_000
_MICROSECOND = timedelta(microseconds=1)


def to_us(at: datetime) -> int:
    """Return an instant as microseconds, exactly."""
    return (at - EPOCH) // _MICROSECOND


def from_us(at_us: int) -> datetime:
    """Return microseconds as an instant."""
    return EPOCH + timedelta(microseconds=at_us)


def month_of(at_us: int) -> int:
    """Return the month of an instant in UTC, as 202611."""
    at = from_us(at_us)
    return at.year * 100 + at.month


def month_begins_us(month: int) -> int:
    """Return the instant at which a month begins."""
    return to_us(datetime(month // 100, month % 100, 1, tzinfo=UTC))


def month_after(month: int) -> int:
    """Return the month after one."""
    return month + 1 if month % 100 < 12 else month + 89
