"""What is held for sale, and what would be held of it had it never been."""

from dataclasses import replace
from datetime import date
from itertools import takewhile

from wherehold.finance.engine.changes import Held
from wherehold.finance.engine.problems import refuse_if
from wherehold.finance.worth import BookTerms, Entered, Scheme, held_on


def unsold_on(line: Entered, scheme: Scheme, book: BookTerms, day: date) -> Held:
    """Return what would be held at the end of a day had the thing not been held for sale.

    Nothing of that time counts: neither that nothing was charged, nor what it was measured at.
    Raises: Wrong, when it is not held for sale.
    """
    last = list(takewhile(lambda phase: phase.held.selling, reversed(line.phases)))
    refuse_if(not last, "sells_not")
    before = line.phases[: len(line.phases) - len(last)]
    return held_on(replace(line, phases=before), scheme, book, day)[0]
