"""How far things are from what they are to stay close to, by the last positions of both.

A circle that goes along with a thing has no crossings: each reading of its carrier that comes late
would move it for everything that was ever in it. What both told last is the same in whatever order
it came. Where one has told nothing for longer than a span, the other is taken as it was then, so a
battery that ends takes nothing back.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians
from typing import Any

from django.db.models import QuerySet

from wherehold.kernel.actor import Actor
from wherehold.tracking import access, months
from wherehold.tracking.folding import distance_m
from wherehold.tracking.geometry import METRES_A_DEGREE
from wherehold.tracking.instants import SECOND_US, from_us
from wherehold.tracking.models import State, Zone
from wherehold.tracking.queries import pins
from wherehold.tracking.queries.pins import Pin
from wherehold.tracking.queries.within import Box
from wherehold.tracking.queries.zones import ZoneLine
from wherehold.tracking.zoning import ACCURACY_M_DEFAULT

DAY_US = 24 * 3600 * SECOND_US
# What told nothing for so long is another rule's to find.
SILENT_US = 7 * DAY_US
_STATE = ("asset_id", "asset__tag", "device_id", "from_us", "at_us", "lat", "lon", "accuracy_m",
          "speed_mps")  # fmt: skip
_FIX = ("at_us", "flags", "lat", "lon", "accuracy_m", "speed_mps")


@dataclass(frozen=True)
class Fix:
    """Where something was at an instant, by its device."""

    at_us: int
    lat: float
    lon: float
    accuracy_m: float | None
    speed_mps: float | None

    @property
    def at(self) -> datetime:
        """Return the instant."""
        return from_us(self.at_us)

    def surely_m(self, other: "Fix") -> float:
        """Return how far apart two are at least, both as inexact as they may be."""
        return self.metres(other) - self._vague_m() - other._vague_m()

    def _vague_m(self) -> float:
        return ACCURACY_M_DEFAULT if self.accuracy_m is None else self.accuracy_m

    def metres(self, other: "Fix") -> float:
        """Return how far apart two are, as they were told."""
        return distance_m(self.lat, self.lon, other.lat, other.lon)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A thing and what it is to stay close to: the last two positions of each, newest first."""

    asset_id: int
    asset: str
    carrier: str
    zone: str
    radius_m: float
    thing_at: tuple[Fix, Fix]
    carrier_at: tuple[Fix, Fix]


@dataclass(frozen=True)
class _Last:
    """The last position of a thing by the latest of its devices."""

    asset_id: int
    tag: str
    device_id: int
    from_us: int
    fix: Fix


def apart(*, actor: Actor, zone_id: int, things: QuerySet[Any], window: timedelta) -> list[Pair]:
    """Return the things that were last told of outside of a circle that goes along with another.

    Positions are taken together when no more than `window` lies between them. What one person
    keeps is left out, carrier or not. Three statements, and one a month for what is outside.
    """
    zone = Zone.objects.filter(pk=zone_id, archived_at=None, around__isnull=False).first()
    if zone is None or zone.around_id is None:
        return []
    carriers = _lasts(access.things(actor, [zone.around_id]))
    if not carriers:
        return []
    [carrier] = carriers
    among = access.things(actor).filter(pk__in=things.values("pk")).exclude(pk=carrier.asset_id)
    far = _far(carrier, _lasts(among), zone.reach_m, round(window.total_seconds()) * SECOND_US)
    return _pairs(carrier, zone, far, round(window.total_seconds()) * SECOND_US)


def near(*, actor: Actor, line: ZoneLine) -> list[tuple[Pin, float]]:
    """Return the things that were last told of within a circle that goes along, with how far off.

    The nearest first, as many as a list shows. Six statements.
    """
    if not line.around or line.geometry is None:
        return []
    lon, lat = line.geometry["coordinates"]
    up = line.reach_m / METRES_A_DEGREE
    across = up / max(cos(radians(lat)), 0.01)
    box = Box(lat - up, lon - across, lat + up, lon + across)
    found = [
        (one, distance_m(lat, lon, one.lat, one.lon))
        for one in pins.pins(actor=actor, given={}, box=box)
        if one.asset_id != line.around_id
    ]
    return sorted((one for one in found if one[1] <= line.reach_m), key=lambda one: one[1])


def _lasts(things: QuerySet[Any]) -> list[_Last]:
    """Return the last position of each of some things. One statement."""
    states = State.objects.filter(asset__in=things.values("pk"), lat__isnull=False)
    latest: dict[int, _Last] = {}
    for asset_id, tag, device_id, from_us_, *said in states.values_list(*_STATE):
        fix, before = Fix(*said), latest.get(asset_id)
        if fix.at_us < from_us_:
            continue
        if before is None or (before.fix.at_us, before.device_id) < (fix.at_us, device_id):
            latest[asset_id] = _Last(asset_id, tag, device_id, from_us_, fix)
    return list(latest.values())


def _far(carrier: _Last, lasts: Sequence[_Last], reach_m: float, window_us: int) -> list[_Last]:
    """Return those that may be outside: all but what was told within at about the same time."""
    there, found = carrier.fix, []
    for one in lasts:
        between_us = abs(one.fix.at_us - there.at_us)
        if between_us > window_us or one.fix.metres(there) > reach_m:
            found.append(one)
    return [one for one in found if abs(one.fix.at_us - there.at_us) <= SILENT_US]


def _pairs(carrier: _Last, zone: Zone, far: Sequence[_Last], window_us: int) -> list[Pair]:
    """Return things with their last two positions, and those of the carrier at that time."""
    if not far:
        return []
    until = {one.device_id: min(one.fix.at_us, carrier.fix.at_us + window_us) for one in far}
    then = {one.device_id: one.fix for one in far}
    then |= _before([one for one in far if one.fix.at_us > until[one.device_id]], until)
    before = _before(far, {key: fix.at_us - 1 for key, fix in then.items()})
    first_us = min(until.values()) - DAY_US
    way = _Way(carrier, max(carrier.from_us, first_us))
    made = []
    for one in far:
        now, was = then.get(one.device_id), before.get(one.device_id)
        theirs = way.last_two(one.fix.at_us + window_us)
        if now is None or was is None or theirs is None:
            continue
        made.append(
            Pair(
                asset_id=one.asset_id,
                asset=one.tag,
                carrier=carrier.tag,
                zone=zone.name,
                radius_m=zone.reach_m,
                thing_at=(now, was),
                carrier_at=theirs,
            )
        )
    return made


def _before(far: Sequence[_Last], until_us: dict[int, int]) -> dict[int, Fix]:
    """Return the last position of things until an instant each, of a day. One statement a month."""
    spans = [
        (one.device_id, max(one.from_us, until_us[one.device_id] - DAY_US), until_us[one.device_id])
        for one in far
        if one.device_id in until_us
    ]
    rows = months.last_positions(spans)
    return {key: Fix(*row[:5]) for key, row in rows.items()}


class _Way:
    """The positions of a carrier, to be asked for the last two until an instant."""

    def __init__(self, carrier: _Last, since_us: int) -> None:
        """Read them, from an instant on."""
        read = months.of_device(carrier.device_id, since_us, carrier.fix.at_us, _FIX)
        self.fixes = [Fix(row[0], *row[2:]) for row in read if row[2] is not None and not row[1]]
        self.instants = [one.at_us for one in self.fixes]

    def last_two(self, until_us: int) -> tuple[Fix, Fix] | None:
        """Return them, the newest first; None where there are not two."""
        number = bisect_right(self.instants, until_us)
        return (self.fixes[number - 1], self.fixes[number - 2]) if number > 1 else None
