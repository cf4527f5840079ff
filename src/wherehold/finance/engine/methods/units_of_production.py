"""By what was made, driven or run."""

from fractions import Fraction
from itertools import accumulate

from wherehold.finance.engine.methods.shape import Method, Step, even
from wherehold.finance.engine.problems import refuse_if
from wherehold.finance.engine.terms import Terms


def curve(terms: Terms) -> list[Step]:
    """Charge each step its units' share of all units, to the base at most.

    Raises: Wrong, for a negative count and when there is nothing to share by.
    """
    refuse_if(not terms.units, "units_missing")
    refuse_if(len(terms.units) != terms.life, "units_not_as_many_as_life", len(terms.units))
    for units in terms.units:
        refuse_if(units < 0, "units_negative", units)
    whole = sum(terms.units) if terms.total_units is None else terms.total_units
    refuse_if(whole <= 0, "units_total", whole)
    used = accumulate(terms.units)
    return even(terms, [terms.base * min(Fraction(1), Fraction(one) / whole) for one in used])


def exhausts(terms: Terms) -> bool:
    """Say whether all units were used."""
    return terms.total_units is None or sum(terms.units) >= terms.total_units


METHOD = Method(key="units-of-production", curve=curve, exhausts=exhausts)
