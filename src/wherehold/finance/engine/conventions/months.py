"""Conventions that take a thing to have begun at some point of a month, quarter or year.

Time goes by in months; the days of one are equal parts of it.
"""

from collections.abc import Callable
from dataclasses import replace
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

        def leaving(day: date) -> Fraction:
            return max(Fraction(0), position(replace(terms, start=day)) - begin)

        return Clock(first_of(floor(begin)), gone, leaving)

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


def _by(key: str, position: Callable[[Terms], Fraction], *, by_year: bool = False) -> Convention:
    return Convention(key=key, clock=_at(position), position=position, by_year=by_year)


CONVENTIONS = (
    _by("full-month", _full_month),
    _by("next-month", _next_month),
    _by("15th", _half_month),
    _by("mid-month", _mid_month, by_year=True),
    _by("mid-quarter", _mid_quarter, by_year=True),
    _by("half-year", _half_year, by_year=True),
    _by("modified-half-year", _modified_half_year, by_year=True),
    _by("full-year", _full_year, by_year=True),
)
