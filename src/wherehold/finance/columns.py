"""What lines of a book have charged by the ends of months, a column for each thing that lines say.

Straight lines and curves that are shares of an amount are reckoned at once, a group of lines that
began alike after the other. What depends on more than that is named, to be reckoned by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from wherehold.finance import months
from wherehold.finance.engine import many, shares
from wherehold.finance.engine.conventions import CONVENTIONS
from wherehold.finance.engine.methods import METHODS
from wherehold.finance.engine.terms import STEPS_MAX, YEAR_MONTHS
from wherehold.finance.worth import BookTerms, Entered, Scheme, terms_of

if TYPE_CHECKING:
    from wherehold.finance.engine.many import Amounts
    from wherehold.finance.engine.shares import Flags

    # Where the figures of lines go: what is charged, and whether a life is over.
    Into = tuple[Amounts, Flags]

EVEN = "straight-line"
# A day after every life.
AFTER_ALL = (date(9000, 1, 1),)
NOT_SAID = -1
MIDDLE = 15
# Beyond the error of a float: what may meet its residual is reckoned by itself.
NEARLY = 1 - 1e-9


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Lines, a column for each thing that they say.

    `scheme` is a place in the list of schemes; `apart` says what is to be reckoned by itself.
    Units: minor units; days as numbers such as 20261128, none as 0; months; what is not said -1.
    """

    cost: "Amounts"
    residual: "Amounts"
    start: "Amounts"
    opening: "Amounts"
    through: "Amounts"
    left: "Amounts"
    scheme: "Amounts"
    apart: "Flags"

    def some(self, those: slice) -> "Columns":
        """Return some of the lines."""
        return Columns(**{name: column[those] for name, column in vars(self).items()})


def number_of(day: date | None) -> int:
    """Return a day as columns have it."""
    return day.year * 10_000 + day.month * 100 + day.day if day else 0


