"""What many lines of a book have charged by the ends of months, at once.

Whatever can goes through columns, everything else one by one through the exact engine. Both come
to the same minor unit.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from wherehold.finance import columns, months
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
    *("pk", "cost_minor", "residual_minor", "in_service_on", "asset__category_path"),
    *("opening_minor", "opening_through", "opening_months", "asset_id"),
)
Line = Mapping[str, Any]
Happened = Mapping[int, tuple[Phase, ...]]
# Units used, by the ids of things.
Used = Mapping[int, Counts]


class Schemes:
    """The scheme of each category path, looked for once; and `all` of them, each once."""

    def __init__(self, policies: Sequence[tuple[str, Scheme]]) -> None:
        self._policies = policies
        self._places: dict[str, int] = {}
        self.all: list[Scheme] = []

    def __call__(self, path: str) -> Scheme | None:
        """Return how what has this path is depreciated; none where no policy fits."""
        place = self.place(path)
        return self.all[place] if place >= 0 else None

    def place(self, path: str) -> int:
        """Return where among all its scheme stands; -1 where no policy fits."""
        if path not in self._places:
            scheme = policy_for(path, self._policies)
            if scheme is None:
                self._places[path] = -1
            elif scheme in self.all:
                self._places[path] = self.all.index(scheme)
            else:
                self._places[path] = len(self.all)
                self.all.append(scheme)
        return self._places[path]


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
    taken = _columns(lines, schemes, happened)
    reckoned = columns.charged(taken, schemes.all, book, ends)
    found = reckoned.amounts
    for at in reckoned.apart.tolist():
        line = lines[at]
        said = entered(line, happened.get(line["pk"], ()), used.get(line["asset_id"], ()))
        found[at] = _exact(said, schemes(line["asset__category_path"]) or {}, book, ends)
    return found


def _columns(lines: Sequence[Line], schemes: Schemes, happened: Happened) -> columns.Columns:
    """Return lines as columns."""
    import numpy as np

    def column(values: Iterable[int]) -> "Amounts":
        return np.fromiter(values, np.int64, len(lines))

    def days(name: str) -> "Amounts":
        return column(columns.number_of(one[name]) for one in lines)

    def told(name: str) -> "Amounts":
        nothing = columns.NOT_SAID
        return column(nothing if one[name] is None else one[name] for one in lines)

    apart = (bool(one["own"]) or one["pk"] in happened for one in lines)
    return columns.Columns(
        cost=told("cost_minor"),
        residual=told("residual_minor"),
        start=days("in_service_on"),
        opening=told("opening_minor"),
        through=days("opening_through"),
        left=told("opening_months"),
        scheme=column(schemes.place(one["asset__category_path"]) for one in lines),
        apart=np.fromiter(apart, np.bool_, len(lines)),
    )


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
