"""A trail of minutes: the first sound position of each in which a thing went on, kept small.

Each is the difference to the one before, in whole seconds and in millionths of a degree, so a
day on the road takes some kilobytes, and one at rest a few bytes.
"""

import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator

from wherehold.tracking.folding import distance_m
from wherehold.tracking.instants import SECOND_US

MINUTE_US = 60 * SECOND_US
# What goes less far than this stands still.
STEP_M_MIN = 10.0
_MILLION = 1_000_000
Spot = tuple[int, float, float]


def thinned(spots: Iterable[Spot]) -> list[Spot]:
    """Return the first position of each minute, of those that went on from the one before."""
    kept: list[Spot] = []
    minute = -1
    for spot in spots:
        now = spot[0] // MINUTE_US
        if now == minute:
            continue
        if not kept or distance_m(*kept[-1][1:], *spot[1:]) >= STEP_M_MIN:
            kept.append(spot)
        minute = now
    return kept


def packed(spots: Iterable[Spot]) -> bytes:
    """Return positions as they are kept. Instants lose what is less than a second."""
    numbers = array("q")
    before = (0, 0, 0)
    for at_us, lat, lon in spots:
        here = at_us // SECOND_US, round(lat * _MILLION), round(lon * _MILLION)
        numbers.extend(one - other for one, other in zip(here, before, strict=True))
        before = here
    if sys.byteorder == "big":
        numbers.byteswap()
    return zlib.compress(numbers.tobytes()) if numbers else b""


def unpacked(kept: bytes) -> Iterator[Spot]:
    """Yield positions that were kept, in order."""
    numbers = array("q", zlib.decompress(kept) if kept else b"")
    if sys.byteorder == "big":
        numbers.byteswap()
    second = lat = lon = 0
    for place in range(0, len(numbers), 3):
        second += numbers[place]
        lat += numbers[place + 1]
        lon += numbers[place + 2]
        yield second * SECOND_US, lat / _MILLION, lon / _MILLION