def day_of(number: int) -> date:
    """Return the day that a number of columns is."""
    return date(number // 10_000, number // 100 % 100, number % 100)


@dataclass(frozen=True, kw_only=True)
class Charged:
    """What each line has charged, a column a month, and whether its life is over by then.

    `apart` are the places of those that are left out, to be reckoned by themselves.
    """

    amounts: "Amounts"
    over: "Flags"
    apart: "Amounts"


def charged(
    lines: Columns, schemes: Sequence[Scheme], book: BookTerms, ends: Sequence[date]
) -> Charged:
    """Return what each line has charged by the ends of months.

    A line without a scheme or a start charges nothing. `ends` are last days of months, in order.
    Raises: Wrong.
    """
    import numpy as np

    size = (len(lines.cost), len(ends))
    found, over = np.zeros(size, np.int64), np.zeros(size, np.bool_)
    serves = (lines.scheme >= 0) & (lines.start > 0)
    apart = serves & lines.apart
    if book.rounding != "cumulative":
        apart |= serves & (lines.left != 0)
    todo = serves & ~apart & (lines.left != 0)
    over[serves & (lines.left == 0)] = True
    for at, scheme in enumerate(schemes):
        those = np.flatnonzero(todo & (lines.scheme == at))
        if scheme["method"] == "none":
            over[lines.scheme == at] = False
        elif len(those):
            picked = _Picked(lines, those, scheme)
            apart[_reckoned((found, over), picked, scheme, book, ends)] = True
    return Charged(amounts=found, over=over, apart=np.flatnonzero(apart))


def _reckoned(
    into: "Into", picked: "_Picked", scheme: Scheme, book: BookTerms, ends: Sequence[date]
) -> "Amounts":
    """Reckon lines of one scheme; return the places of those that are left over. Raises: Wrong."""
    import numpy as np

    those = picked.those
    if scheme["method"] == EVEN and CONVENTIONS[scheme["convention"]].position is not None:
        good = picked.even(scheme, book)
        begins, halves = picked.begins[good], picked.halves[good]
        columns = (picked.base[good], begins, halves, picked.since[good])
        into[0][those[good]] = many.charged_columns(*columns, ends)
        into[1][those[good]] = many.over_columns(begins, halves, ends)
        return those[~good]
    if scheme["method"] != EVEN and scheme["method"] not in shares.OF_BASE | shares.OF_COST:
        return those
    apart = [those[:0]]
    for group in picked.alike(scheme, book):
        apart.append(those[group[_shared(into, picked, group, scheme, book, ends)]])
    return np.concatenate(apart)


class _Picked:
    """Lines of one scheme: what there is to charge of each, and since when."""

    def __init__(self, lines: Columns, those: "Amounts", scheme: Scheme) -> None:
        import numpy as np

        self.those = those
        cost, residual = lines.cost[those], lines.residual[those]
        by_policy = (2 * cost * scheme["residual_permille"] + 1000) // 2000
        self.residual = np.where(residual == NOT_SAID, by_policy, residual)
        self.start, self.through, self.left = (
            column[those] for column in (lines.start, lines.through, lines.left)
        )
        self.cost = cost - np.where(self.through > 0, lines.opening[those], 0)
        self.base = self.cost - self.residual

    def even(self, scheme: Scheme, book: BookTerms) -> "Flags":
        """Work out when straight lines begin; say which of them fit into whole numbers."""
        import numpy as np

        opened = self.through > 0
        begun = np.where(opened, self.through, self.start)
        days, back = np.unique(begun * 2 + opened, return_inverse=True)
        firsts = [
            months.following(day_of(one // 2)) if one % 2 else day_of(one // 2)
            for one in days.tolist()
        ]
        position = [many.begins(scheme["convention"], day, book.fiscal_start) for day in firsts]
        month = np.array([number_of(day) for day in firsts], np.int64)[back]
        self.begins = np.array([one or 0 for one in position], np.int64)[back]
        self.since = _month(np.maximum(month, self.start))
        self.halves = 2 * np.where(opened, self.left, scheme["life"] * scheme["step_months"])
        fits = self.base.astype(float) * self.halves < many.FITS_MAX
        longest = 2 * STEPS_MAX * YEAR_MONTHS
        good: Flags = (self.base >= 0) & (self.halves > 0) & (self.halves <= longest) & fits
        return good

    def alike(self, scheme: Scheme, book: BookTerms) -> Iterator["Amounts"]:
        """Give the places of lines that use up the same share in the same time.

        Where no days are counted, a month has two halves at most, and its days are alike in them.
        """
        import numpy as np

        start = self.start
        counts_days = CONVENTIONS[scheme["convention"]].position is None
        if METHODS[scheme["method"]].own_convention or not counts_days:
            start = start // 100 * 100 + np.where(start % 100 > MIDDLE, MIDDLE + 1, 1)
        if not (self.through > 0).any():
            keys = start
        else:
            parts = np.stack((start, self.through, self.left), axis=1)
            keys = np.unique(parts, axis=0, return_inverse=True)[1].reshape(-1)
        order = np.argsort(keys, kind="stable")
        yield from np.split(order, np.flatnonzero(np.diff(keys[order])) + 1)


def _shared(
    into: "Into",
    picked: _Picked,
    group: "Amounts",
    scheme: Scheme,
    book: BookTerms,
    ends: Sequence[date],
) -> "Flags":
    """Reckon lines that began alike; say which of them are left over. Raises: Wrong."""
    import numpy as np

    first = group[0]
    opened = int(picked.through[first])
    line = Entered(
        cost=1,
        residual=0,
        in_service_on=day_of(int(picked.start[first])),
        own={},
        opening_through=day_of(opened) if opened else None,
        opening_months=int(picked.left[first]),
    )
    unit = terms_of(line, scheme, book)
    cost, residual = picked.cost[group], picked.residual[group]
    odd = (residual < 0) | (residual > cost)
    if scheme["method"] in shares.OF_COST:
        rests = bool(scheme["switch"] or scheme["write_off_rest"] or scheme["method"] == "macrs")
        keeps = residual > 0
        odd |= keeps & rests
        if not rests and keeps.any():
            # Where the residual is met within the life, the step that meets it charges less.
            whole = float(shares.shares(unit, AFTER_ALL)[0][0])
            odd |= keeps & (cost * whole > (cost - residual) * NEARLY)
    amounts = cost if scheme["method"] in shares.OF_COST else cost - residual
    good = ~odd
    parts, over = zip(*shares.shares(unit, tuple(ends)), strict=True)
    charges, unsure = shares.charged(amounts[good], (cost - residual)[good], parts)
    there = picked.those[group[good]]
    into[0][there] = charges
    into[1][there] = over
    odd[np.flatnonzero(good)[unsure]] = True
    return odd


def _month(days: "Amounts") -> "Amounts":
    """Return the months of days, as the engine counts them."""
    return days // 10_000 * YEAR_MONTHS + days // 100 % 100 - 1
