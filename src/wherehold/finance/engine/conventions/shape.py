"""The shape that all conventions share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from wherehold.finance.engine.terms import Terms

Gone = Callable[[date], Fraction]


@dataclass(frozen=True)
class Clock:
    """When a life begins, and how many months of it are gone at the end of a day.

    `leaving` says how many count of a thing that leaves on a day: a convention treats the end of
    a life as it does its beginning.
    """

    begins: date
    gone: Gone
    leaving: Gone


@dataclass(frozen=True, kw_only=True)
class Convention:
    """A way to measure the time in service.

    `by_year` says that it speaks of fiscal years, so that rows of years are those. `position`
    gives the point, in months, at which a thing with this start is taken to begin or to leave.
    """

    key: str
    clock: Callable[[Terms], Clock]
    position: Callable[[Terms], Fraction] | None = None
    by_year: bool = False


def month_of(day: date) -> int:
    """Return the number of a day's month, from the year 0."""
    return day.year * 12 + day.month - 1


def first_of(month: int) -> date:
    """Return the first day of the month with that number."""
    return date(month // 12, month % 12 + 1, 1)


def fiscal_year(day: date, year_begins: int) -> int:
    """Return the number of the month in which the fiscal year of a day begins."""
    month = month_of(day)
    return month - (month - (year_begins - 1)) % 12
