"""Keep or replace: from years of running costs to how long, how sure, and whether now.

Running costs of years that are yet to come go on along a straight line through those that are
known. What a thing brings when sold is a share of what it brought a year before. Everything is in
money of one kind: with a rate that has inflation in it, costs that have it too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from wherehold.finance.engine.economic import YEARS_MIN, EconomicLife, economic_life
from wherehold.finance.engine.problems import refuse_if

YEARS_AHEAD = 15
STEP = Fraction(1, 10)
POINTS = Fraction(2, 100)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What is known and taken for granted. Units: `kept` and `rate` are shares a year."""

    first_cost: Fraction
    running: Sequence[Fraction]
    kept: Fraction
    rate: Fraction


@dataclass(frozen=True, kw_only=True)
class Moved:
    """How the answer moves when one thing is taken otherwise: `what`, by how much."""

    what: str
    by: Fraction
    years: int
    eac: Fraction


@dataclass(frozen=True, kw_only=True)
class Defender:
    """What another year of the old one costs, beside a year of a new one.

    `market` is what it brings today: neither its cost nor its book value counts.
    """

    market: Fraction
    next_year: Fraction
    challenger: Fraction

    @property
    def keep(self) -> bool:
        """Say whether another year of it costs less."""
        return self.next_year < self.challenger


def running_ahead(known: Sequence[Fraction], years: int = YEARS_AHEAD) -> list[Fraction]:
    """Return running costs by years: those known, then along their straight line, never below 0.

    Raises: Wrong, below three years.
    """
    refuse_if(len(known) < YEARS_MIN, "years_of_data", len(known))
    slope, level = trend(known)
    ahead = [max(Fraction(0), level + slope * year) for year in range(len(known), years)]
    return [*known, *ahead]


def trend(known: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """Return slope and level of the straight line with the least squares; year 0 is the first."""
    n = len(known)
    middle, mean = Fraction(n - 1, 2), sum(known, Fraction(0)) / n
    spread = sum(((at - middle) ** 2 for at in range(n)), Fraction(0))
    slope = sum(((at - middle) * (one - mean) for at, one in enumerate(known)), Fraction(0))
    slope = slope / spread if spread else Fraction(0)
    return slope, mean - slope * middle


def how_long(said: Kept) -> EconomicLife:
    """Return the economic life. Raises: Wrong."""
    refuse_if(not 0 <= said.kept <= 1, "share", said.kept)
    running = running_ahead(said.running)
    worth = [said.first_cost * said.kept**year for year in range(1, len(running) + 1)]
    return economic_life(said.first_cost, worth, running, said.rate)


def sensitivity(said: Kept) -> list[Moved]:
    """Return how the answer moves with the rate, with what it brings, and with how costs rise."""
    slope, _level = trend(said.running)
    steeper = [
        max(Fraction(0), one + slope * STEP * at * sign)
        for sign in (1, -1)
        for at, one in enumerate(said.running)
    ]
    n = len(said.running)
    others = [
        ("rate", POINTS, replace(said, rate=said.rate + POINTS)),
        ("rate", -POINTS, replace(said, rate=max(Fraction(0), said.rate - POINTS))),
        ("kept", STEP, replace(said, kept=min(Fraction(1), said.kept * (1 + STEP)))),
        ("kept", -STEP, replace(said, kept=said.kept * (1 - STEP))),
        ("running", STEP, replace(said, running=steeper[:n])),
        ("running", -STEP, replace(said, running=steeper[n:])),
    ]
    moved = []
    for what, by, other in others:
        found = how_long(other)
        moved.append(Moved(what=what, by=by, years=found.years, eac=found.eac))
    return moved


def defender(said: Kept, market: Fraction, age: int, challenger: EconomicLife) -> Defender:
    """Return what another year costs of one that is so many years old and brings so much today.

    Units: that of the costs; `age` in whole years.
    Raises: Wrong.
    """
    refuse_if(market < 0, "cost_negative", market)
    running = running_ahead(said.running, max(YEARS_AHEAD, age + 1))
    next_year = market * (1 + said.rate) - market * said.kept + running[age]
    return Defender(market=market, next_year=next_year, challenger=challenger.eac)
