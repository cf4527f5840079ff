"""From a line of a book to terms, and what they say of it. Nothing here asks a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from wherehold.finance.engine.methods import METHODS
from wherehold.finance.engine.problems import Wrong, refuse_if
from wherehold.finance.engine.rounding import half_up
from wherehold.finance.engine.schedule import Row, carried_on, schedule, standing
from wherehold.finance.engine.terms import Terms
from wherehold.kernel import money

# These need what a book does not hold yet: counts of units, tables, amounts.
NOT_IN_BOOKS = frozenset({"units-of-production", "table", "manual"})
BOOK_METHODS = tuple(key for key in METHODS if key not in NOT_IN_BOOKS)
SCHEME = (
    *("method", "convention", "life", "step_months", "residual_permille"),
    *("rate", "factor", "switch", "write_off_rest"),
)
Scheme = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class BookTerms:
    """What a book says of all its lines."""

    currency: str
    fiscal_start: int
    rounding: str


@dataclass(frozen=True, kw_only=True)
class Entered:
    """What a line says of one thing. Units: minor units of the book."""

    cost: int
    residual: int | None
    in_service_on: date | None
    own: Scheme
    opening: int = 0
    opening_through: date | None = None
    opening_months: int | None = None


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What a thing is worth in a book on a day, and how far it is. Units: minor units."""

    cost: int
    accumulated: int
    state: str

    @property
    def net(self) -> int:
        """Return the book value."""
        return self.cost - self.accumulated


def entered(columns: Mapping[str, Any]) -> Entered:
    """Return what a line says, from its columns."""
    return Entered(
        cost=columns["cost_minor"],
        residual=columns["residual_minor"],
        in_service_on=columns["in_service_on"],
        own=columns["own"],
        opening=columns["opening_minor"],
        opening_through=columns["opening_through"],
        opening_months=columns["opening_months"],
    )


def policy_for(path: str, policies: Sequence[tuple[str, Scheme]]) -> Scheme | None:
    """Return the scheme of the nearest category around a path. `policies` are by their paths."""
    fitting = [one for one in policies if path.startswith(one[0])]
    return max(fitting, key=lambda one: len(one[0]))[1] if fitting else None


def terms_of(line: Entered, scheme: Scheme, book: BookTerms) -> Terms:
    """Return what the engine is asked: the policy, with what is the line's own.

    Raises: Wrong.
    """
    chosen = {**scheme, **line.own}
    refuse_if(chosen["method"] not in BOOK_METHODS, "method_not_in_books", chosen["method"])
    residual = line.residual
    if residual is None:
        residual = half_up(Fraction(line.cost * chosen["residual_permille"], 1000))
    terms = Terms(
        cost=line.cost,
        residual=residual,
        life=Fraction(chosen["life"]),
        step_months=chosen["step_months"],
        start=line.in_service_on or date(2000, 1, 1),
        method=chosen["method"],
        convention=chosen["convention"],
        fiscal_start=book.fiscal_start,
        rate=Fraction(chosen["rate"]) if chosen["rate"] else None,
        factor=Fraction(chosen["factor"]) if chosen["factor"] else None,
        switch=chosen["switch"],
        write_off_rest=chosen["write_off_rest"],
        rounding=book.rounding,
        whole=10 ** money.exponent(book.currency),
    )
    if line.opening_through is None:
        return terms
    return carried_on(terms, line.opening, line.opening_through, line.opening_months or 0)


def rows_of(line: Entered, scheme: Scheme, book: BookTerms, *, period_months: int = 1) -> list[Row]:
    """Return the rows of a line, from the first that is charged here. None before it serves.

    What was charged before it came here is in what is accumulated.
    Raises: Wrong.
    """
    if line.in_service_on is None or line.opening_months == 0:
        return []
    rows = schedule(terms_of(line, scheme, book), period_months)
    before = line.opening if line.opening_through else 0
    return [
        Row(row.period, row.start, row.end, row.charge, row.accumulated + before, row.book_value)
        for row in rows
    ]


def worth_on(line: Entered, scheme: Scheme, book: BookTerms, day: date) -> Worth:
    """Return what a line is worth at the end of a day: what the months that are over have charged.

    Raises: Wrong.
    """
    if line.in_service_on is None or day < line.in_service_on:
        return Worth(cost=line.cost, accumulated=line.opening, state="not_in_service")
    accumulated, over = line.opening, line.opening_months == 0
    if not over and not (line.opening_through and day <= line.opening_through):
        here = standing(terms_of(line, scheme, book), day)
        accumulated, over = accumulated + here.accumulated, here.over
    ended = over and scheme["method"] != "none"
    state = "fully_depreciated" if ended else "depreciating"
    return Worth(cost=line.cost, accumulated=accumulated, state=state)


def check_scheme(scheme: Scheme, book: BookTerms) -> None:
    """Refuse a policy that could charge nothing whatever the thing.

    Raises: Wrong.
    """
    for name in ("rate", "factor"):
        try:
            Fraction(scheme[name] or "1")
        except (ValueError, ZeroDivisionError):
            raise Wrong("not_a_number", scheme[name]) from None
    sample = Entered(cost=10**6, residual=None, in_service_on=date(2000, 1, 1), own={})
    schedule(terms_of(sample, scheme, book))


def check_line(line: Entered, scheme: Scheme, book: BookTerms) -> None:
    """Refuse a line that the engine cannot answer, or whose opening cannot be.

    Raises: Wrong.
    """
    refuse_if((line.opening_through is None) != (line.opening_months is None), "opening_incomplete")
    refuse_if(line.opening != 0 and line.opening_through is None, "opening_incomplete")
    if line.opening_through and line.in_service_on:
        early = line.opening_through < line.in_service_on - timedelta(days=1)
        refuse_if(early, "opening_before_start", line.opening_through)
    terms = terms_of(line, scheme, book)
    if line.opening_months != 0:
        schedule(terms, 12)
