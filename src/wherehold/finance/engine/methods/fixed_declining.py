"""Declining balance at the rate that leads from cost to residual: the DB of spreadsheets.

A compatibility mode: as the rate is rounded, it may end a little above the residual or below.
"""

from fractions import Fraction

from wherehold.finance.engine.methods.shape import Method, Step
from wherehold.finance.engine.problems import refuse_if
from wherehold.finance.engine.terms import YEAR_MONTHS, Terms

PLACES = 1000


def rate_of(terms: Terms) -> Fraction:
    """Return 1 - (residual / cost) ** (1 / life), to three decimals, halves up.

    Whole numbers all the way: the largest k with k/1000 - 1/2000 below the root is looked for.
    Without a residual it is the whole of it at once.
    """
    kept = Fraction(terms.residual, terms.cost or 1)
    low, high = 0, PLACES
    while low < high:
        middle = (low + high + 1) // 2
        edge = 1 - Fraction(2 * middle - 1, 2 * PLACES)
        low, high = (middle, high) if edge**terms.steps >= kept else (low, middle - 1)
    return Fraction(low, PLACES)


def curve(terms: Terms) -> list[Step]:
    """Charge `months` of a year first, whole years then, and the other months at the end.

    What the rounded rate leaves over stays.
    """
    refuse_if(terms.step_months != YEAR_MONTHS and terms.months != YEAR_MONTHS, "years_only")
    rate, book, steps = rate_of(terms), Fraction(terms.cost), []
    lengths = [terms.months, *[YEAR_MONTHS] * (terms.steps - 1), YEAR_MONTHS - terms.months]
    for length in lengths:
        if length:
            book -= book * rate * length / YEAR_MONTHS
            months = Fraction(length * terms.step_months, YEAR_MONTHS)
            steps.append(Step(months, terms.cost - book))
    return steps


METHOD = Method(
    key="fixed-declining",
    curve=curve,
    exhausts=lambda terms: False,
    keeps_residual=False,
)
