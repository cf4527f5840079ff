"""Linear and degressive depreciation by French rules, as spreadsheets have them.

Both run by fiscal years; the first counts by days, the day of the start not among them.
Source: the functions AMORLINC and AMORDEGRC. These two are a compatibility mode: see the how-to.
"""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from wherehold.finance.engine import days
from wherehold.finance.engine.methods.shape import Method, Step, by_fiscal_year, first_months
from wherehold.finance.engine.problems import refuse_if
from wherehold.finance.engine.rounding import half_up
from wherehold.finance.engine.terms import Terms

HALF = Fraction(1, 2)
# By the life that a rate means, in years: up to which, and what the rate is multiplied by.
COEFFICIENTS = ((3, Fraction(1)), (4, Fraction(3, 2)), (6, Fraction(2)))
LONGER = Fraction(5, 2)
# A rate of one in a hundred, and a first year that is not whole.
YEARS_MAX = 101


def linear(terms: Terms) -> list[Step]:
    """Charge the rate of the cost each year, the first by its days, until the base is used up."""
    rate = _rate(terms)
    total = min(terms.cost * rate * _first(terms), Fraction(terms.base))
    totals: list[Fraction] = []
    while len(totals) < YEARS_MAX:
        totals.append(total)
        if total >= terms.base:
            break
        total = min(total + terms.cost * rate, Fraction(terms.base))
    return by_fiscal_year(terms, totals)


def degressive(terms: Terms) -> list[Step]:
    """Charge a raised rate of the book value in whole units of the currency.

    The last year but one takes half of the book value, the last the other half.
    """
    rate = _rate(terms)
    rate *= _coefficient(1 / rate)
    book, whole = terms.cost, terms.whole
    charge = half_up(book * rate * _first(terms) / whole) * whole
    books = [book]
    while len(books) <= YEARS_MAX and book - charge > terms.residual:
        book -= charge
        books.append(book)
        charge = half_up(book * rate / whole) * whole
        if charge == 0:
            break
        if book - charge < terms.residual:
            charge = half_up(book * HALF / whole) * whole
            books += [max(terms.residual, book - charge), max(terms.residual, book - 2 * charge)]
            return by_fiscal_year(terms, _totals(books))
    books.append(max(terms.residual, book - charge))
    return by_fiscal_year(terms, _totals(books))


def _totals(books: list[int]) -> list[Fraction]:
    return [Fraction(books[0] - after) for _before, after in pairwise(books)]


def _rate(terms: Terms) -> Fraction:
    refuse_if(not terms.rate, "rate_missing")
    return terms.rate or Fraction(1)


def _coefficient(life: Fraction) -> Fraction:
    if life < COEFFICIENTS[0][0]:
        return COEFFICIENTS[0][1]
    return next((by for upto, by in COEFFICIENTS[1:] if life <= upto), LONGER)


def _first(terms: Terms) -> Fraction:
    """Return the part of a year from the start to the end of its fiscal year."""
    months = terms.start.year * 12 + terms.start.month - 1 + first_months(terms)
    last = date(months // 12, months % 12 + 1, 1) - timedelta(days=1)
    return days.year_fraction(terms.start, last, terms.day_count)


LINEAR = Method(key="amorlinc", curve=linear, own_convention=True)
DEGRESSIVE = Method(
    key="amordegrc", curve=degressive, exhausts=lambda terms: False, own_convention=True
)
