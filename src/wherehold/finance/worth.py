"""From a line of a book to terms, and what they say of it. Nothing here asks a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from wherehold.finance import months
from wherehold.finance.engine.changes import Held
from wherehold.finance.engine.methods import METHODS, macrs
from wherehold.finance.engine.problems import refuse_if
from wherehold.finance.engine.rounding import half_up
from wherehold.finance.engine.schedule import Row, carried_on, remaining, schedule, standing
from wherehold.finance.engine.terms import YEAR_MONTHS, Terms
from wherehold.kernel import money

# These need what a book does not hold: tables, amounts.
NOT_IN_BOOKS = frozenset({"table", "manual"})
UNITS = "units-of-production"
BOOK_METHODS = tuple(key for key in METHODS if key not in NOT_IN_BOOKS)
SCHEME = (
    *("method", "convention", "life", "step_months", "residual_permille"),
    *("rate", "factor", "switch", "write_off_rest", "total_units"),
)
# What a tax payer elects for one thing: an amount to expense, a share that is allowed besides.
ELECTIONS = ("expensed_minor", "special_permille")
Scheme = Mapping[str, Any]
# Units that were used in all by the end of days, in their order.
Counts = Sequence[tuple[date, int]]
ROWS_YEARS_MAX = 100
# In these nothing more is charged.
STILL = ("fully_depreciated", "derecognised", "suspended", "held_for_sale")


@dataclass(frozen=True, kw_only=True)
class BookTerms:
    """What a book says of all its lines. `pools` are the conventions of locked tax years."""

    currency: str
    fiscal_start: int
    rounding: str
    pools: Mapping[date, str] = field(default_factory=dict)

    def convention(self, chosen: Scheme, start: date | None) -> str:
        """Return a thing's convention: that of the pool of its tax year, once that is locked.

        Real property is in no pool.
        """
        own: str = chosen["convention"]
        if not self.pools or start is None or not pooled(chosen):
            return own
        return self.pools.get(months.fiscal_start(start, self.fiscal_start), own)


@dataclass(frozen=True, kw_only=True)
class Entered:
    """What a line says of one thing; phases in order, the last of a day holds. Units: minor."""

    cost: int
    residual: int | None
    in_service_on: date | None
    own: Scheme
    opening: int = 0
    opening_through: date | None = None
    opening_months: int | None = None
    phases: tuple["Phase", ...] = ()
    counts: "Counts" = ()


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


def entered(
    columns: Mapping[str, Any], phases: tuple[Phase, ...] = (), counts: Counts = ()
) -> Entered:
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
        counts=counts,
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
    life, step_months = Fraction(chosen["life"]), chosen["step_months"]
    if chosen["method"] == "macrs" and step_months == 1:
        # Classes are in years: 330 months are one of 27.5.
        life, step_months = life / YEAR_MONTHS, YEAR_MONTHS
    terms = Terms(
        cost=line.cost - at_once(line, chosen),
        residual=residual,
        life=life,
        step_months=step_months,
        start=line.in_service_on or date(2000, 1, 1),
        method=chosen["method"],
        convention=book.convention(chosen, line.in_service_on),
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


def pooled(chosen: Scheme) -> bool:
    """Say whether a thing belongs to the pool of its tax year: a tax class, not real property."""
    if chosen["method"] != "macrs":
        return False
    return Fraction(chosen["life"] * chosen["step_months"], YEAR_MONTHS) in macrs.PERSONAL


def at_once(line: Entered, chosen: Scheme) -> int:
    """Return what is charged with the month of the start: what is expensed, then an allowance.

    The allowance is a share of the rest. What was opened elsewhere has it in its opening.
    Raises: Wrong.
    """
    expensed, share = chosen.get("expensed_minor") or 0, chosen.get("special_permille") or 0
    if not expensed and not share:
        return 0
    refuse_if(chosen["method"] != "macrs", "elections_for_macrs", chosen["method"])
    refuse_if(not 0 <= expensed <= line.cost, "expensed_above_cost", expensed)
    refuse_if(not 0 <= share <= 1000, "share", share)
    if line.opening_through is not None:
        return 0
    return int(expensed + half_up(Fraction((line.cost - expensed) * share, 1000)))


def rows_of(line: Entered, scheme: Scheme, book: BookTerms, *, period_months: int = 1) -> list[Row]:
    """Return the rows of a line, from the first that is charged here. None before it serves.

    What was charged before it came here is in what is accumulated.
    Raises: Wrong.
    """
    if line.in_service_on is None:
        return []
    if line.phases or by_units(line, scheme):
        return _rows_one_by_one(line, scheme, book, period_months)
    if line.opening_months == 0:
        return []
    rows = schedule(terms_of(line, scheme, book), period_months)
    first = at_once(line, {**scheme, **line.own})
    before = (line.opening if line.opening_through else 0) + first
    return [
        replace(
            row,
            charge=row.charge + (0 if number else first),
            accumulated=row.accumulated + before,
        )
        for number, row in enumerate(rows)
    ]


def _rows_one_by_one(
    line: Entered, scheme: Scheme, book: BookTerms, period_months: int
) -> list[Row]:
    """Return rows by months, or by fiscal years, of a thing to which something happened.

    Where units count there are rows up to the last one: what is used later nobody knows.
    """
    assert line.in_service_on is not None
    start = line.in_service_on
    if line.opening_through:
        start = line.opening_through + timedelta(days=1)
    rows: list[Row] = []
    charged, last = 0, max((phase.begins for phase in line.phases), default=start)
    until = date(start.year + ROWS_YEARS_MAX, 12, 31)
    if by_units(line, scheme):
        until = line.counts[-1][0] if line.counts else start
    for end in months.ends(start, until):
        yearly = period_months == YEAR_MONTHS and end.month % YEAR_MONTHS != (
            (book.fiscal_start - 1) % YEAR_MONTHS
        )
        worth = worth_on(line, scheme, book, end)
        over = end >= last and worth.state in STILL
        if yearly and not over and end < months.last_day(until):
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
        phase = [one for one in line.phases if one.begins <= day][-1]
        return _in_phase(line, phase, scheme, book, day)
    charged, over = 0, line.opening_months == 0
    if by_units(line, scheme):
        terms = terms_of(line, scheme, book)
        total = int({**scheme, **line.own}["total_units"])
        used = _units(line, line.opening_through, months.over(day))
        charged, over = _shared(terms.base, used, Fraction(total)), used >= total
    elif not over and not (line.opening_through and day <= line.opening_through):
        here = standing(terms_of(line, scheme, book), day)
        begun = months.over(day) >= line.in_service_on
        first = at_once(line, {**scheme, **line.own}) if begun else 0
        charged, over = here.accumulated + first, here.over
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
    if not held.resting and by_units(line, {**scheme, **phase.own}):
        used = _units(line, phase.begins - timedelta(days=1), months.over(day))
        residual = min(held.residual, held.net)
        here, over = _shared(held.net - residual, used, held.left), used >= held.left
    elif not held.resting:
        now = standing(terms_in(line, phase, scheme, book), day)
        here, over = now.accumulated, now.over
    state = "fully_depreciated" if over else "depreciating"
    if held.resting:
        state = "held_for_sale" if held.selling else "suspended"
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
        if worth.state == "fully_depreciated":
            left = Fraction(0)
        elif by_units(line, scheme):
            total = {**scheme, **line.own}["total_units"]
            left = Fraction(total - _units(line, line.opening_through, months.over(day)))
        else:
            left = remaining(terms, day)
        held = Held(
            gross=worth.cost,
            accumulated=worth.accumulated,
            residual=terms.residual,
            left=left,
            shadow_gross=worth.cost,
            shadow_accumulated=worth.accumulated,
        )
        return held, worth.charged
    phase = before[-1]
    held = phase.held
    if held.over or held.resting:
        return held, worth.charged
    if by_units(line, {**scheme, **phase.own}):
        used = _units(line, phase.begins - timedelta(days=1), months.over(day))
        left = max(Fraction(0), held.left - used)
        shadow = _shared(held.shadow_net - min(held.residual, held.shadow_net), used, held.left)
    else:
        left = remaining(terms_in(line, phase, scheme, book), day)
        shadow = standing(terms_in(line, phase, scheme, book, shadow=True), day).accumulated
    held = replace(
        held,
        accumulated=worth.accumulated,
        left=left,
        shadow_accumulated=held.shadow_accumulated + shadow,
    )
    return held, worth.charged


def by_units(line: Entered, scheme: Scheme) -> bool:
    """Say whether a thing is depreciated by what it is used."""
    method: str = {**scheme, **line.own}["method"]
    return method == UNITS


def units_leaving(line: Entered, scheme: Scheme, book: BookTerms, day: date) -> int:
    """Return all that was charged here of a thing by units that leaves on a day.

    What it was used up to that day counts, by the last reading.
    Raises: Wrong.
    """
    if line.phases:
        phase = line.phases[-1]
        if phase.held.resting:
            return phase.charged
        used = _units(line, phase.begins - timedelta(days=1), day)
        net = phase.held.net - min(phase.held.residual, phase.held.net)
        return phase.charged + _shared(net, used, phase.held.left)
    used = _units(line, line.opening_through, day)
    total = Fraction({**scheme, **line.own}["total_units"])
    return _shared(terms_of(line, scheme, book).base, used, total)


def _units(line: Entered, after: date | None, until: date) -> int:
    """Return the units that were used after the end of a day, up to the end of another."""
    total = before = 0
    for on, units in line.counts:
        if after is not None and on <= after:
            before = units
        if on <= until:
            total = units
    return max(0, total - before)


def _shared(base: int, used: int, whole: Fraction) -> int:
    return half_up(base * min(Fraction(1), Fraction(used) / whole)) if whole > 0 else base
