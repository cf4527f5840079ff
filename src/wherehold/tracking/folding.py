"""What the positions of one device come to, one after another in the order of their instants.

Pure: a state and the next position give a state. Because it goes by the instants of the device
and never by when something came, the same positions end in the same, however they arrive; what
comes late is folded in from an earlier state.
"""

from math import cos, hypot, radians
from typing import Any

import msgspec

from wherehold.tracking.flags import SPEED_MPS_MAX
from wherehold.tracking.geometry import METRES_A_DEGREE
from wherehold.tracking.instants import SECOND_US
from wherehold.tracking.zoning import Being

ACCURACY_M_DEFAULT = 50.0


class Fix(msgspec.Struct, array_like=True, gc=False):
    """One position of a device."""

    at_us: int
    k: int
    lat: float
    lon: float
    accuracy_m: float | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None


class Fold(msgspec.Struct, array_like=True):
    """What is known after so many positions: the last one, the last sound one, one in doubt.

    `since` counts positions since the last checkpoint, and says nothing of the device.
    """

    at_us: int = 0
    k: int = -1
    good: Fix | None = None
    doubt: Fix | None = None
    since: int = 0
    zones: dict[int, Being] = {}

    def is_before(self, fix: Fix) -> bool:
        """Say whether a position comes after all that was folded."""
        return (self.at_us, self.k) < (fix.at_us, fix.k)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Fold).decode


def kept(fold: Fold) -> str:
    """Return a state as it is kept."""
    return _encode(fold).decode()


def read(text: str) -> Fold:
    """Return a state that was kept; a new one where there is nothing."""
    return _decode(text) if text else Fold()


def kept_apart(fold: Fold) -> tuple[str, str]:
    """Return what must be kept of a state beside its last sound position: a text, and its zones.

    The text is empty for a plain one: none in doubt, and about to cross into or out of no zone.
    """
    good, zones = fold.good, fold.zones
    settled = all(one.inside and not one.turns_us for one in zones.values())
    if good is None:
        is_plain = fold.k == -1
    else:
        is_plain = fold.doubt is None and (fold.at_us, fold.k) == (good.at_us, good.k) and settled
    return ("", ",".join(map(str, sorted(zones)))) if is_plain else (kept(fold), "")


def restored(text: str, inside: str, good: tuple[Any, ...], since: int) -> Fold:
    """Return a state that was kept apart: `good` are instant, number and values of a position."""
    if text:
        return read(text)
    if good[2] is None:
        return Fold(since=since)
    zones = {int(zone_id): Being(True) for zone_id in inside.split(",")} if inside else {}
    return Fold(good[0], good[1], Fix(*good), None, since, zones)


def is_same(one: Fold, other: Fold) -> bool:
    """Say whether two states say the same of a device."""
    return msgspec.structs.replace(one, since=0) == msgspec.structs.replace(other, since=0)


def step(fold: Fold, fix: Fix) -> bool:
    """Take in the next position and say whether it is sound.

    One that nothing could have got to in the time is in doubt: it counts once the next agrees
    with it rather than with what went before.
    """
    fold.at_us, fold.k, fold.since = fix.at_us, fix.k, fold.since + 1
    if fold.good is not None and not _could_go(fold.good, fix):
        if fold.doubt is None or not _could_go(fold.doubt, fix):
            fold.doubt = fix
            return False
    fold.good, fold.doubt = fix, None
    return True


def distance_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return how far two positions are apart, on a sphere that is flat between them."""
    across = (other_lon - lon + 180.0) % 360.0 - 180.0
    return METRES_A_DEGREE * hypot(other_lat - lat, across * cos(radians((lat + other_lat) / 2.0)))


def _could_go(begin: Fix, end: Fix) -> bool:
    """Say whether a thing can have gone from one position to another in the time between."""
    apart_m = distance_m(begin.lat, begin.lon, end.lat, end.lon)
    slack_m = _accuracy(begin) + _accuracy(end)
    seconds = (end.at_us - begin.at_us) / SECOND_US
    return apart_m - slack_m <= SPEED_MPS_MAX * max(seconds, 1.0)


def _accuracy(fix: Fix) -> float:
    return ACCURACY_M_DEFAULT if fix.accuracy_m is None else fix.accuracy_m
