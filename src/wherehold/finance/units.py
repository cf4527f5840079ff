"""Where units come from besides readings by hand: a small hook for whoever knows meters.

A provider is told which things are asked about, and returns for those that it knows the units that
were used in all by the end of days, in their order, never falling. It is registered where the
program is put together.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from wherehold.finance.engine.problems import refuse_if

Counts = Sequence[tuple[date, int]]
Provider = Callable[[Sequence[int]], Mapping[int, Counts]]
PROVIDERS: list[Provider] = []


def provided(asset_ids: Sequence[int]) -> dict[int, list[tuple[date, int]]]:
    """Return what providers know of things; the first that knows one counts.

    Raises: Wrong, for a meter that runs backwards and a negative count.
    """
    found: dict[int, list[tuple[date, int]]] = {}
    for provider in PROVIDERS:
        for key, counts in provider(asset_ids).items():
            if key not in found:
                found[key] = checked(counts)
    return found


def checked(counts: Counts) -> list[tuple[date, int]]:
    """Return counts as they are, if they can be.

    Raises: Wrong.
    """
    before = 0
    for _on, units in counts:
        refuse_if(units < 0, "units_negative", units)
        refuse_if(units < before, "meter_backwards", units)
        before = units
    return list(counts)
