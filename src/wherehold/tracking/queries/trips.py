"""Questions about how a thing went: its trips and stands, by its days."""

from dataclasses import dataclass
from datetime import datetime

from wherehold.kernel.actor import Actor
from wherehold.tracking import days, keeping, rolled
from wherehold.tracking.instants import to_us
from wherehold.tracking.queries import positions
from wherehold.tracking.trips import Leg

LEGS_MAX = 5_000


@dataclass(frozen=True, kw_only=True)
class Trip:
    """A way from where a thing stood to where it stood next, or, without `moves`, a stand."""

    asset_id: int
    moves: bool
    begins_at: datetime
    ends_at: datetime
    duration_s: int
    lat: float
    lon: float
    to_lat: float
    to_lon: float
    distance_m: int
    points: int
    gap: bool

    @property
    def kilometres(self) -> float:
        """Return how far it was, as people say it."""
        return self.distance_m / 1000


def trips(
    *, actor: Actor, asset_id: int, since: datetime, until: datetime, stands: bool = False
) -> tuple[list[Trip], bool]:
    """Return the trips of an asset that touch a span, in order, and whether there are more after.

    With `stands` also where it stood between. But for those while somebody else kept it.

    Raises: NotFound, SpanTooLong.
    """
    positions.must_see(actor=actor, asset_id=asset_id, since=since, until=until)
    parts = rolled.of(rolled.bound([asset_id], until), since, until)[asset_id]
    kept = keeping.spans(actor=actor, asset_ids=[asset_id])
    legs = days.joined(leg for part in parts for leg in part.legs)
    found = [
        _told(asset_id, leg)
        for leg in legs
        if (leg.moves or stands)
        and leg.ends_at >= since
        and not keeping.touches(kept, asset_id, to_us(leg.begins_at), to_us(leg.ends_at))
    ]
    return found[:LEGS_MAX], len(found) > LEGS_MAX


def _told(asset_id: int, leg: Leg) -> Trip:
    return Trip(
        asset_id=asset_id,
        moves=leg.moves,
        begins_at=leg.begins_at,
        ends_at=leg.ends_at,
        duration_s=round(leg.duration.total_seconds()),
        lat=round(leg.lat, 6),
        lon=round(leg.lon, 6),
        to_lat=round(leg.to_lat, 6),
        to_lon=round(leg.to_lon, 6),
        distance_m=round(leg.distance_m),
        points=leg.points,
        gap=leg.gap,
    )
