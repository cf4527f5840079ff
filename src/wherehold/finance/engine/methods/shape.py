"""The shape that all methods share."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from wherehold.finance.engine.terms import Terms


@dataclass(frozen=True)
class Step:
    """A stretch of the life, and what is used up at its end, exact, in minor units."""

    months: Fraction
    total: Fraction


@dataclass(frozen=True, kw_only=True)
class Method:
    """A way to use up a base.

    `curve` gives the steps of a life in order; between their ends the use is even. `exhausts`
    says for which terms the last step reaches the whole base: the property tests hold it to
    that; `keeps_residual` says that the value never falls below it. The convention is
    the method's own where it brings one along: then it begins with the month of the start, and
    its steps end where fiscal years do.
    """

    key: str
    curve: Callable[[Terms], list[Step]]
    exhausts: Callable[[Terms], bool] = lambda terms: True
    keeps_residual: bool = True
    own_convention: bool = False


def even(terms: Terms, totals: list[Fraction]) -> list[Step]:
    """Return steps of equal length with these totals at their ends.

    The last is shorter where the life is not whole.
    """
    lengths = [min(Fraction(1), terms.life - done) for done in range(len(totals))]
    return [
        Step(length * terms.step_months, total)
        for length, total in zip(lengths, totals, strict=True)
    ]


def first_months(terms: Terms) -> int:
    """Return how many months the fiscal year of the start still has, that of the start too."""
    return 12 - (terms.start.month - terms.year_begins) % 12


def by_fiscal_year(terms: Terms, totals: list[Fraction]) -> list[Step]:
    """Return steps that end with fiscal years; the first begins with the month of the start."""
    return [
        Step(Fraction(12 if later else first_months(terms)), total)
        for later, total in enumerate(totals)
    ]
