"""What many lines of a book have charged by the ends of months, at once.

Plain straight lines and curves that are shares of an amount go through columns, everything else one
by one through the exact engine. All come to the same minor unit.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from wherehold.finance import months
from wherehold.finance.engine import many, shares
from wherehold.finance.engine.many import Straight
from wherehold.finance.worth import (
    BookTerms,
    Counts,
    Entered,
    Phase,
    Scheme,
    by_units,
    entered,
    policy_for,
    rows_of,
    terms_of,
    worth_on,
)

if TYPE_CHECKING:
    from wherehold.finance.engine.many import Amounts

CHUNK = 10_000
SHARED = shares.OF_BASE | shares.OF_COST
COLUMNS = (
    *("pk", "cost_minor", "residual_minor", "in_service_on", "asset__category_path"),
    *("opening_minor", "opening_through", "opening_months", "asset_id"),
)
Line = Mapping[str, Any]
Happened = Mapping[int, tuple[Phase, ...]]
# Units used, by the ids of things.
Used = Mapping[int, Counts]

# A day after every life.
AFTER_ALL = date(9000, 1, 1)


class Schemes:
    """The scheme of each category path, looked for once."""

    def __init__(self, policies: Sequence[tuple[str, Scheme]]) -> None:
        self._policies = policies
        self._known: dict[str, Scheme | None] = {}

    def __call__(self, path: str) -> Scheme | None:
        """Return how what has this path is depreciated; none where no policy fits."""
        if path not in self._known:
            self._known[path] = policy_for(path, self._policies)
        return self._known[path]


def charged(
    lines: Sequence[Line],
    schemes: Schemes,
    book: BookTerms,
    happened: Happened,
    used: Used,
    ends: Sequence[date],
) -> "Amounts":
    """Return what each line has charged by the ends of months: a row a line, a column a month.

    A line without a policy charges nothing. `ends` are last days of months, in order.
    Raises: Wrong.
    """
    import numpy as np

    found = np.zeros((len(lines), len(ends)), np.int64)
    plain: dict[int, Straight] = {}
    alike: dict[tuple[str, date], list[int]] = {}
    apart: list[int] = []
    for at, line in enumerate(lines):
        path, start = line["asset__category_path"], line["in_service_on"]
        scheme = schemes(path)
        if scheme is None or start is None or line["opening_months"] == 0:
            continue
        if line["pk"] in happened or line["own"] or book.rounding != "cumulative":
            apart.append(at)
        elif (simple := _straight(line, scheme, book)) is not None:
            plain[at] = simple
        elif scheme["method"] in SHARED and line["opening_through"] is None:
            alike.setdefault((path, start), []).append(at)
        else:
            apart.append(at)
    if plain:
        found[list(plain)] = many.charged(list(plain.values()), ends)
    apart += _all_shared(found, lines, alike, schemes, book, ends)
    for at in apart:
        line = lines[at]
        said = entered(line, happened.get(line["pk"], ()), used.get(line["asset_id"], ()))
        found[at] = _exact(said, schemes(line["asset__category_path"]) or {}, book, ends)
    return found


def _all_shared(
    found: "Amounts",
    lines: Sequence[Line],
    alike: Mapping[tuple[str, date], list[int]],
    schemes: Schemes,
    book: BookTerms,
    ends: Sequence[date],
) -> list[int]:
    """Reckon all groups of lines that are alike; return those that are left over. Raises: Wrong."""
    apart: list[int] = []
    for (path, start), those in alike.items():
        apart += _shared(found, lines, those, (schemes(path), start), book, ends)
    return apart


def _shared(
    found: "Amounts",
    lines: Sequence[Line],
    those: list[int],
    begun: tuple[Scheme | None, date],
    book: BookTerms,
    ends: Sequence[date],
) -> list[int]:
    """Reckon lines that began together and go by the same terms; return those that are left over.

    Raises: Wrong.
    """
    import numpy as np

    scheme, start = begun
    assert scheme is not None
    rest = bool(scheme["switch"] or scheme["write_off_rest"])
    unit = terms_of(Entered(cost=1, residual=0, in_service_on=start, own={}), scheme, book)
    of_cost = scheme["method"] in shares.OF_COST
    whole = shares.shares(unit, (AFTER_ALL,))[0] if of_cost else 0
    left, good, amounts, caps = [], [], [], []
    for at in those:
        cost, residual = lines[at]["cost_minor"], _residual(lines[at], scheme)
        base = shares.is_of_base(scheme["method"], ends_at_rest=rest, residual=residual)
        # Where the residual is met within the life, the step that meets it charges less.
        is_met = base is False and cost * whole > cost - residual
        if base is None or is_met or not 0 <= residual <= cost:
            left.append(at)
            continue
        good.append(at)
        amounts.append(cost - residual if base else cost)
        caps.append(cost - residual)
    if good:
        parts = shares.shares(unit, tuple(ends))
        columns = np.array(amounts, np.int64), np.array(caps, np.int64)
        charges, unsure = shares.charged(*columns, parts)
        found[good] = charges
        left += [at for at, doubt in zip(good, unsure, strict=True) if doubt]
    return left


def _residual(line: Line, scheme: Scheme) -> int:
    """Return a line's residual value: halves up, as the engine has it."""
    residual: int | None = line["residual_minor"]
    if residual is None:
        residual = (2 * line["cost_minor"] * scheme["residual_permille"] + 1000) // 2000
    return residual


def _straight(line: Line, scheme: Scheme, book: BookTerms) -> Straight | None:
    """Return a line as the columns take it, where they can."""
    if scheme["method"] != "straight-line":
        return None
    base, start, residual = line["cost_minor"], line["in_service_on"], _residual(line, scheme)
    since, span = start, scheme["life"] * scheme["step_months"]
    if line["opening_through"] is not None:
        base -= line["opening_minor"]
        start, span = months.following(line["opening_through"]), line["opening_months"]
        since = max(since, start)
        if span is None:
            return None
    begins = many.begins(scheme["convention"], start, book.fiscal_start)
    return None if begins is None else many.straight(base - residual, begins, span, since)


def _exact(said: Entered, scheme: Scheme, book: BookTerms, ends: Sequence[date]) -> list[int]:
    own = {**scheme, **said.own}
    if len(ends) == 1 or said.phases or by_units(said, own):
        return [worth_on(said, own, book, end).charged for end in ends]
    before = said.opening if said.opening_through else 0
    rows = [(row.end, row.accumulated - before) for row in rows_of(said, own, book)]
    totals, at, total = [], 0, 0
    first = said.in_service_on
    assert first is not None
    if said.opening_through:
        first = max(first, months.following(said.opening_through))
    for end in ends:
        if end < first:
            totals.append(0)
            continue
        while at < len(rows) and rows[at][0] <= end:
            total, at = rows[at][1], at + 1
        totals.append(total)
    return totals
