"""Zones as shapes on the earth: is a position inside, and how far from the edge.

Pure. A shape is laid flat around itself, in metres, so it is good for tens of kilometres. Many
shapes lie in a grid of cells, so a position is compared with those near it only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, floor, hypot, inf, radians
from typing import Any

METRES_A_DEGREE = 111_195.0
CELL_DEGREES = 0.02
CELLS_MAX = 400
POINTS_MAX = 10_000
# A shape may reach this far: beyond, laying it flat is no more good.
SPAN_DEGREES_MAX = 20.0
Edge = tuple[float, float, float, float]


class BadShape(ValueError):
    """The geometry is none that a zone can have."""


@dataclass(frozen=True)
class Shape:
    """A geometry, laid flat: edges in metres around its middle, closed or within `reach_m`."""

    id: int
    lat: float
    lon: float
    shrink: float
    edges: Sequence[Edge]
    reach_m: float
    is_area: bool
    low: tuple[float, float]
    high: tuple[float, float]

    def beyond_m(self, lat: float, lon: float) -> float:
        """Return how far a position is outside; inside it is negative: how far from the edge."""
        x = ((lon - self.lon + 180.0) % 360.0 - 180.0) * METRES_A_DEGREE * self.shrink
        y = (lat - self.lat) * METRES_A_DEGREE
        if not self.edges:
            return hypot(x, y) - self.reach_m
        nearest, inside = inf, False
        for x0, y0, x1, y1 in self.edges:
            nearest = min(nearest, _from_edge(x, y, x0, y0, x1, y1))
            if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
                inside = not inside
        if not self.is_area:
            return nearest - self.reach_m
        return -nearest if inside else nearest


@dataclass
class Grid:
    """Shapes by cell of the earth. The few that span many cells are looked at every time."""

    cells: dict[tuple[int, int], list[Shape]] = field(default_factory=dict)
    wide: list[Shape] = field(default_factory=list)
    by_id: dict[int, Shape] = field(default_factory=dict)

    def near(self, lat: float, lon: float) -> Iterable[Shape]:
        """Return the shapes in whose box a position lies."""
        there = self.cells.get((floor(lat / CELL_DEGREES), floor(lon / CELL_DEGREES)), ())
        for shape in (*there, *self.wide) if self.wide else there:
            if shape.low[0] <= lat <= shape.high[0] and shape.low[1] <= lon <= shape.high[1]:
                yield shape


def grid(shapes: Iterable[Shape]) -> Grid:
    """Return shapes in a grid."""
    made = Grid()
    for shape in shapes:
        made.by_id[shape.id] = shape
        rows = range(_cell(shape.low[0]), _cell(shape.high[0]) + 1)
        columns = range(_cell(shape.low[1]), _cell(shape.high[1]) + 1)
        if len(rows) * len(columns) > CELLS_MAX:
            made.wide.append(shape)
            continue
        for row in rows:
            for column in columns:
                made.cells.setdefault((row, column), []).append(shape)
    return made


def shape_of(key: int, geometry: Any, reach_m: float = 0.0) -> Shape:  # noqa: ANN401
    """Return a GeoJSON geometry as a shape: Point and LineString with a reach, or areas.

    Raises: BadShape.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    said = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind == "Point":
        lines = [[_point(said)]]
    elif kind == "LineString":
        lines = [_line(said, 2)]
    elif kind == "Polygon":
        lines = [_ring(one) for one in _list(said)]
    elif kind == "MultiPolygon":
        lines = [_ring(one) for each in _list(said) for one in _list(each)]
    else:
        raise BadShape("A zone is a Point, LineString, Polygon or MultiPolygon.")
    is_area = kind in {"Polygon", "MultiPolygon"}
    if not is_area and not 0 < reach_m <= 1_000_000:
        raise BadShape("A circle has radius_m and a corridor width_m, from 0 to 1,000 km.")
    return _flat(key, lines, 0.0 if is_area else reach_m, is_area=is_area)


def _flat(
    key: int, lines: Sequence[Sequence[tuple[float, float]]], reach_m: float, *, is_area: bool
) -> Shape:
    points = [point for line in lines for point in line]
    if not points or len(points) > POINTS_MAX:
        raise BadShape(f"A zone has 1 to {POINTS_MAX:,} points.")
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    if max(lons) - min(lons) > SPAN_DEGREES_MAX or max(lats) - min(lats) > SPAN_DEGREES_MAX:
        raise BadShape(f"A zone spans {SPAN_DEGREES_MAX:g} degrees at most.")
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    shrink = max(cos(radians(lat)), 0.01)

    def at(point: tuple[float, float]) -> tuple[float, float]:
        across, up = point[0] - lon, point[1] - lat
        return across * METRES_A_DEGREE * shrink, up * METRES_A_DEGREE

    flat = [[at(point) for point in line] for line in lines]
    edges = [(*a, *b) for line in flat for a, b in zip(line, line[1:], strict=False)]
    up, across = reach_m / METRES_A_DEGREE, reach_m / METRES_A_DEGREE / shrink
    low = (min(lats) - up, min(lons) - across)
    high = (max(lats) + up, max(lons) + across)
    return Shape(key, lat, lon, shrink, edges, reach_m, is_area, low, high)


def _from_edge(x: float, y: float, x0: float, y0: float, x1: float, y1: float) -> float:
    """Return how far a point is from a piece of line."""
    dx, dy = x1 - x0, y1 - y0
    length = dx * dx + dy * dy
    share = 0.0 if not length else max(0.0, min(1.0, ((x - x0) * dx + (y - y0) * dy) / length))
    return hypot(x - x0 - share * dx, y - y0 - share * dy)


def _cell(degrees: float) -> int:
    return floor(degrees / CELL_DEGREES)


def _list(said: Any) -> list[Any]:  # noqa: ANN401
    if not isinstance(said, list) or not said:
        raise BadShape("A geometry has coordinates.")
    return said


def _point(said: Any) -> tuple[float, float]:  # noqa: ANN401
    values = _list(said)[:2]
    if len(values) < 2 or not all(isinstance(v, int | float) for v in values):
        raise BadShape("A point is [longitude, latitude].")
    lon, lat = float(values[0]), float(values[1])
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise BadShape("A point is [longitude, latitude] in degrees.")
    return lon, lat


def _line(said: Any, least: int) -> list[tuple[float, float]]:  # noqa: ANN401
    points = [_point(one) for one in _list(said)]
    if len(points) < least:
        raise BadShape(f"A line has {least} points or more.")
    return points


def _ring(said: Any) -> list[tuple[float, float]]:  # noqa: ANN401
    points = _line(said, 4)
    if points[0] != points[-1]:
        raise BadShape("A ring ends where it begins.")
    return points
