"""Questions about how much things were used: how far they went, and how long.

Worked out when asked, from the trails and from what devices said of an engine, by the instants of
the readings: whatever came late or shuffled is in them, and what is kept no longer is not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson

from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor
from wherehold.tracking import access, flags, months
from wherehold.tracking.instants import SECOND_US, from_us, to_us
from wherehold.tracking.models import Binding
from wherehold.tracking.trips import Fix, legs

COLUMNS = ("at_us", "flags", "lat", "lon", "accuracy_m", "sensors")
# What devices call an engine that runs: our own word, OsmAnd and Traccar, OwnTracks of vehicles.
ENGINE = ("engine", "ignition", "ign")
# So long a device is believed that says nothing more: after that nobody knows.
SILENCE_US = 3_600 * SECOND_US
HOUR_US = 3_600 * SECOND_US


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

    Two statements, and one for each device and month with readings.
    """
    ids = access.things(actor, asset_ids).order_by("pk").values_list("pk", flat=True)
    spans: dict[int, list[tuple[int, int, int]]] = {key: [] for key in ids}
    bound = Binding.objects.filter(asset__in=bulk.among(spans), starts_at__lte=until)
    for one in bound.order_by("starts_at", "pk"):
        assert one.asset_id is not None
        last_us = to_us(min(until, one.ends_at or until)) - (one.ends_at is not None)
        spans[one.asset_id].append((one.device_id, to_us(one.starts_at), last_us))
    return [_meter(key, each) for key, each in spans.items()]


def _meter(asset_id: int, spans: Sequence[tuple[int, int, int]]) -> Meter:
    rows = [row for span in spans for row in months.of_device(*span, COLUMNS)]
    fixes = [_fix(row) for row in rows if row[2] is not None and not row[1]]
    fixes.sort(key=lambda fix: fix.at)
    trips = [leg for leg in legs(fixes) if leg.moves]
    moving_s = sum(leg.duration.total_seconds() for leg in trips if not leg.gap)
    engine = sorted(_engine(rows))
    ran_us = sum(
        min(until_us - at_us, SILENCE_US)
        for (at_us, runs), (until_us, _) in zip(engine, engine[1:], strict=False)
        if runs
    )
    return Meter(
        asset_id=asset_id,
        since=fixes[0].at if fixes else None,
        distance_km=round(sum(leg.distance_m for leg in trips) / 1_000, 3),
        moving_h=round(moving_s / 3_600, 3),
        engine_h=round(ran_us / HOUR_US, 3) if engine else None,
    )


def _fix(row: months.Row) -> Fix:
    at_us, _flags, lat, lon, accuracy, _sensors = row
    return Fix(at=from_us(at_us), lat=lat, lon=lon, accuracy_m=accuracy)


def _engine(rows: Iterable[months.Row]) -> Iterator[tuple[int, bool]]:
    """Yield the instants at which a device said whether an engine runs, and whether it did."""
    for row in rows:
        said = orjson.loads(row[5]) if row[5] else {}
        runs = next((said[name] for name in ENGINE if isinstance(said.get(name), bool)), None)
        if runs is not None and not row[1] & flags.CLOCK:
            yield row[0], runs
