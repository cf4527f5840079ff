"""Nothing is charged: land, art."""

from fractions import Fraction
from math import ceil

from wherehold.finance.engine.methods.shape import Method, Step, even
from wherehold.finance.engine.terms import Terms


def curve(terms: Terms) -> list[Step]:
    """Leave everything as it is."""
    return even(terms, [Fraction(0)] * ceil(terms.life))


METHOD = Method(key="none", curve=curve, exhausts=lambda terms: terms.base == 0)
