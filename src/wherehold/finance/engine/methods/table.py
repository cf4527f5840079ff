"""By a table of the organisation's own."""

from fractions import Fraction
from itertools import accumulate

from wherehold.finance.engine.methods.shape import Method, Step, even
from wherehold.finance.engine.problems import refuse_if
from wherehold.finance.engine.terms import Terms


def curve(terms: Terms) -> list[Step]:
    """Charge each step its percentage of the base.

    Raises: Wrong, unless they are as many as the life has steps, none is negative, and they come
    to a hundred.
    """
    refuse_if(len(terms.shares) != terms.life, "table_not_as_long_as_life", len(terms.shares))
    refuse_if(any(share < 0 for share in terms.shares), "table_negative")
    refuse_if(sum(terms.shares) != 100, "table_not_100", float(sum(terms.shares)))
    return even(terms, [Fraction(terms.base) * one / 100 for one in accumulate(terms.shares)])


METHOD = Method(key="table", curve=curve)
