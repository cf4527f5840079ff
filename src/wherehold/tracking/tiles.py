"""The squares of a map: each position in one, by a number that begins like that of its larger ones.

Pure. A map shows the earth as a square, in Mercator's projection. It is halved both ways again
and again; the number of a square has two bits for each time, so all that lies in a large square
is one range of numbers, and the square around a square is its number less its last bits.
"""

from math import atan, degrees, floor, log, pi, radians, sin, sinh
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wherehold.tracking.columns import Doubles, Longs

# How often the earth is halved: for a tile (metres), and for a patch, which is what is indexed
# (hundreds of metres), so that what stands or shivers changes no index.
DEPTH, PATCH_DEPTH = 24, 16
_PATCH_BITS = 2 * (DEPTH - PATCH_DEPTH)
LAT_MAX = 85.051128
COVER_MAX = 48
_SPREAD = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)
Range = tuple[int, int]


def of(lats: "Doubles", lons: "Doubles") -> "Longs":
    """Return the tile of each of many positions; -1 where there is none."""
    import numpy as np

    there = ~(np.isnan(lats) | np.isnan(lons))
    lat = np.radians(np.clip(np.where(there, lats, 0.0), -LAT_MAX, LAT_MAX))
    up = 0.5 - np.log((1 + np.sin(lat)) / (1 - np.sin(lat))) / (4 * pi)
    across = (np.where(there, lons, 0.0) + 180.0) / 360.0
    x, y = (np.clip((one * 2**DEPTH).astype(np.int64), 0, 2**DEPTH - 1) for one in (across, up))
    found: Longs = np.where(there, _spread(x) | (_spread(y) << 1), -1)
    return found


def patch(tile: "Longs") -> "Longs":
    """Return the patch around each of many tiles."""
    return tile >> _PATCH_BITS


def cover(south: float, west: float, north: float, east: float) -> list[Range]:
    """Return the ranges of patches that cover a box, from -180 to 180 degrees: some, not many."""
    for depth in range(PATCH_DEPTH, -1, -1):
        x0, y0 = _square(north, west, depth)
        x1, y1 = _square(south, east, depth)
        if (x1 - x0 + 1) * (y1 - y0 + 1) <= COVER_MAX:
            break
    each = sorted(_woven(x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1))
    bits = 2 * (PATCH_DEPTH - depth)
    found: list[Range] = []
    for one in each:
        begin, end = one << bits, ((one + 1) << bits) - 1
        if found and found[-1][1] == begin - 1:
            found[-1] = found[-1][0], end
        else:
            found.append((begin, end))
    return found


def bounds(square: int, depth: int) -> tuple[float, float, float, float]:
    """Return south, west, north, east of a square of so many halvings."""
    x, y = _unwoven(square), _unwoven(square >> 1)
    side = 2**depth
    south, north = _lat(y + 1, side), _lat(y, side)
    return south, x / side * 360.0 - 180.0, north, (x + 1) / side * 360.0 - 180.0


def _square(lat: float, lon: float, depth: int) -> tuple[int, int]:
    height = sin(radians(max(-LAT_MAX, min(LAT_MAX, lat))))
    side = 2**depth
    up = 0.5 - log((1 + height) / (1 - height)) / (4 * pi)
    x, y = floor((lon + 180.0) / 360.0 * side), floor(up * side)
    return max(0, min(side - 1, x)), max(0, min(side - 1, y))


def _lat(y: int, side: int) -> float:
    return degrees(atan(sinh(pi * (1 - 2 * y / side))))


def _spread(numbers: "Longs") -> "Longs":
    for shift, mask in _SPREAD:
        numbers = (numbers | (numbers << shift)) & mask
    return numbers


def _woven(x: int, y: int) -> int:
    for shift, mask in _SPREAD:
        x, y = (x | (x << shift)) & mask, (y | (y << shift)) & mask
    return x | (y << 1)


def _unwoven(number: int) -> int:
    number &= _SPREAD[-1][1]
    for (_, mask), (shift, _) in zip(_SPREAD[-2::-1], _SPREAD[:0:-1], strict=True):
        number = (number | (number >> shift)) & mask
    return (number | (number >> _SPREAD[0][0])) & 0xFFFFFFFF
