"""The first step bears most, each later one the same amount less."""

from fractions import Fraction

from wherehold.finance.engine.methods.shape import Method, Step, even
from wherehold.finance.engine.terms import Terms


def curve(terms: Terms) -> list[Step]:
    """Charge n, n - 1, ... 1 parts of the base."""
    steps = terms.steps
    parts = steps * (steps + 1) // 2
    left = [(steps - done) * (steps - done + 1) // 2 for done in range(1, steps + 1)]
    return even(terms, [Fraction(terms.base * (parts - rest), parts) for rest in left])


METHOD = Method(key="sum-of-years-digits", curve=curve)
