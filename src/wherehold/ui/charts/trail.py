"""The trail of a thing: where it went, to scale, with its beginning, its end and north up."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wherehold.ui.charts.svg import Scale, el, figure, join, nice_steps

WIDTH, HEIGHT, EDGE = 720.0, 300.0, 26.0
METRES_A_DEGREE = 111_195.0
SPAN_M_MIN = 120.0
Place = tuple[float, float]


@dataclass(frozen=True)
class Stretch:
    """A part of a trail that was reported without a gap: latitude and longitude of each point."""

    points: Sequence[Place]


def trail(
    stretches: Sequence[Stretch],
    *,
    title: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    accuracy_m: float | None = None,
) -> SafeString:
    """Draw a trail. `accuracy_m` is the circle around its end within which the thing is."""
    points = [point for stretch in stretches for point in stretch.points]
    plane = _Plane.around(points)
    drawn = [plane.line(stretch) for stretch in stretches if len(stretch.points) > 1]
    (x, y), (x0, y0) = plane.at(points[-1]), plane.at(points[0])
    content = [*drawn, _scale(plane)]
    if len(points) > 1:
        content.append(el("circle", cx=x0, cy=y0, r=4.0, class_="mk hollow"))
    if accuracy_m:
        around = max(6.0, min(accuracy_m / plane.metres_a_px, HEIGHT))
        content.append(el("circle", cx=x, cy=y, r=around, class_="area f-1"))
    content.append(
        el("circle", el("title", _("Last position")), cx=x, cy=y, r=5.5, class_="mk acc")
    )
    return figure(
        *content, width=WIDTH, height=HEIGHT, title=title, head=head, rows=rows, css="chart wide"
    )


@dataclass(frozen=True)
class _Plane:
    """A piece of the earth laid flat, both ways to the same scale."""

    x: Scale
    y: Scale
    middle: Place
    metres_a_px: float

    @classmethod
    def around(cls, points: Sequence[Place]) -> "_Plane":
        lats = [lat for lat, _lon in points]
        middle_lon = points[0][1]
        lons = [(lon - middle_lon + 180.0) % 360.0 - 180.0 for _lat, lon in points]
        lat = (min(lats) + max(lats)) / 2
        shrink = max(cos(radians(lat)), 0.01)
        wide_m = (max(lons) - min(lons)) * METRES_A_DEGREE * shrink
        high_m = (max(lats) - min(lats)) * METRES_A_DEGREE
        inner_x, inner_y = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE
        metres = max(wide_m / inner_x, high_m / inner_y, SPAN_M_MIN / inner_y)
        half_x = inner_x * metres / METRES_A_DEGREE / shrink / 2
        half_y = inner_y * metres / METRES_A_DEGREE / 2
        lon = (min(lons) + max(lons)) / 2
        x = Scale(lon - half_x, lon + half_x, EDGE, WIDTH - EDGE)
        y = Scale(lat - half_y, lat + half_y, HEIGHT - EDGE, EDGE)
        return cls(x, y, (lat, middle_lon), metres)

    def at(self, point: Place) -> tuple[float, float]:
        lat, lon = point
        return self.x((lon - self.middle[1] + 180.0) % 360.0 - 180.0), self.y(lat)

    def line(self, stretch: Stretch) -> SafeString:
        steps = (f"{x:.1f} {y:.1f}" for x, y in map(self.at, stretch.points))
        return el("path", d="M" + "L".join(steps), class_="line s-1")


def _scale(plane: _Plane) -> SafeString:
    """Draw how long a round number of metres is."""
    metres = nice_steps(140 * plane.metres_a_px, 1)[1]
    metres = metres if metres <= 200 * plane.metres_a_px else metres / 2
    text = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    end = EDGE + metres / plane.metres_a_px
    return join(
        [
            el("path", d=f"M{EDGE:.1f} 288V292H{end:.1f}V288", class_="line s-0"),
            el("text", text, x=end + 6, y=293.0),
        ]
    )
