"""Curves of many things at once, where a charge is a share of an amount: the exact figures.

Things that began together and go by the same terms use up the same share of their cost, or of
their base, whatever that is. The share is exact and reckoned once; what it comes to is reckoned for
all of them in columns, by whole numbers where those fit, else by floats. What a float cannot tell
for sure, since it lies next to half a minor unit, is named, to be reckoned by itself.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from wherehold.finance.engine.many import FITS_MAX
from wherehold.finance.engine.schedule import used_up
from wherehold.finance.engine.terms import Terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Amounts = NDArray[np.int64]
    Flags = NDArray[np.bool_]

OF_BASE = frozenset({"sum-of-years-digits"})
OF_COST = frozenset({"declining-balance", "macrs"})
# Beyond the error of two roundings of a float with 53 bits.
UNSURE = 2.0**-49


@lru_cache(maxsize=4096)
def shares(unit: Terms, ends: tuple[date, ...]) -> tuple[tuple[Fraction, bool], ...]:
    """Return what is used up by the ends of months, of terms whose cost is one; is that all?

    Raises: Wrong.
    """
    used = used_up(unit)
    return tuple(used(end) if end >= unit.start else (Fraction(0), False) for end in ends)


def charged(
    amounts: "Amounts", caps: "Amounts", parts: Sequence[Fraction]
) -> tuple["Amounts", "Flags"]:
    """Return the shares of amounts, a column each, no more than the caps; and which are unsure."""
    import numpy as np

    most = int(amounts.max(initial=0))
    # One month lies beside the next, so each is written in one go.
    found = np.empty((len(parts), len(amounts)), np.int64)
    unsure = np.zeros(len(amounts), np.bool_)
    sure = 0.5 - most * UNSURE
    exact, whole = np.empty(len(amounts)), np.empty(len(amounts))
    for at, part in enumerate(parts):
        over, under = part.numerator, part.denominator
        if most * over + under < FITS_MAX:
            found[at] = (2 * over * amounts + under) // (2 * under)
            continue
        np.multiply(amounts, float(part), out=exact)
        np.rint(exact, out=whole)
        found[at] = whole
        np.abs(np.subtract(exact, whole, out=exact), out=exact)
        if exact.max(initial=0.0) >= sure:
            unsure |= exact >= sure
    if caps is not amounts:
        np.minimum(found, caps, out=found)
    return found.T, unsure
