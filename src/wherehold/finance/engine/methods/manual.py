"""By amounts that somebody wrote down."""

from fractions import Fraction
from itertools import accumulate

from wherehold.finance.engine.methods.shape import Method, Step, even
from wherehold.finance.engine.problems import refuse_if
from wherehold.finance.engine.terms import Terms


def curve(terms: Terms) -> list[Step]:
    """Charge what is written, step by step.

    Raises: Wrong, when it is more than there is to charge, or not as many as steps.
    """
    refuse_if(len(terms.amounts) != terms.life, "amounts_not_as_many", len(terms.amounts))
    refuse_if(any(amount < 0 for amount in terms.amounts), "amount_negative")
    refuse_if(sum(terms.amounts) > terms.base, "amounts_above_base", sum(terms.amounts))
    return even(terms, [Fraction(one) for one in accumulate(terms.amounts)])


METHOD = Method(key="manual", curve=curve, exhausts=lambda terms: sum(terms.amounts) == terms.base)
