"""Everything that a schedule is made of, checked once."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from wherehold.finance.engine.problems import refuse_if

YEAR_MONTHS = 12
# Beyond these a life or an amount is a slip of the pen.
STEPS_MAX = 4000
MINOR_MAX = 10**15


@dataclass(frozen=True, kw_only=True)
class Terms:
    """One line of a book: what is charged, over what, how.

    `life` counts steps of `step_months` months. `rate` is a fraction a year, `factor` a multiple
    of one over the life. What only some methods ask for has a default that says "not given".
    Units: cost, residual and amounts are whole minor units; `whole` is how many make one of the
    currency.
    """

    cost: int
    residual: int = 0
    life: Fraction = Fraction(0)
    step_months: int = YEAR_MONTHS
    start: date
    method: str = "straight-line"
    convention: str = "full-month"
    fiscal_start: int = 0
    rate: Fraction | None = None
    factor: Fraction | None = None
    switch: bool = False
    write_off_rest: bool = False
    months: int = YEAR_MONTHS
    units: tuple[Fraction, ...] = ()
    total_units: Fraction | None = None
    shares: tuple[Fraction, ...] = ()
    amounts: tuple[int, ...] = ()
    day_count: int = 0
    tables: bool = True
    rounding: str = "cumulative"
    whole: int = 100

    @property
    def base(self) -> int:
        """Return what there is to charge in all."""
        return self.cost - self.residual

    @property
    def steps(self) -> int:
        """Return the life in whole steps. Raises: Wrong, for a part of one."""
        refuse_if(self.life.denominator != 1, "life_not_whole", self.life)
        return int(self.life)

    @property
    def year_begins(self) -> int:
        """Return the month in which the fiscal year begins; January unless it is said."""
        return self.fiscal_start or 1


def check(terms: Terms) -> None:
    """Refuse what no method can answer.

    Raises: Wrong.
    """
    refuse_if(terms.cost < 0, "cost_negative", terms.cost)
    refuse_if(terms.cost >= MINOR_MAX, "cost_too_large", terms.cost)
    refuse_if(terms.residual < 0, "residual_negative", terms.residual)
    refuse_if(terms.residual > terms.cost, "residual_above_cost", terms.residual)
    refuse_if(terms.life <= 0, "life_not_positive", terms.life)
    refuse_if(terms.life > STEPS_MAX, "life_too_long", terms.life)
    refuse_if(terms.step_months not in (1, YEAR_MONTHS), "unit_unknown", terms.step_months)
    refuse_if(not 0 <= terms.fiscal_start <= YEAR_MONTHS, "fiscal_start", terms.fiscal_start)
    refuse_if(terms.rate is not None and terms.rate < 0, "rate_negative", terms.rate)
    refuse_if(terms.factor is not None and terms.factor <= 0, "factor", terms.factor)
    refuse_if(not 1 <= terms.months <= YEAR_MONTHS, "months_of_first_year", terms.months)
