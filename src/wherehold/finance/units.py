"""Where units come from besides readings by hand: whoever else knows meters.

A provider is told which things are asked about, and returns for those that it knows the units that
were used in all by the end of days, in their order, never falling. What devices report is one.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from wherehold.finance.engine.problems import refuse_if
from wherehold.kernel.actor import system
from wherehold.tracking.queries import meters

Counts = Sequence[tuple[date, int]]
Provider = Callable[[Sequence[int]], Mapping[int, Counts]]


def tracked(asset_ids: Sequence[int]) -> Mapping[int, Counts]:
    """Return hours of engines, else kilometres, by the devices on things."""
    return meters.used(actor=system("finance"), asset_ids=asset_ids)


PROVIDERS: list[Provider] = [tracked]


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
