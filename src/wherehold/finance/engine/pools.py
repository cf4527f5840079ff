"""The pool of a US tax year: whether all that was placed in service in it goes by quarters.

More than 40 percent of the year's bases in its last three months put every thing of the year on the
mid-quarter convention. Real property and what left in the same year are left out; a basis is
net of what was expensed. Source: IRC 168(d)(3).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from wherehold.finance.engine.conventions.shape import month_of
from wherehold.finance.engine.methods.macrs import HALF_YEAR, MID_QUARTER

LIMIT = Fraction(40, 100)


@dataclass(frozen=True)
class Placed:
    """What was placed in service on a day. Units: minor units."""

    basis: int
    on: date


@dataclass(frozen=True)
class Pool:
    """The bases of a tax year by quarter. Units: minor units."""

    quarters: tuple[int, int, int, int]

    @property
    def basis(self) -> int:
        """Return all bases together."""
        return sum(self.quarters)

    @property
    def share(self) -> Fraction:
        """Return the part of the last quarter; nothing of nothing."""
        return Fraction(self.quarters[3], self.basis) if self.basis else Fraction(0)

    @property
    def convention(self) -> str:
        """Return the convention of the whole pool. Exactly 40 percent is not more."""
        return MID_QUARTER if self.share > LIMIT else HALF_YEAR


def pool(placed: Iterable[Placed], begins: date) -> Pool:
    """Return the pool of the tax year that begins on a day. All of it lies in that year."""
    quarters = [0, 0, 0, 0]
    for one in placed:
        quarters[(month_of(one.on) - month_of(begins)) // 3] += one.basis
    return Pool((quarters[0], quarters[1], quarters[2], quarters[3]))


def limited(limit: int, above: int, placed: int) -> int:
    """Return how much may be expensed in a year: the limit falls by what goes beyond an amount."""
    return max(0, limit - max(0, placed - above))
