"""Straight lines of many things at once, by whole numbers: the same figures as one by one.

What goes by the cumulative rounding and a convention that begins at a point of a month, quarter
or year needs no fractions: the point lies at a whole or a half month. All others, and amounts so
large that they would not fit, are reckoned one by one. NumPy loads when this is first asked.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from wherehold.finance.engine.conventions import CONVENTIONS
from wherehold.finance.engine.conventions.shape import month_of
from wherehold.finance.engine.terms import Terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Amounts = NDArray[np.int64]
    Flags = NDArray[np.bool_]

# Twice the base times the half months that are gone has to fit into 63 bits.
FITS_MAX = 2**61


def begins(convention: str, start: date, fiscal_start: int) -> int | None:
    """Return the half month at which a life begins; none where days are counted."""
    return _begins(convention, start, fiscal_start)


@lru_cache(maxsize=8192)
def _begins(convention: str, start: date, fiscal_start: int) -> int | None:
    position = CONVENTIONS[convention].position
    if position is None:
        return None
    terms = Terms(cost=0, start=start, convention=convention, fiscal_start=fiscal_start)
    return int(position(terms) * 2)


def charged_columns(
    base: "Amounts", begin: "Amounts", halves: "Amounts", since: "Amounts", ends: Sequence[date]
) -> "Amounts":
    """Return what straight lines have charged by the end of months: a row a line, a column a month.

    Units: minor units; half months from the year 0 and of the life; `since` whole months, before
    which nothing is charged. `ends` are last days of months.
    """
    import numpy as np

    found = np.empty((len(base), len(ends)), np.int64)
    twice = 2 * base
    for at, end in enumerate(ends):
        month = month_of(end)
        gone = np.clip(2 * (month + 1) - begin, 0, halves) * (since <= month)
        # Halves up, as the exact engine rounds: (2 base gone + halves) // (2 halves).
        found[:, at] = (twice * gone + halves) // (2 * halves)
    return found


def over_columns(begin: "Amounts", halves: "Amounts", ends: Sequence[date]) -> "Flags":
    """Return which straight lines are over by the end of months. Units as `charged_columns`."""
    import numpy as np

    months = np.array([month_of(end) for end in ends], np.int64)
    over: Flags = 2 * (months + 1)[None, :] >= (begin + halves)[:, None]
    return over
