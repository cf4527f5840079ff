"""Questions about plans: which places have one, and what is where on it. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.queries import whereabouts
from wherehold.tracking import access, floors
from wherehold.tracking.floors import Floor, Pair
from wherehold.tracking.models import Area, Plan
from wherehold.tracking.queries import pins, zones
from wherehold.tracking.queries.pins import Pin
from wherehold.tracking.queries.within import Box
from wherehold.tracking.queries.zones import ZoneLine


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """A place that has a plan."""

    place_id: int
    place: str
    path: str
    calibrated: bool


@dataclass(frozen=True, kw_only=True)
class AreaLine:
    """An area of a plan: its corners in metres, and how many things are in it."""

    id: int
    name: str
    place_id: int | None
    place: str
    corners: list[Pair]
    middle: Pair
    number: int | None


@dataclass(frozen=True, kw_only=True)
class PlanCard(PlanLine):
    """A plan with its areas, the things whose trackers are on it, and the zones that touch it.

    Pins and zones are there once the plan is laid on the earth.
    """

    attachment_id: int
    width_px: int
    height_px: int
    changed_at: datetime
    anchors: list[list[float]]
    floor: Floor | None
    areas: list[AreaLine]
    pins: list[tuple[Pin, Pair]]
    zones: list[tuple[ZoneLine, list[Pair], float]]


def plans(*, actor: Actor) -> list[PlanLine]:
    """Return the places with a plan that the actor may know of, by full name. Two statements."""
    rows = list(Plan.objects.values_list("place_id", "anchors"))
    known = whereabouts.places(actor=actor, ids=[key for key, _ in rows])
    lines = [
        PlanLine(place_id=key, place=known[key][0], path=known[key][1], calibrated=bool(anchors))
        for key, anchors in rows
        if key in known
    ]
    return sorted(lines, key=lambda one: one.place)


def card(*, actor: Actor, place_id: int) -> PlanCard:
    """Return the plan of a place, with what is where on it. Twenty statements at most.

    Raises: NotFound.
    """
    plan = Plan.objects.filter(place=place_id).first()
    known = whereabouts.places(actor=actor, ids=[place_id])
    if plan is None or place_id not in known:
        raise NotFound({"what": "plan", "key": place_id})
    floor = floors.of_anchors(plan.anchors)
    seen = _seen(actor, plan, floor) if floor else ([], [])
    name, path = known[place_id]
    return PlanCard(
        place_id=place_id,
        place=name,
        path=path,
        calibrated=floor is not None,
        attachment_id=plan.attachment_id,
        width_px=plan.width_px,
        height_px=plan.height_px,
        changed_at=plan.changed_at,
        anchors=plan.anchors,
        floor=floor,
        areas=_areas(actor, plan),
        pins=seen[0],
        zones=seen[1],
    )


def _areas(actor: Actor, plan: Plan) -> list[AreaLine]:
    """Return the areas with how many things are in the places that they are. Three statements."""
    rows = list(Area.objects.filter(plan=plan).order_by("name"))
    ids = {row.place_id for row in rows if row.place_id}
    known = whereabouts.places(actor=actor, ids=ids)
    paths = {key: path for key, (_name, path) in known.items()}
    numbers = whereabouts.numbers(actor=actor, paths=paths.values()) if paths else {}
    return [
        AreaLine(
            id=row.pk,
            name=row.name,
            place_id=row.place_id if row.place_id in known else None,
            place=known[row.place_id][0] if row.place_id in known else "",
            corners=[(x, y) for x, y in row.corners],
            middle=floors.middle([(x, y) for x, y in row.corners]),
            number=numbers.get(paths.get(row.place_id or 0, "")),
        )
        for row in rows
    ]


def _seen(
    actor: Actor, plan: Plan, floor: Floor
) -> tuple[list[tuple[Pin, Pair]], list[tuple[ZoneLine, list[Pair], float]]]:
    """Return things and zones on a plan that is laid on the earth, for who may see positions."""
    edges = [(x, y) for x in (0.0, plan.width_px) for y in (0.0, plan.height_px)]
    corners = [found for one in edges if (found := floor.earth(floor.metres(one)))]
    if not corners or not actor.may_somewhere(access.POSITIONS):
        return [], []
    lats, lons = [one[0] for one in corners], [one[1] for one in corners]
    box = Box(min(lats), min(lons), max(lats), max(lons))
    there = pins.pins(actor=actor, given={}, box=box)
    placed = [(one, _px(floor, (one.lat, one.lon))) for one in there]
    inside = [
        (one, at)
        for one, at in placed
        if 0 <= at[0] <= plan.width_px and 0 <= at[1] <= plan.height_px
    ]
    shapes = [(one, *_shape(floor, one.geometry, one.reach_m)) for one in zones.zones(actor=actor)]
    return inside, [one for one in shapes if any(_near(plan, at) for at in one[1])]


def _shape(
    floor: Floor, geometry: dict[str, Any] | None, reach_m: float
) -> tuple[list[Pair], float]:
    """Return a zone in pixels: corners, or a middle and a radius; nothing for other shapes."""
    if geometry is None:
        return [], 0.0
    if geometry["type"] == "Point":
        lon, lat = geometry["coordinates"][:2]
        return [_px(floor, (lat, lon))], reach_m * floor.px_a_metre
    if geometry["type"] == "Polygon":
        return [_px(floor, (lat, lon)) for lon, lat, *_ in geometry["coordinates"][0]], 0.0
    return [], 0.0


def _px(floor: Floor, earth: Pair) -> Pair:
    metres = floor.from_earth(earth)
    assert metres is not None
    return floor.px(metres)


def _near(plan: Plan, at: Pair) -> bool:
    return -plan.width_px < at[0] < 2 * plan.width_px and -plan.height_px < at[1] < 2 * (
        plan.height_px
    )
