"""What sensors on things said last: temperature, shock, whatever they call it."""

from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import connection
from django.db.models import F

from wherehold.alerts.finding import Asked
from wherehold.kernel import bulk
from wherehold.tracking import months, stacks
from wherehold.tracking.instants import from_us, to_us
from wherehold.tracking.models import Binding, State

HEARD_HOURS_MAX = 24


@dataclass(frozen=True, kw_only=True)
class Sensed:
    """The last value of one sensor on a thing."""

    asset_id: int
    asset: str
    device: str
    at: datetime
    value: float


def sensed(asked: Asked) -> list[Sensed]:
    """Return the last value of the sensor that a rule is about, on each thing.

    Of the last day; of what is older nobody knows whether it is still so. Two statements, and
    one a month that the day touches.
    """
    since_us, now_us = to_us(asked.ago(hours=HEARD_HOURS_MAX)), to_us(asked.now)
    bound = Binding.objects.filter(ends_at=None, asset__in=asked.things.values("pk"))
    heard = State.objects.filter(newest_us__gte=since_us, device__in=bound.values("device"))
    devices = set(heard.values_list("device_id", flat=True))
    if not devices:
        return []
    last = _last(devices, since_us, now_us, asked.text("sensor"))
    rows = bound.filter(device__in=bulk.among(last)).values_list(
        "device_id", "asset_id", F("asset__tag"), F("device__key"), F("device__name")
    )
    return [
        Sensed(
            asset_id=asset_id,
            asset=tag,
            device=name or key,
            at=from_us(last[device_id][0]),
            value=last[device_id][1],
        )
        for device_id, asset_id, tag, key, name in rows
    ]


def _last(
    devices: set[int], since_us: int, until_us: int, name: str
) -> dict[int, tuple[int, float]]:
    """Return the last instant and value of a sensor by device."""
    found: dict[int, tuple[int, float]] = {}
    those = bulk.among(devices)
    for month in months.within(since_us, until_us):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT device_id, at_us, sensors FROM {stacks.source(month, since_us, until_us)} "  # noqa: S608
                f"WHERE device_id IN ({those.sql}) AND at_us BETWEEN %s AND %s "
                "AND sensors IS NOT NULL ORDER BY device_id, at_us, k",
                [*those.params, since_us, until_us],
            )
            for device_id, at_us, text in cursor.fetchall():
                value = orjson.loads(text).get(name)
                if isinstance(value, int | float) and not isinstance(value, bool):
                    found[device_id] = (at_us, float(value))
    return found
