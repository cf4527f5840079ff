"""What the days of things came to, as far as that is asked about.

A day that is rolled up is read, and stays when its readings go; one that is not over, or in which
something came late, is worked out. It comes to the same either way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from wherehold.kernel import bulk, clock
from wherehold.tracking import days, rolling
from wherehold.tracking.days import DAY_US, Part
from wherehold.tracking.instants import from_us, to_us
from wherehold.tracking.models import Binding, Day, State

On = tuple[int, int, int]


def bound(asset_ids: Iterable[int], until: datetime) -> dict[int, list[On]]:
    """Return what was on things until an instant: device, first and last instant. One statement."""
    found: dict[int, list[On]] = {key: [] for key in asset_ids}
    rows = Binding.objects.filter(asset__in=bulk.among(found), starts_at__lte=until)
    for one in rows.order_by("starts_at", "pk"):
        assert one.asset_id is not None
        last_us = to_us(min(until, one.ends_at or until)) - (one.ends_at is not None)
        found[one.asset_id].append((one.device_id, to_us(one.starts_at), last_us))
    return found


def of(on: Mapping[int, Sequence[On]], since: datetime, until: datetime) -> dict[int, list[Part]]:
    """Return the parts of days by thing, in order: where devices tell of the same, the best told.

    Four statements, and some for each device with days that are to be worked out.
    """
    source = _Source(on, (to_us(since), to_us(until)))
    return {key: _best(source.parts(each)) for key, each in on.items()}


def engine_us(parts: Iterable[Part]) -> int | None:
    """Return how long an engine ran in parts of days; None where none says so."""
    told = [one.engine_us for one in parts if one.engine_us is not None]
    return sum(told) if told else None


class _Source:
    """What is known of the days of devices: those kept, and what is still to be worked out."""

    def __init__(self, on: Mapping[int, Sequence[On]], span: tuple[int, int]) -> None:
        ids = {device_id for each in on.values() for device_id, _, _ in each}
        self.span, self.now_us = span, to_us(clock.now())
        self.states = State.objects.in_bulk(ids)
        self.floors, self.cuts = rolling.floors(ids), rolling.cuts(ids)
        self.kept: dict[int, list[Day]] = {}
        rows = Day.objects.filter(device__in=bulk.among(ids), ends_us__gt=span[0])
        for row in rows.filter(begins_us__lte=span[1]).order_by("begins_us"):
            self.kept.setdefault(row.device_id, []).append(row)

    def parts(self, on: Sequence[On]) -> list[Part]:
        """Return the parts of days of what was on a thing."""
        found = []
        for device_id, first_us, last_us in on:
            for part in self._of_device(device_id, max(first_us, self.span[0]), last_us):
                if part.ends_us > first_us and part.begins_us <= last_us:
                    found.append(_share(part, first_us, last_us + 1))
        return found

    def _of_device(self, device_id: int, first_us: int, last_us: int) -> list[Part]:
        kept = self.kept.get(device_id, [])
        open_days = self._open(device_id, days.begins(first_us), last_us)
        found = [
            rolling.part_of(row) for row in kept if days.begins(row.begins_us) not in open_days
        ]
        until_us = self.span[1]
        pairs = [(device_id, day_us) for day_us in sorted(open_days)]
        worked = rolling.worked(pairs, self.cuts, now_us=self.now_us, until_us=until_us)
        for pair in pairs:
            found += [replace(one, ends_us=min(one.ends_us, until_us + 1)) for one in worked[pair]]
        return found

    def _open(self, device_id: int, first_us: int, last_us: int) -> set[int]:
        """Return the days that are not rolled up, or not as far as they are asked about."""
        state, floor_us = self.states[device_id], self.floors.get(device_id, 0)
        found: set[int] = set()
        if last_us >= state.rolled_us:
            new = rolling.told([(device_id, max(first_us, state.rolled_us), last_us)])
            found |= {day for day in new[device_id] if day >= state.rolled_us}
        if state.stale_until_us:
            late = (device_id, state.stale_from_us, state.stale_until_us)
            found |= rolling.told([late])[device_id].keys()
        if self.span[1] % DAY_US and last_us == self.span[1]:
            found.add(days.begins(last_us))
        low = max(first_us, floor_us)
        return {day for day in found if low <= day <= last_us}


def _share(part: Part, first_us: int, end_us: int) -> Part:
    """Return what of a part lies in a span, by the time, as far as nothing better is known."""
    begins_us, ends_us = max(part.begins_us, first_us), min(part.ends_us, end_us)
    share = (ends_us - begins_us) / (part.ends_us - part.begins_us)
    if share >= 1:
        return part
    first, last = from_us(begins_us), from_us(ends_us)
    return replace(
        part,
        begins_us=begins_us,
        ends_us=ends_us,
        distance_m=part.distance_m * share,
        moving_us=round(part.moving_us * share),
        standing_us=round(part.standing_us * share),
        engine_us=None if part.engine_us is None else round(part.engine_us * share),
        legs=[leg for leg in part.legs if leg.begins_at >= first and leg.ends_at <= last],
    )


def _best(parts: Iterable[Part]) -> list[Part]:
    """Return parts that do not overlap, in order: of those that do, what told most."""
    taken: list[Part] = []
    for one in sorted(parts, key=lambda one: (-one.points, one.begins_us)):
        if all(one.ends_us <= two.begins_us or two.ends_us <= one.begins_us for two in taken):
            taken.append(one)
    return sorted(taken, key=lambda one: one.begins_us)
