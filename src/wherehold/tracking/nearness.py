"""Which of many positions are in which zones, all at once.

The boxes of the zones lie in a tree, which finds those a position may be in; then every edge is
looked at, with the arithmetic of `Shape.beyond_m`. What lies so near an edge that rounding could
tell otherwise is left to that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wherehold.tracking.geometry import METRES_A_DEGREE, Shape

if TYPE_CHECKING:
    from wherehold.tracking.columns import Doubles, Longs, Truths

NEAR_M = 1e-6
# So many edges are looked at in one go: 16 MiB for each step.
EDGES_AT_ONCE = 2**21


@dataclass(frozen=True)
class Pairs:
    """Positions in the boxes of zones, by their numbers: inside, or too near an edge to say."""

    spot: "Longs"
    zone_id: "Longs"
    inside: "Truths"
    unsure: "Truths"


class Field:
    """Zones, to be asked about many positions."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        import numpy as np
        import shapely

        self.ids = np.array([one.id for one in shapes], np.int64)
        low = np.array([one.low for one in shapes])
        high = np.array([one.high for one in shapes])
        self._low, self._high = low, high
        self._tree = shapely.STRtree(shapely.box(low[:, 1], low[:, 0], high[:, 1], high[:, 0]))
        self._lat = np.array([one.lat for one in shapes])
        self._lon = np.array([one.lon for one in shapes])
        self._shrink = np.array([one.shrink for one in shapes])
        self._reach = np.array([one.reach_m for one in shapes])
        self._is_area = np.array([one.is_area for one in shapes])
        self._edges = np.array([len(one.edges) for one in shapes], np.int64)
        self._first = np.cumsum(self._edges) - self._edges
        listed: list[Any] = [edge for one in shapes for edge in one.edges]
        self._edge = np.array(listed, np.float64).reshape(len(listed), 4)

    def pairs(self, lat: "Doubles", lon: "Doubles") -> Pairs:
        """Return which positions are in the boxes of which zones, and inside them."""
        import numpy as np
        import shapely

        spot, zone = self._tree.query(shapely.points(lon, lat))
        low, high = self._low[zone], self._high[zone]
        at = np.column_stack((lat[spot], lon[spot]))
        within = ((low <= at) & (at <= high)).all(axis=1)
        spot, zone = spot[within], zone[within]
        inside = np.zeros(len(spot), bool)
        unsure = np.zeros(len(spot), bool)
        for begin, end in _portions(self._edges[zone]):
            part = slice(begin, end)
            inside[part], unsure[part] = self._look(zone[part], lat[spot[part]], lon[spot[part]])
        return Pairs(spot, self.ids[zone], inside, unsure)

    def _look(self, zone: "Longs", lat: "Doubles", lon: "Doubles") -> "tuple[Truths, Truths]":
        """Say for each position and zone whether it is inside, and whether that is unsure."""
        import numpy as np

        across = (lon - self._lon[zone] + 180.0) % 360.0 - 180.0
        x = across * METRES_A_DEGREE * self._shrink[zone]
        y = (lat - self._lat[zone]) * METRES_A_DEGREE
        nearest = np.hypot(x, y)
        odd = np.zeros(len(zone), bool)
        drawn = np.flatnonzero(self._edges[zone])
        if len(drawn):
            nearest[drawn], odd[drawn] = self._edgewise(zone[drawn], x[drawn], y[drawn])
        is_area = self._is_area[zone]
        beyond = np.where(is_area, np.where(odd, -nearest, nearest), nearest - self._reach[zone])
        return beyond <= 0, np.abs(beyond) < NEAR_M

    def _edgewise(self, zone: "Longs", x: "Doubles", y: "Doubles") -> "tuple[Doubles, Truths]":
        """Return how far the nearest edge is, and whether a ray crosses an odd number of them."""
        import numpy as np

        counts = self._edges[zone]
        starts = np.cumsum(counts) - counts
        pair = np.repeat(np.arange(len(zone)), counts)
        x0, y0, x1, y1 = self._edge[self._first[zone][pair] + np.arange(len(pair)) - starts[pair]].T
        px, py = x[pair], y[pair]
        dx, dy = x1 - x0, y1 - y0
        length = dx * dx + dy * dy
        with np.errstate(divide="ignore", invalid="ignore"):
            crossed = ((y0 > py) != (y1 > py)) & (px < dx * (py - y0) / dy + x0)
            share = np.clip(((px - x0) * dx + (py - y0) * dy) / length, 0.0, 1.0)
        share[length == 0] = 0.0
        away = np.hypot(px - x0 - share * dx, py - y0 - share * dy)
        crossings = np.add.reduceat(crossed.astype(np.int64), starts)
        return np.minimum.reduceat(away, starts), crossings % 2 == 1


def _portions(edges: "Longs") -> list[tuple[int, int]]:
    """Return where to part pairs so that no part has too many edges."""
    import numpy as np

    if not len(edges):
        return []
    which = (np.cumsum(edges) - edges) // EDGES_AT_ONCE
    ends = [*(np.flatnonzero(np.diff(which)) + 1).tolist(), len(edges)]
    return list(zip([0, *ends[:-1]], ends, strict=True))
