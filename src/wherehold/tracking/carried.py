"""Readings that tell where a person was: those of things while one person kept them.

They are read off who held a thing, so a thing becomes a person's with its hand-over, in the same
transaction, and what it said meanwhile stays so when it comes back.
"""

from collections.abc import Iterable
from typing import NamedTuple

from wherehold.kernel import bulk
from wherehold.kernel.actor import system
from wherehold.tracking import keeping
from wherehold.tracking.instants import to_us
from wherehold.tracking.models import Binding, Retention

DAYS_DEFAULT = 1
PERSON = Retention.PERSON


class Span(NamedTuple):
    """What a device said from one instant to another, both in it."""

    device_id: int
    first_us: int
    last_us: int


def days() -> int:
    """Return for how many days such readings are kept. One statement."""
    found = Retention.objects.filter(kind=PERSON).values_list("days", flat=True).first()
    return DAYS_DEFAULT if found is None else found


def tracked(after: int, number: int) -> list[int]:
    """Return things that devices are or were on, those after an id, in order. One statement."""
    found = Binding.objects.filter(asset__gt=after).order_by("asset").distinct()
    return [key for key in found.values_list("asset_id", flat=True)[:number] if key is not None]


def spans(asset_ids: Iterable[int], until_us: int, party_id: int | None = None) -> list[Span]:
    """Return what devices said of people by an instant, as far as it was on these things.

    Of one person, if one is named. Three statements at most.
    """
    ids = list(asset_ids)
    kept = keeping.spans(actor=system("tracking"), asset_ids=ids)
    found = []
    for one in Binding.objects.filter(asset__in=bulk.among(key for key in ids if kept.get(key))):
        for each in kept.get(one.asset_id or 0, ()):
            if party_id not in {None, each.party_id}:
                continue
            first_us = to_us(max(one.starts_at, each.begins_at))
            ends = [to_us(at) - 1 for at in (one.ends_at, each.ends_at) if at is not None]
            last_us = min([until_us, *ends])
            if first_us <= last_us:
                found.append(Span(one.device_id, first_us, last_us))
    return found
