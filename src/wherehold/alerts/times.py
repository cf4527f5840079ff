"""When somebody is told: not in their quiet hours, once a day what can wait. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

ORDER = ("critical", "high", "normal")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How somebody wants to be told, in their own time zone."""

    zone: ZoneInfo
    quiet_from: time | None = None
    quiet_until: time | None = None
    through_quiet: str = "critical"
    digest_at: time | None = None


def due(at: datetime, severity: str, wish: Wish) -> tuple[datetime, str]:
    """Return when somebody is told of what is due at an instant, and why then: '' means at once."""
    why = ""
    if wish.digest_at is not None and severity == ORDER[-1]:
        at, why = _next(at, wish.digest_at, wish.zone), "digest"
    if is_quiet(at, wish) and not _goes_through(severity, wish.through_quiet):
        assert wish.quiet_until is not None
        at, why = _next(at, wish.quiet_until, wish.zone), why or "quiet"
    return at, why


def is_quiet(at: datetime, wish: Wish) -> bool:
    """Say whether an instant lies in the quiet hours, which may go over midnight."""
    if wish.quiet_from is None or wish.quiet_until is None:
        return False
    local = at.astimezone(wish.zone).time()
    begin, end = wish.quiet_from, wish.quiet_until
    return begin <= local < end if begin <= end else local >= begin or local < end


def _goes_through(severity: str, least: str) -> bool:
    return bool(least) and ORDER.index(severity) <= ORDER.index(least)


def _next(at: datetime, clock_time: time, zone: ZoneInfo) -> datetime:
    """Return when the clock of a zone shows a time next, after an instant."""
    local = at.astimezone(zone)
    found = datetime.combine(local.date(), clock_time, tzinfo=zone)
    if found <= local:
        found = datetime.combine(local.date() + timedelta(days=1), clock_time, tzinfo=zone)
    return found.astimezone(at.tzinfo)
