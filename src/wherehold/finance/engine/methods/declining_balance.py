"""A rate of what is left, never below the residual.

The rate applies to the book value, so it begins from cost, not from cost less residual.
"""

from fractions import Fraction
from math import ceil

from wherehold.finance.engine.methods.shape import Method, Step, even
from wherehold.finance.engine.problems import refuse_if
from wherehold.finance.engine.terms import YEAR_MONTHS, Terms

DENOMINATOR_BITS_MAX = 512
SCALE = 10**60


def rate_of_step(terms: Terms) -> Fraction:
    """Return the rate of one step, exact: a yearly one by twelve for months.

    Raises: Wrong, when neither a rate nor a factor is given, or both.
    """
    refuse_if(terms.rate is None and terms.factor is None, "rate_missing")
    refuse_if(terms.rate is not None and terms.factor is not None, "rate_and_factor")
    if terms.factor is not None:
        return terms.factor / terms.life
    return (terms.rate or Fraction(0)) * terms.step_months / YEAR_MONTHS


def curve(terms: Terms) -> list[Step]:
    """Charge a rate of the opening book value, and leave what remains at the end.

    With `switch` a step charges in equal parts as soon as that is more; with `write_off_rest` the
    last one takes what is left. Without either it is what spreadsheets call DDB.
    """
    rate, book = rate_of_step(terms), Fraction(terms.cost)
    totals = []
    for done in range(ceil(terms.life)):
        charge = book * rate
        if terms.switch:
            charge = max(charge, (book - terms.residual) / max(Fraction(1), terms.life - done))
        book = _shortened(book - min(charge, book - terms.residual))
        totals.append(terms.cost - book)
    if terms.write_off_rest:
        totals[-1] = Fraction(terms.base)
    return even(terms, totals)


def _shortened(book: Fraction) -> Fraction:
    """Return a book value whose denominator does not grow for ever.

    Up to some 150 digits it is exact. A longer denominator only grows on, so no later value lies
    half-way between two minor units; what sixty decimals leave out then decides nothing.
    """
    if book.denominator.bit_length() <= DENOMINATOR_BITS_MAX:
        return book
    return Fraction(book.numerator * SCALE // book.denominator, SCALE)


def exhausts(terms: Terms) -> bool:
    """Say whether the whole base is charged: not where the rest is left."""
    return terms.switch or terms.write_off_rest


METHOD = Method(key="declining-balance", curve=curve, exhausts=exhausts)
