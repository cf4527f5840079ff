"""What policies and lines cannot be."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from wherehold.finance.engine.problems import Wrong, refuse_if
from wherehold.finance.engine.schedule import schedule
from wherehold.finance.engine.terms import check
from wherehold.finance.worth import UNITS, BookTerms, Entered, Scheme, by_units, terms_of


def check_scheme(scheme: Scheme, book: BookTerms) -> None:
    """Refuse a policy that could charge nothing whatever the thing.

    Raises: Wrong.
    """
    for name in ("rate", "factor"):
        try:
            Fraction(scheme[name] or "1")
        except (ValueError, ZeroDivisionError):
            raise Wrong("not_a_number", scheme[name]) from None
    if scheme["method"] == UNITS:
        refuse_if(scheme["total_units"] <= 0, "units_total", scheme["total_units"])
        return
    sample = Entered(cost=10**6, residual=None, in_service_on=date(2000, 1, 1), own={})
    schedule(terms_of(sample, scheme, book))


def check_line(line: Entered, scheme: Scheme, book: BookTerms) -> None:
    """Refuse a line that the engine cannot answer, or whose opening cannot be.

    Raises: Wrong.
    """
    refuse_if((line.opening_through is None) != (line.opening_months is None), "opening_incomplete")
    refuse_if(line.opening != 0 and line.opening_through is None, "opening_incomplete")
    if line.opening_through and line.in_service_on:
        early = line.opening_through < line.in_service_on - timedelta(days=1)
        refuse_if(early, "opening_before_start", line.opening_through)
    terms = terms_of(line, scheme, book)
    if by_units(line, scheme):
        total = {**scheme, **line.own}["total_units"]
        refuse_if(total <= 0, "units_total", total)
        check(replace(terms, life=Fraction(1)))
    elif line.opening_months != 0:
        schedule(terms, 12)
