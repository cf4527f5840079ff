"""Zones that a thing went through between two positions, so that none was told within.

Pure. It is no crossing: nobody said that it was there, only that the straight way from one to the
next leads through. So both must lie close in time, and no faster apart than things go by road.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from wherehold.tracking.folding import distance_m
from wherehold.tracking.geometry import Grid
from wherehold.tracking.instants import SECOND_US

GAP_US_MAX = 600 * SECOND_US
SPEED_MPS_MAX = 70.0
STEP_M, STEPS_MAX = 20.0, 100


class Spot(NamedTuple):
    """A position of a way."""

    at_us: int
    lat: float
    lon: float


class Passed(NamedTuple):
    """A zone that the way from one position to the next leads through; it lies in neither."""

    zone_id: int
    before: Spot
    after: Spot


def passed(way: Iterable[Spot], zones: Grid) -> Iterator[Passed]:
    """Yield the zones that a way leads through between two of its positions, in its order."""
    for before, after in pairwise(way):
        metres = distance_m(before.lat, before.lon, after.lat, after.lon)
        between_us = after.at_us - before.at_us
        if not 0 < between_us <= GAP_US_MAX or metres < STEP_M:
            continue
        if metres > SPEED_MPS_MAX * between_us / SECOND_US:
            continue
        steps = min(STEPS_MAX, round(metres / STEP_M) + 1)
        inside = {key for n in range(1, steps) for key in _at(before, after, n / steps, zones)}
        ends = {key for share in (0.0, 1.0) for key in _at(before, after, share, zones)}
        for zone_id in sorted(inside - ends):
            yield Passed(zone_id, before, after)


def _at(before: Spot, after: Spot, share: float, zones: Grid) -> Iterator[int]:
    """Yield the zones in which one is when so much of the way is gone."""
    lat = before.lat + share * (after.lat - before.lat)
    east = (after.lon - before.lon + 180.0) % 360.0 - 180.0
    lon = (before.lon + share * east + 180.0) % 360.0 - 180.0
    for shape in zones.near(lat, lon):
        if shape.beyond_m(lat, lon) <= 0:
            yield shape.id
