"""From terms to rows: what is charged in each period, and what is left."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate

from wherehold.finance.engine.conventions import CONVENTIONS
from wherehold.finance.engine.conventions.shape import (
    Clock,
    Convention,
    first_of,
    fiscal_year,
    month_of,
)
from wherehold.finance.engine.methods import METHODS
from wherehold.finance.engine.methods.shape import Method, Step
from wherehold.finance.engine.problems import Wrong
from wherehold.finance.engine.rounding import ROUNDINGS, half_up
from wherehold.finance.engine.terms import YEAR_MONTHS, Terms, check


@dataclass(frozen=True)
class Row:
    """One period. Units: amounts are minor units; both days are within it."""

    period: int
    start: date
    end: date
    charge: int
    accumulated: int
    book_value: int


def schedule(terms: Terms, period_months: int = 0) -> list[Row]:
    """Return one row a period, from the first that is charged to the last. The same for ever.

    Periods are steps of the life, or `period_months` long; years are fiscal years where the
    fiscal year is given or the convention speaks of it.
    Raises: Wrong.
    """
    method, convention = _chosen(terms)
    check(terms)
    steps = method.curve(terms)
    clock = (CONVENTIONS["full-month"] if method.own_convention else convention).clock(terms)
    length = period_months or terms.step_months
    by_year = method.own_convention or convention.by_year
    ends = list(_ends(terms, clock, length, by_year, sum(step.months for step in steps)))
    used = _used(steps)
    totals = [used(clock.gone(end)) for end in ends]
    accumulated = ROUNDINGS[terms.rounding](totals, terms.whole)
    return _rows(terms, clock.begins, ends, accumulated)


def _chosen(terms: Terms) -> tuple[Method, Convention]:
    for table, key in (
        (METHODS, terms.method),
        (CONVENTIONS, terms.convention),
        (ROUNDINGS, terms.rounding),
    ):
        if key not in table:
            raise Wrong("unknown_name", key)
    return METHODS[terms.method], CONVENTIONS[terms.convention]


def _ends(
    terms: Terms, clock: Clock, length: int, by_year: bool, months: Fraction | int
) -> Iterator[date]:
    """Give the last days of the periods until the life is over."""
    month = month_of(clock.begins)
    begins = terms.fiscal_start
    if not begins and terms.months != YEAR_MONTHS:
        begins = (month + terms.months) % YEAR_MONTHS + 1
    if length == YEAR_MONTHS and (begins or by_year):
        month = fiscal_year(clock.begins, begins or 1)
    while True:
        month += length
        end = first_of(month) - timedelta(days=1)
        yield end
        if clock.gone(end) >= months:
            return


def _used(steps: Sequence[Step]) -> Callable[[Fraction], Fraction]:
    """Return what is used up after so many months: even between the ends of steps."""
    knots = list(accumulate(step.months for step in steps))

    def used(months: Fraction) -> Fraction:
        at = bisect_left(knots, months)
        if at == len(steps):
            return steps[-1].total
        before = steps[at - 1].total if at else Fraction(0)
        begins = knots[at - 1] if at else Fraction(0)
        return before + (steps[at].total - before) * (months - begins) / steps[at].months

    return used


def _rows(terms: Terms, begins: date, ends: list[date], accumulated: list[int]) -> list[Row]:
    rows, start, done = [], begins, 0
    for number, (end, total) in enumerate(zip(ends, accumulated, strict=True), start=1):
        rows.append(Row(number, start, end, total - done, total, terms.cost - total))
        start, done = end + timedelta(days=1), total
    return rows


@dataclass(frozen=True)
class Standing:
    """How far a thing is at the end of a day. Units: minor units."""

    accumulated: int
    over: bool


def standing(terms: Terms, day: date) -> Standing:
    """Return what the months that are over on a day have charged: one figure of the schedule.

    Raises: Wrong.
    """
    last = first_of(month_of(day + timedelta(days=1))) - timedelta(days=1)
    if terms.rounding != "cumulative":  # Where each row is rounded, all before it count.
        rows = schedule(terms, 1)
        ended = [row.accumulated for row in rows if row.end <= last]
        return Standing(ended[-1] if ended else 0, len(ended) == len(rows))
    used, whole, clock = _course(terms)
    gone = clock.gone(last)
    return Standing(half_up(used(gone)) if gone else 0, gone >= whole)


@lru_cache(maxsize=64)
def _course(terms: Terms) -> tuple[Callable[[Fraction], Fraction], Fraction, Clock]:
    """Return what is used up after so many months, how many there are, and how they go by.

    Kept for the next month of the same thing. Raises: Wrong.
    """
    method, convention = _chosen(terms)
    check(terms)
    steps = method.curve(terms)
    clock = (CONVENTIONS["full-month"] if method.own_convention else convention).clock(terms)
    return _used(steps), Fraction(sum(step.months for step in steps)), clock


def used_up(terms: Terms) -> Callable[[date], tuple[Fraction, bool]]:
    """Return what is used up, exact, at the end of a day and whether that is all: of any day.

    Raises: Wrong.
    """
    used, whole, clock = _course(terms)

    def on(day: date) -> tuple[Fraction, bool]:
        gone = clock.gone(day)
        return (used(gone) if gone else Fraction(0)), gone >= whole

    return on


def remaining(terms: Terms, day: date) -> Fraction:
    """Return how many months of a life are left at the end of a day.

    Raises: Wrong.
    """
    _share, whole, clock = _course(terms)
    return max(Fraction(0), whole - clock.gone(day))


def charged_leaving(terms: Terms, day: date) -> int:
    """Return all that is charged of a thing that leaves on a day, by its convention.

    A method that brings its own convention along counts as that says: half of the tax year, or up
    to the middle of the quarter or month, and nothing where it came in the same year.
    Raises: Wrong.
    """
    method, convention = _chosen(terms)
    check(terms)
    steps = method.curve(terms)
    if not method.own_convention:
        gone = convention.clock(terms).leaving(day)
    elif fiscal_year(day, terms.year_begins) == fiscal_year(terms.start, terms.year_begins):
        return 0
    else:
        own = "half-year" if terms.convention == "full-month" else terms.convention
        position = CONVENTIONS[own].position or CONVENTIONS["full-month"].position
        assert position is not None
        gone = position(replace(terms, start=day)) - month_of(terms.start)
    return half_up(_used(steps)(max(gone, Fraction(0))))


def carried_on(terms: Terms, accumulated: int, through: date, left_months: int) -> Terms:
    """Return the terms of what is left of a thing that was half charged elsewhere.

    It is told what was charged, through which day, and how long it still lasts: how many rows
    were booked is never inferred.
    Raises: Wrong, when more was charged than there is to charge.
    """
    if accumulated > terms.base:
        raise Wrong("accumulated_above_base", accumulated)
    if accumulated < 0:
        raise Wrong("accumulated_negative", accumulated)
    return replace(
        terms,
        cost=terms.cost - accumulated,
        start=through + timedelta(days=1),
        life=Fraction(left_months, terms.step_months),
    )
