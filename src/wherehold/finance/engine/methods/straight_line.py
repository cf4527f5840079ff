"""The same for every step."""

from fractions import Fraction
from math import ceil

from wherehold.finance.engine.methods.shape import Method, Step, even
from wherehold.finance.engine.terms import Terms


def curve(terms: Terms) -> list[Step]:
    """Charge the base in equal parts; what is left of a step takes its part of one."""
    marks = [min(Fraction(step + 1), terms.life) for step in range(ceil(terms.life))]
    return even(terms, [terms.base * mark / terms.life for mark in marks])


METHOD = Method(key="straight-line", curve=curve)
