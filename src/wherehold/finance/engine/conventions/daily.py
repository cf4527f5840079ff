"""Conventions that count days. The day of the start counts, and so does the last day of a life;
the day on which a thing leaves does not.

A life ends the day before its anniversary; by then all of it is gone, however days were counted.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from wherehold.finance.engine.conventions.shape import Clock, Convention, month_of
from wherehold.finance.engine.days import in_year, thirty
from wherehold.finance.engine.terms import YEAR_MONTHS, Terms

Count = Callable[[date, date, date, Fraction], Fraction]


def _actual(begins: date, ends: date, end_of_life: date, months: Fraction) -> Fraction:
    """Count each year's days as parts of that year."""
    years = Fraction(0)
    for year in range(begins.year, ends.year + 1):
        first, last = max(begins, date(year, 1, 1)), min(ends, date(year + 1, 1, 1))
        years += Fraction((last - first).days, in_year(year))
    return years * YEAR_MONTHS


def _actual_365(begins: date, ends: date, end_of_life: date, months: Fraction) -> Fraction:
    return Fraction((ends - begins).days * YEAR_MONTHS, 365)


def _thirty_360(begins: date, ends: date, end_of_life: date, months: Fraction) -> Fraction:
    return Fraction(thirty(begins, ends), 30)


def _total_days(begins: date, ends: date, end_of_life: date, months: Fraction) -> Fraction:
    """Give each day of the life the same part of it."""
    return months * (ends - begins).days / (end_of_life - begins).days


def _by(count: Count) -> Callable[[Terms], Clock]:
    """Make a clock that counts days."""

    def clock(terms: Terms) -> Clock:
        months = terms.life * terms.step_months
        over = end_of_life(terms.start, months)

        def gone(day: date) -> Fraction:
            after = day + timedelta(days=1)
            if after >= over:
                return months + Fraction((after - over).days, 30)
            if after <= terms.start:
                return Fraction(0)
            return min(months, count(terms.start, after, over, months))

        def leaving(day: date) -> Fraction:
            return gone(day - timedelta(days=1))

        return Clock(terms.start, gone, leaving)

    return clock


def end_of_life(start: date, months: Fraction) -> date:
    """Return the first day after a life of so many months."""
    whole, part = divmod(months, 1)
    month = month_of(start) + int(whole)
    year, number = month // 12, month % 12 + 1
    length = monthrange(year, number)[1]
    return date(year, number, min(start.day, length)) + timedelta(days=int(part * length))


CONVENTIONS = (
    Convention(key="daily", clock=_by(_actual), by_year=True),
    Convention(key="daily-365", clock=_by(_actual_365), by_year=True),
    Convention(key="daily-360", clock=_by(_thirty_360), by_year=True),
    Convention(key="daily-total", clock=_by(_total_days), by_year=True),
)
