"""From a line of a book to terms, and what they say of it. Nothing here asks a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from wherehold.finance import months
from wherehold.finance.engine.changes import Held
from wherehold.finance.engine.methods import METHODS
from wherehold.finance.engine.problems import Wrong, refuse_if
from wherehold.finance.engine.rounding import half_up
from wherehold.finance.engine.schedule import Row, carried_on, remaining, schedule, standing
from wherehold.finance.engine.terms import YEAR_MONTHS, Terms
from wherehold.kernel import money

# These need what a book does not hold yet: counts of units, tables, amounts.
NOT_IN_BOOKS = frozenset({"units-of-production", "table", "manual"})
BOOK_METHODS = tuple(key for key in METHODS if key not in NOT_IN_BOOKS)
SCHEME = (
    *("method", "convention", "life", "step_months", "residual_permille"),
    *("rate", "factor", "switch", "write_off_rest"),
)
Scheme = Mapping[str, Any]
ROWS_YEARS_MAX = 100


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
    phases: tuple["Phase", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Phase:
    """What a line says from a day on, since something happened to the thing.

    `charged` is what was charged here before. `own` holds what differs from then on.
    """

    begins: date
    held: Held
    charged: int
    own: Scheme


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What a thing is worth in a book on a day, and how far it is. Units: minor units.

    `charged` is what was charged here: what is accumulated is that, and what came along.
    """

    cost: int
    accumulated: int
    state: str
    charged: int = 0

    @property
    def net(self) -> int:
        """Return the book value."""
        return self.cost - self.accumulated


def entered(columns: Mapping[str, Any], phases: tuple[Phase, ...] = ()) -> Entered:
    """Return what a line says, from its columns and what happened to the thing."""
    return Entered(
        cost=columns["cost_minor"],
        residual=columns["residual_minor"],
        in_service_on=columns["in_service_on"],
        own=columns["own"],
        opening=columns["opening_minor"],
        opening_through=columns["opening_through"],
        opening_months=columns["opening_months"],
        phases=phases,
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
    if line.in_service_on is None:
        return []
    if line.phases:
        return _rows_of_phases(line, scheme, book, period_months)
    if line.opening_months == 0:
        return []
    rows = schedule(terms_of(line, scheme, book), period_months)
    before = line.opening if line.opening_through else 0
    return [
        Row(row.period, row.start, row.end, row.charge, row.accumulated + before, row.book_value)
        for row in rows
    ]


def _rows_of_phases(
    line: Entered, scheme: Scheme, book: BookTerms, period_months: int
) -> list[Row]:
    """Return rows by months, or by fiscal years, of a thing to which something happened."""
    assert line.in_service_on is not None
    start = line.in_service_on
    if line.opening_through:
        start = line.opening_through + timedelta(days=1)
    rows: list[Row] = []
    charged, last = 0, max(phase.begins for phase in line.phases)
    for end in months.ends(start, date(start.year + ROWS_YEARS_MAX, 12, 31)):
        yearly = period_months == YEAR_MONTHS and end.month % YEAR_MONTHS != (
            (book.fiscal_start - 1) % YEAR_MONTHS
        )
        worth = worth_on(line, scheme, book, end)
        over = end >= last and worth.state in ("fully_depreciated", "derecognised", "suspended")
        if yearly and not over:
            continue
        charge = worth.charged - charged
        rows.append(Row(len(rows) + 1, start, end, charge, worth.accumulated, worth.net))
        start, charged = end + timedelta(days=1), worth.charged
        if over:
            break
    return rows


def worth_on(line: Entered, scheme: Scheme, book: BookTerms, day: date) -> Worth:
    """Return what a line is worth at the end of a day: what the months that are over have charged.

    Raises: Wrong.
    """
    if line.in_service_on is None or day < line.in_service_on:
        return Worth(cost=line.cost, accumulated=line.opening, state="not_in_service")
    if line.phases and line.phases[0].begins <= day:
        phase = max((one for one in line.phases if one.begins <= day), key=lambda one: one.begins)
        return _in_phase(line, phase, scheme, book, day)
    charged, over = 0, line.opening_months == 0
    if not over and not (line.opening_through and day <= line.opening_through):
        here = standing(terms_of(line, scheme, book), day)
        charged, over = here.accumulated, here.over
    ended = over and scheme["method"] != "none"
    state = "fully_depreciated" if ended else "depreciating"
    accumulated = line.opening + charged
    return Worth(cost=line.cost, accumulated=accumulated, state=state, charged=charged)


def _in_phase(line: Entered, phase: Phase, scheme: Scheme, book: BookTerms, day: date) -> Worth:
    """Return what a line is worth after something happened to the thing."""
    held, charged = phase.held, phase.charged
    if held.over:
        return Worth(cost=0, accumulated=0, state="derecognised", charged=charged)
    here, over = 0, False
    if not held.resting:
        now = standing(terms_in(line, phase, scheme, book), day)
        here, over = now.accumulated, now.over
    state = "suspended" if held.resting else "fully_depreciated" if over else "depreciating"
    return Worth(
        cost=held.gross,
        accumulated=held.accumulated + here,
        state=state,
        charged=charged + here,
    )


def terms_in(
    line: Entered, phase: Phase, scheme: Scheme, book: BookTerms, *, shadow: bool = False
) -> Terms:
    """Return the terms of what is left to charge after something happened to a thing.

    With `shadow`, of what would be left had nothing been impaired or revalued.
    Raises: Wrong.
    """
    first = terms_of(replace(line, opening=0, opening_through=None), scheme, book)
    chosen = terms_of(replace(line, own=phase.own, opening_through=None), scheme, book)
    held = phase.held
    by_days = chosen.convention.startswith("daily")
    factor = chosen.factor
    return replace(
        chosen,
        cost=held.shadow_net if shadow else held.net,
        residual=min(held.residual, held.net),
        start=phase.begins,
        life=max(held.left, Fraction(1, 1000)) / chosen.step_months,
        convention=chosen.convention if by_days else "full-month",
        # A multiple of equal parts is one of the life that was first meant.
        rate=factor / first.life * 12 / chosen.step_months if factor else chosen.rate,
        factor=None,
    )


def held_on(line: Entered, scheme: Scheme, book: BookTerms, day: date) -> tuple[Held, int]:
    """Return what is held of a thing at the end of a day, and what was charged by then.

    Raises: Wrong.
    """
    worth = worth_on(line, scheme, book, day)
    before = [phase for phase in line.phases if phase.begins <= day]
    if not before:
        terms = terms_of(line, scheme, book)
        held = Held(
            gross=worth.cost,
            accumulated=worth.accumulated,
            residual=terms.residual,
            left=Fraction(0) if worth.state == "fully_depreciated" else remaining(terms, day),
            shadow_gross=worth.cost,
            shadow_accumulated=worth.accumulated,
        )
        return held, worth.charged
    phase = max(before, key=lambda one: one.begins)
    held = phase.held
    if held.over or held.resting:
        return held, worth.charged
    shadow = standing(terms_in(line, phase, scheme, book, shadow=True), day).accumulated
    held = replace(
        held,
        accumulated=worth.accumulated,
        left=remaining(terms_in(line, phase, scheme, book), day),
        shadow_accumulated=held.shadow_accumulated + shadow,
    )
    return held, worth.charged


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
