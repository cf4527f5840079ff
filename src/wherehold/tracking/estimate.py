"""Where a thing most likely is, of all that speaks for it. Pure.

The newest evidence decides. An older one that agrees with it, and says more exactly where, says
where within it: a scan on a shelf stays good while a tracker says that the building is the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

# For so long what was said more exactly counts beside what was said later.
AGREES_FOR = timedelta(days=30)
# How exact each kind of evidence is by itself, in metres.
ACCURACY_M = {
    **dict.fromkeys(("scan", "phone", "camera", "wedge", "typed", "count"), 5.0),
    **dict.fromkeys(("person", "holder", "handover", "ble", "reader"), 10.0),
    **dict.fromkeys(("gate", "rfid"), 5.0),
    "check_out": 50.0,
    "network": 50.0,
}
FROM_DEVICES = frozenset({"device", "gps", "ble", "rfid", "gate", "reader", "network"})


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What says where a thing is: by what, when, and at which place or spot. `path` is for us."""

    how: str
    at: datetime
    by: str = ""
    place_id: int | None = None
    place: str = ""
    path: str = ""
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """Where a thing most likely is, as of when, by what; `also` says the same."""

    at: datetime
    how: str
    by: str
    place_id: int | None
    place: str
    path: str
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    also: tuple[str, ...]


def best(said: Iterable[Evidence]) -> Estimate | None:
    """Return what the evidence comes to; nothing where none says where."""
    known = [one for one in said if one.path or one.lat is not None]
    known.sort(key=lambda one: one.at, reverse=True)
    if not known:
        return None
    newest = where = known[0]
    also: list[str] = []
    for one in known[1:]:
        if not where.path or not _same(where.path, one.path) or newest.at - one.at > AGREES_FOR:
            continue
        also.append(one.how)
        if len(one.path) > len(where.path):
            where = one
    return Estimate(
        at=newest.at,
        how=newest.how,
        by=newest.by,
        place_id=where.place_id,
        place=where.place,
        path=where.path,
        lat=newest.lat,
        lon=newest.lon,
        accuracy_m=accuracy_m(newest if newest.lat is not None else where),
        also=tuple(dict.fromkeys(also)),
    )


def agrees(recorded: str, seen: str) -> bool | None:
    """Say whether two places, by path, are one or lie in one another; None if one is unknown."""
    return _same(recorded, seen) if recorded and seen else None


def _same(one: str, other: str) -> bool:
    return bool(other) and (one.startswith(other) or other.startswith(one))


def accuracy_m(one: Evidence) -> float | None:
    """Return how exact a piece of evidence is: as it says, else as its kind is."""
    return ACCURACY_M.get(one.how) if one.accuracy_m is None else one.accuracy_m
