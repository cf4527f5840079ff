"""A plan of a place in metres: from pixels to metres and on to the earth, by two points. Pure.

A plan is turned, made larger and moved, never bent, so two points say it all. Points are complex
numbers: right is real, up is imaginary; pixels are counted down from the top, so they are turned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, isfinite, radians

from wherehold.tracking.geometry import METRES_A_DEGREE

METRES_MAX = 100_000.0
APART_PX_MIN = 8.0
Pair = tuple[float, float]


class BadPoints(ValueError):
    """Two points that say nothing of a plan; the text says why."""


@dataclass(frozen=True)
class Anchor:
    """One point of a plan: where it is in the picture, in metres, and, if known, on the earth."""

    px: Pair
    metres: Pair
    earth: Pair | None = None


@dataclass(frozen=True)
class Floor:
    """How a plan lies. `turn` and `shift` lead from pixels to metres; the others to the earth."""

    turn: complex
    shift: complex
    origin: Pair | None = None
    earth_turn: complex = 1
    earth_shift: complex = 0

    def metres(self, px: Pair) -> Pair:
        """Return a point of the picture in metres."""
        found = self.turn * _up(px) + self.shift
        return found.real, found.imag

    def px(self, metres: Pair) -> Pair:
        """Return metres as a point of the picture."""
        found = (complex(*metres) - self.shift) / self.turn
        return found.real, -found.imag

    @property
    def px_a_metre(self) -> float:
        """Return how many pixels a metre has."""
        return 1 / abs(self.turn)

    def earth(self, metres: Pair) -> Pair | None:
        """Return latitude and longitude of a point in metres, if the plan is laid on the earth."""
        if self.origin is None:
            return None
        found = self.earth_turn * complex(*metres) + self.earth_shift
        lat, lon = self.origin
        across = METRES_A_DEGREE * cos(radians(lat))
        return lat + found.imag / METRES_A_DEGREE, lon + found.real / across

    def from_earth(self, earth: Pair) -> Pair | None:
        """Return latitude and longitude in metres of the plan, if it is laid on the earth."""
        if self.origin is None:
            return None
        found = (_east_north(self.origin, earth) - self.earth_shift) / self.earth_turn
        return found.real, found.imag


def floor(first: Anchor, second: Anchor) -> Floor:
    """Return how a plan lies by two of its points.

    Raises: BadPoints for points that are one, or not to be.
    """
    values = [value for one in (first, second) for pair in (one.px, one.metres) for value in pair]
    if not all(isfinite(value) and abs(value) <= METRES_MAX for value in values):
        raise BadPoints("numbers within reason")
    here, there = _up(first.px), _up(second.px)
    begin, end = complex(*first.metres), complex(*second.metres)
    if abs(there - here) < APART_PX_MIN or begin == end:
        raise BadPoints("two points that lie apart")
    turn = (end - begin) / (there - here)
    shift = begin - turn * here
    if first.earth is None or second.earth is None:
        return Floor(turn, shift)
    east_north = _east_north(first.earth, second.earth)
    if not east_north:
        raise BadPoints("two points that lie apart")
    earth_turn = east_north / (end - begin)
    return Floor(turn, shift, first.earth, earth_turn, -earth_turn * begin)


def of_anchors(anchors: Sequence[Sequence[float]]) -> Floor | None:
    """Return how a plan lies by its points as they are kept; nothing while there are none."""
    if len(anchors) != 2:
        return None
    first, second = [
        Anchor((one[0], one[1]), (one[2], one[3]), (one[4], one[5]) if len(one) > 4 else None)
        for one in anchors
    ]
    return floor(first, second)


def middle(points: Sequence[Pair]) -> Pair:
    """Return the middle of an area, by its surface; of its corners where it has none."""
    twice, east, north = 0.0, 0.0, 0.0
    for (x, y), (u, v) in zip(points, [*points[1:], points[0]], strict=True):
        cross = x * v - u * y
        twice, east, north = twice + cross, east + (x + u) * cross, north + (y + v) * cross
    if abs(twice) < 1e-9:
        number = len(points)
        return sum(x for x, _ in points) / number, sum(y for _, y in points) / number
    return east / (3 * twice), north / (3 * twice)


def _up(px: Pair) -> complex:
    return complex(px[0], -px[1])


def _east_north(origin: Pair, earth: Pair) -> complex:
    across = METRES_A_DEGREE * cos(radians(origin[0]))
    return complex((earth[1] - origin[1]) * across, (earth[0] - origin[0]) * METRES_A_DEGREE)
