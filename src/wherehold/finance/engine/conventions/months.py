"""Conventions that take a thing to have begun at some point of a month, quarter or year.

Time goes by in months; the days of one are equal parts of it.
"""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from wherehold.finance.engine.conventions.shape import (
    Clock,
    Convention,
    first_of,
    fiscal_year,
    month_of,
)
from wherehold.finance.engine.terms import Terms

HALF_MONTH_DAY = 15


def _at(position: Callable[[Terms], Fraction]) -> Callable[[Terms], Clock]:
    """Make a clock that begins at a point counted in months."""

    def clock(terms: Terms) -> Clock:
        begin = position(terms)

        def gone(day: date) -> Fraction:
            after = day + timedelta(days=1)
            month = month_of(after)
            length = (first_of(month + 1) - first_of(month)).days
            return max(Fraction(0), month + Fraction(after.day - 1, length) - begin)

        return Clock(first_of(floor(begin)), gone)

    return clock


def _full_month(terms: Terms) -> Fraction:
    return Fraction(month_of(terms.start))


def _next_month(terms: Terms) -> Fraction:
    return Fraction(month_of(terms.start) + 1)


def _half_month(terms: Terms) -> Fraction:
    return Fraction(month_of(terms.start) + (terms.start.day > HALF_MONTH_DAY))


def _mid_month(terms: Terms) -> Fraction:
    return month_of(terms.start) + Fraction(1, 2)


def _mid_quarter(terms: Terms) -> Fraction:
    year = fiscal_year(terms.start, terms.year_begins)
    return year + (month_of(terms.start) - year) // 3 * 3 + Fraction(3, 2)


def _half_year(terms: Terms) -> Fraction:
    return Fraction(fiscal_year(terms.start, terms.year_begins) + 6)


def _modified_half_year(terms: Terms) -> Fraction:
    year = fiscal_year(terms.start, terms.year_begins)
    return Fraction(year if month_of(terms.start) - year < 6 else year + 12)


def _full_year(terms: Terms) -> Fraction:
    return Fraction(fiscal_year(terms.start, terms.year_begins))


CONVENTIONS = (
    Convention(key="full-month", clock=_at(_full_month)),
    Convention(key="next-month", clock=_at(_next_month)),
    Convention(key="15th", clock=_at(_half_month)),
    Convention(key="mid-month", clock=_at(_mid_month), by_year=True),
    Convention(key="mid-quarter", clock=_at(_mid_quarter), by_year=True),
    Convention(key="half-year", clock=_at(_half_year), by_year=True),
    Convention(key="modified-half-year", clock=_at(_modified_half_year), by_year=True),
    Convention(key="full-year", clock=_at(_full_year), by_year=True),
)
