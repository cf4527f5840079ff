"""A plan as it is drawn: everything in pixels of its picture."""

from dataclasses import dataclass, field

from wherehold.tracking.floors import Floor, Pair
from wherehold.tracking.queries.pins import Pin
from wherehold.tracking.queries.plans import AreaLine, PlanCard

# Marks are as large on a large picture as on a small one.
MARKS = 42
SCALES_M = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)


@dataclass(frozen=True)
class Drawn:
    """What lies on the picture, in its pixels; `unit` is how large a mark is."""

    unit: float
    areas: list[tuple[AreaLine, str, Pair]] = field(default_factory=list)
    zones: list[tuple[str, str, Pair, float]] = field(default_factory=list)
    pins: list[tuple[Pin, Pair, float]] = field(default_factory=list)
    anchors: list[Pair] = field(default_factory=list)
    scale: tuple[int, float] | None = None


def drawn(card: PlanCard) -> Drawn:
    """Return what lies on a plan."""
    unit = max(card.width_px, card.height_px) / MARKS
    anchors = [(one[0], one[1]) for one in card.anchors]
    floor = card.floor
    if floor is None:
        return Drawn(unit, anchors=anchors)
    return Drawn(
        unit,
        areas=[
            (one, _points([floor.px(at) for at in one.corners]), floor.px(one.middle))
            for one in card.areas
        ],
        zones=[
            (zone.name, _points(corners) if not radius else "", corners[0], radius)
            for zone, corners, radius in card.zones
        ],
        pins=[(pin, at, (pin.accuracy_m or 0.0) * floor.px_a_metre) for pin, at in card.pins],
        anchors=anchors,
        scale=_scale(floor, card.width_px),
    )


def _scale(floor: Floor, width_px: int) -> tuple[int, float]:
    """Return a round number of metres that takes up about a sixth of the picture."""
    most = width_px / 6 / floor.px_a_metre
    metres = max((one for one in SCALES_M if one <= most), default=SCALES_M[0])
    return metres, metres * floor.px_a_metre


def _points(corners: list[Pair]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
