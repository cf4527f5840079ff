"""What a trail comes to: where a thing stood, and how it went from one such place to the next.

Pure, and by the instants of the positions alone: whatever came late or in another order ends in
the same. A thing stands while it stays within a circle for some minutes; what lies between two
stands is a trip.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from wherehold.tracking.folding import distance_m

CIRCLE_M = 75.0
STAND_MIN = timedelta(minutes=5)
# A trip shorter than this is the wandering of a thing that stands.
TRIP_M_MIN = 100.0
# After so long without a word nobody knows which way it went.
SILENCE = timedelta(hours=2)


class Fix(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A position, as far as trips go by it."""

    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None = None


class Leg(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A span in which a thing stood, or went. `gap` says that it was silent on the way."""

    moves: bool
    begins_at: datetime
    ends_at: datetime
    lat: float
    lon: float
    to_lat: float
    to_lon: float
    distance_m: float
    points: int
    gap: bool = False

    @property
    def duration(self) -> timedelta:
        """Return how long it took."""
        return self.ends_at - self.begins_at


def legs(fixes: Sequence[Fix]) -> list[Leg]:
    """Return stands and trips in order. The last may still go on."""
    spans = _stands(fixes)
    found: list[Leg] = []
    before = 0
    for first, last in spans:
        if first > before:
            found.append(trip(fixes[before : first + 1]))
        found.append(stand(fixes[first : last + 1]))
        before = last
    if fixes and before < len(fixes) - 1:
        found.append(trip(fixes[before:]))
    return joined(found)


def _stands(fixes: Sequence[Fix]) -> list[tuple[int, int]]:
    """Return the first and last position of each stand."""
    spans: list[tuple[int, int]] = []
    first = 0
    while first < len(fixes):
        last = first
        while last + 1 < len(fixes) and _stays(fixes[first], fixes[last + 1]):
            last += 1
        if fixes[last].at - fixes[first].at >= STAND_MIN:
            spans.append((first, last))
            first = last + 1
        else:
            first += 1
    return spans


def _stays(one: Fix, other: Fix) -> bool:
    slack = max(one.accuracy_m or 0.0, other.accuracy_m or 0.0)
    return distance_m(one.lat, one.lon, other.lat, other.lon) <= max(CIRCLE_M, slack)


def stand(fixes: Sequence[Fix]) -> Leg:
    """Return positions, one at least, as a stand."""
    lat = sum(one.lat for one in fixes) / len(fixes)
    lon = sum(one.lon for one in fixes) / len(fixes)
    return Leg(
        moves=False,
        begins_at=fixes[0].at,
        ends_at=fixes[-1].at,
        lat=lat,
        lon=lon,
        to_lat=lat,
        to_lon=lon,
        distance_m=0.0,
        points=len(fixes),
    )


def trip(fixes: Sequence[Fix]) -> Leg:
    """Return positions, one at least, as a trip."""
    pairs = list(zip(fixes, fixes[1:], strict=False))
    return Leg(
        moves=True,
        begins_at=fixes[0].at,
        ends_at=fixes[-1].at,
        lat=fixes[0].lat,
        lon=fixes[0].lon,
        to_lat=fixes[-1].lat,
        to_lon=fixes[-1].lon,
        distance_m=sum(distance_m(a.lat, a.lon, b.lat, b.lon) for a, b in pairs),
        points=len(fixes),
        gap=any(b.at - a.at > SILENCE for a, b in pairs),
    )


def joined(found: Sequence[Leg]) -> list[Leg]:
    """Leave out trips that lead nowhere, and join the stands on both sides of them."""
    kept: list[Leg] = []
    for leg in found:
        nowhere = distance_m(leg.lat, leg.lon, leg.to_lat, leg.to_lon)
        if leg.moves and leg.distance_m < TRIP_M_MIN and nowhere < TRIP_M_MIN:
            continue
        last = kept[-1] if kept else None
        if last is not None and not leg.moves and not last.moves and _beside(last, leg):
            kept[-1] = _both(last, leg)
        else:
            kept.append(leg)
    return kept


def _beside(one: Leg, other: Leg) -> bool:
    return distance_m(one.lat, one.lon, other.lat, other.lon) <= 2 * CIRCLE_M


def _both(one: Leg, other: Leg) -> Leg:
    number = one.points + other.points
    lat = (one.lat * one.points + other.lat * other.points) / number
    lon = (one.lon * one.points + other.lon * other.points) / number
    return Leg(
        moves=False,
        begins_at=one.begins_at,
        ends_at=other.ends_at,
        lat=lat,
        lon=lon,
        to_lat=lat,
        to_lon=lon,
        distance_m=0.0,
        points=number,
    )
