"""What many lines of a book have charged by the ends of months, at once.

Plain straight lines go through columns of whole numbers, everything else one by one through the
exact engine. Both come to the same minor unit.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from wherehold.finance import months
from wherehold.finance.engine import many
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
    worth_on,
)

if TYPE_CHECKING:
    from wherehold.finance.engine.many import Amounts

CHUNK = 10_000
COLUMNS = (
    *("pk", "cost_minor", "residual_minor", "in_service_on", "own", "asset__category_path"),
    *("opening_minor", "opening_through", "opening_months", "asset_id"),
)
Line = Mapping[str, Any]
Happened = Mapping[int, tuple[Phase, ...]]
# Units used, by the ids of things.
Used = Mapping[int, Counts]


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
    plain: list[Straight] = []
    where: list[int] = []
    for at, line in enumerate(lines):
        scheme = schemes(line["asset__category_path"])
        if scheme is None or line["in_service_on"] is None or line["opening_months"] == 0:
            continue
        phases = happened.get(line["pk"], ())
        simple = None if phases or line["own"] else _straight(line, scheme, book)
        if simple is None:
            said = entered(line, phases, used.get(line["asset_id"], ()))
            found[at] = _exact(said, scheme, book, ends)
        else:
            plain.append(simple)
            where.append(at)
    if plain:
        found[where] = many.charged(plain, ends)
    return found


def _straight(line: Line, scheme: Scheme, book: BookTerms) -> Straight | None:
    """Return a line as the columns take it, where they can."""
    if scheme["method"] != "straight-line" or book.rounding != "cumulative":
        return None
    base, start = line["cost_minor"], line["in_service_on"]
    residual = line["residual_minor"]
    if residual is None:
        # Halves up, as the engine has it; amounts are not negative.
        residual = (2 * base * scheme["residual_permille"] + 1000) // 2000
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
