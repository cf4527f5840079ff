"""How long to keep a thing: the years at which a year of it costs least.

Cash only: what it cost, what it brings when sold, what it costs to run. Depreciation is no cash.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from wherehold.finance.engine.problems import refuse_if

YEARS_MIN = 3
FLAT = Fraction(2, 100)


@dataclass(frozen=True)
class Year:
    """What a year costs on average when it is kept for so many. Units: those of the cost."""

    years: int
    owning: Fraction
    running: Fraction

    @property
    def eac(self) -> Fraction:
        """Return the two together: the equivalent annual cost."""
        return self.owning + self.running


@dataclass(frozen=True)
class EconomicLife:
    """The best number of years, those that cost at most two percent more, and all of them."""

    years: int
    eac: Fraction
    flat_from: int
    flat_to: int
    by_year: list[Year]


def economic_life(
    first_cost: Fraction, salvage: Sequence[Fraction], om: Sequence[Fraction], rate: Fraction
) -> EconomicLife:
    """Return how long to keep it. `salvage` and `om` are by years: 1, 2, 3, ...

    Raises: Wrong, below three years of figures, and for amounts that cannot be.
    Source: EUAC(n) = (P - S_n)(A/P, i, n) + S_n i + PW(O&M)(A/P, i, n).
    """
    refuse_if(len(om) < YEARS_MIN, "years_of_data", len(om))
    refuse_if(len(salvage) != len(om), "salvage_not_as_many_as_om", len(salvage))
    refuse_if(rate < 0, "rate_negative", rate)
    refuse_if(first_cost < 0 or any(one < 0 for one in salvage), "cost_negative")
    found, worth, running = [], Fraction(1), Fraction(0)
    present = Fraction(0)
    for years, (left, cost) in enumerate(zip(salvage, om, strict=True), start=1):
        worth /= 1 + rate
        present += worth
        running += cost * worth
        owning = (first_cost - left) / present + left * rate
        found.append(Year(years, owning, running / present))
    best = min(found, key=lambda one: one.eac)
    flat = _flat(found, best)
    return EconomicLife(best.years, best.eac, flat[0], flat[-1], found)


def _flat(found: list[Year], best: Year) -> list[int]:
    """Return the years around the best one that cost hardly more."""
    limit = best.eac + abs(best.eac) * FLAT
    first = last = best.years
    while first > 1 and found[first - 2].eac <= limit:
        first -= 1
    while last < len(found) and found[last].eac <= limit:
        last += 1
    return [first, last]
