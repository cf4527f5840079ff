"""Questions about what the days of things came to: how far, how long, and how long at rest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from wherehold.kernel.actor import Actor
from wherehold.tracking import access, days, keeping, rolled
from wherehold.tracking.days import Part
from wherehold.tracking.instants import SECOND_US, from_us

HOUR_US = 3_600 * SECOND_US


@dataclass(frozen=True, kw_only=True)
class DayLine:
    """What a thing's day in UTC came to. `engine_h` is None where no device says if one ran."""

    asset_id: int
    day: date
    distance_km: float
    moving_h: float
    standing_h: float
    engine_h: float | None


def of_assets(*, actor: Actor, asset_ids: Iterable[int], since: datetime, until: datetime
) -> list[DayLine]:  # fmt: skip
    """Return the days of things that the actor may see, in order; today's as far as it went.

    But for those in which somebody else kept the thing. Seven statements, and some for each
    device with days that are not rolled up.
    """
    ids = list(access.things(actor, asset_ids).order_by("pk").values_list("pk", flat=True))
    kept = keeping.spans(actor=actor, asset_ids=ids)
    lines = []
    for asset_id, parts in rolled.of(rolled.bound(ids, until), since, until).items():
        by_day: dict[int, list[Part]] = {}
        for part in parts:
            if not keeping.touches(kept, asset_id, part.begins_us, part.ends_us):
                by_day.setdefault(days.begins(part.begins_us), []).append(part)
        lines += [_line(asset_id, day_us, by_day[day_us]) for day_us in sorted(by_day)]
    return lines


def _line(asset_id: int, day_us: int, parts: Sequence[Part]) -> DayLine:
    ran_us = rolled.engine_us(parts)
    return DayLine(
        asset_id=asset_id,
        day=from_us(day_us).date(),
        distance_km=round(sum(one.distance_m for one in parts) / 1_000, 3),
        moving_h=round(sum(one.moving_us for one in parts) / HOUR_US, 3),
        standing_h=round(sum(one.standing_us for one in parts) / HOUR_US, 3),
        engine_h=None if ran_us is None else round(ran_us / HOUR_US, 3),
    )
