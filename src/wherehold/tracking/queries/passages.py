"""Questions about zones that things went through between two positions."""

from dataclasses import dataclass
from datetime import datetime

from wherehold.kernel.actor import Actor
from wherehold.tracking import passing
from wherehold.tracking import zones as shapes
from wherehold.tracking.instants import from_us, to_us
from wherehold.tracking.models import Zone
from wherehold.tracking.passing import Passed, Spot
from wherehold.tracking.queries import positions
from wherehold.tracking.queries.positions import Point


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A zone that a thing went through after one position and before the next."""

    asset_id: int
    zone_id: int
    zone: str
    after: datetime
    before: datetime


def passages(
    *, actor: Actor, asset_id: int, since: datetime, until: datetime
) -> tuple[list[Passage], bool]:
    """Return the zones that an asset went through in a span, in order, and whether there are more.

    Only where no position was told within: else it is a visit, or one position that proves none.
    By each of its devices, of what the actor may see of its track.

    Raises: NotFound, SpanTooLong.
    """
    points, more = positions.track(actor=actor, asset_id=asset_id, since=since, until=until)
    return through(actor=actor, asset_id=asset_id, points=points), more


def through(*, actor: Actor, asset_id: int, points: list[Point]) -> list[Passage]:
    """Return the same of a track that the actor has been told. Two statements."""
    assert actor.name
    ways: dict[int, list[Spot]] = {}
    for one in points:
        if not one.flags:
            ways.setdefault(one.device_id, []).append(Spot(to_us(one.at), one.lat, one.lon))
    grid = shapes.current().grid
    found = [one for way in ways.values() for one in passing.passed(way, grid)]
    found.sort(key=lambda one: (one.before.at_us, one.zone_id))
    ids = {one.zone_id for one in found}
    names = dict(Zone.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [_told(asset_id, one, names) for one in found]


def _told(asset_id: int, one: Passed, names: dict[int, str]) -> Passage:
    return Passage(
        asset_id=asset_id,
        zone_id=one.zone_id,
        zone=names.get(one.zone_id, ""),
        after=from_us(one.before.at_us),
        before=from_us(one.after.at_us),
    )
