"""Questions about how a thing went: trips and stands, worked out from its trail when asked."""

from dataclasses import dataclass
from datetime import datetime

from wherehold.kernel.actor import Actor
from wherehold.tracking import trips as worked
from wherehold.tracking.queries import positions
from wherehold.tracking.trips import Fix


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
    """Return the trips of an asset in a span, in order, and whether there are more after them.

    With `stands` also where it stood between.

    Raises: NotFound, SpanTooLong.
    """
    points, more = positions.track(actor=actor, asset_id=asset_id, since=since, until=until)
    fixes = [Fix(at=p.at, lat=p.lat, lon=p.lon, accuracy_m=p.accuracy_m) for p in points]
    found = [leg for leg in worked.legs(fixes) if leg.moves or stands]
    return [_told(asset_id, leg) for leg in found], more


def _told(asset_id: int, leg: worked.Leg) -> Trip:
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
