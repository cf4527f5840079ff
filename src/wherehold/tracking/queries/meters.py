"""Questions about how much things were used: how far they went, and how long.

By their days, so what came late or shuffled is in it, and so is what is kept no longer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.tracking import access, rolled
from wherehold.tracking.days import Part
from wherehold.tracking.instants import EPOCH, from_us
from wherehold.tracking.models import Binding
from wherehold.tracking.queries.days import HOUR_US


@dataclass(frozen=True, kw_only=True)
class Meter:
    """What a thing's meters say as at an instant, since devices report of it.

    `moving_h` are hours under way, `engine_h` hours that its engine ran; None where no device
    says whether it does.
    """

    asset_id: int
    since: datetime | None
    distance_km: float
    moving_h: float
    engine_h: float | None


def meter_readings(*, actor: Actor, asset_ids: Iterable[int], until: datetime) -> list[Meter]:
    """Return what the meters of assets say as at an instant, of those that the actor may see.

    Six statements, and some for each device with days that are not rolled up.
    """
    ids = list(access.things(actor, asset_ids).order_by("pk").values_list("pk", flat=True))
    found = rolled.of(rolled.bound(ids, until), EPOCH, until)
    return [_meter(key, parts) for key, parts in found.items()]


def used(*, actor: Actor, asset_ids: Iterable[int]) -> dict[int, list[tuple[date, int]]]:
    """Return how many units tracked things were used in all by the end of days, where it grew.

    Units: whole hours of the engine where a device tells of one, else whole kilometres. It says
    nothing of where a thing was.
    """
    seen = access.seen(actor, asset_ids).values("pk")
    tracked = Binding.objects.filter(asset__in=seen).order_by("asset").distinct()
    ids = tracked.values_list("asset_id", flat=True)
    until = clock.now()
    found = rolled.of(rolled.bound([key for key in ids if key], until), EPOCH, until)
    return {key: _counts(parts) for key, parts in found.items() if parts}


def _meter(asset_id: int, parts: Sequence[Part]) -> Meter:
    first = [one.first_us for one in parts if one.first_us is not None]
    ran_us = rolled.engine_us(parts)
    return Meter(
        asset_id=asset_id,
        since=from_us(min(first)) if first else None,
        distance_km=round(sum(one.distance_m for one in parts) / 1_000, 3),
        moving_h=round(sum(one.moving_us for one in parts) / HOUR_US, 3),
        engine_h=None if ran_us is None else round(ran_us / HOUR_US, 3),
    )


def _counts(parts: Sequence[Part]) -> list[tuple[date, int]]:
    """Return the whole units in all by the end of each day on which they grew."""
    by_engine = rolled.engine_us(parts) is not None
    total, found = 0.0, dict[date, int]()
    for one in parts:
        total += (one.engine_us or 0) if by_engine else one.distance_m
        units = int(total // (HOUR_US if by_engine else 1_000))
        if not found or units > list(found.values())[-1]:
            found[from_us(one.begins_us).date()] = units
    return list(found.items())
