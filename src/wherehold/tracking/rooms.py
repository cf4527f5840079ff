"""In which room a beacon is, of what readers heard of it. Pure.

How loud a beacon is heard errs to one side: walls and people only make it seem farther. So of
each reader the nearest counts; what goes away faster than anybody walks is no reading; and
another reader must be clearly nearer before it has the beacon.

Source: shape and figures as in Bermuda for Home Assistant, July 2026.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

LOUD_AT_1_M_DBM = -55.0
ATTENUATION = 3.0
WALKS_MPS = 3.0
SAMPLES_MAX = 20
REACH_M = 20.0
GONE_US = 30_000_000
CLEARLY, RATHER = 0.30, 0.15
LAST = 5


@dataclass(frozen=True)
class Heard:
    """A reader heard a beacon once."""

    at_us: int
    reader: str
    rssi_dbm: float


@dataclass(frozen=True)
class Room:
    """Which reader has a beacon, since when, when it was heard there last and about how near."""

    reader: str
    since_us: int
    at_us: int
    distance_m: float


@dataclass
class _Ear:
    """What one reader heard lately."""

    at_us: int = 0
    raw_m: float = 0.0
    near_m: deque[float] = field(default_factory=lambda: deque(maxlen=SAMPLES_MAX))

    def hear(self, at_us: int, distance_m: float) -> None:
        """Take in a reading, but for one that went away faster than anybody walks."""
        seconds = max((at_us - self.at_us) / 1e6, 0.001)
        if at_us - self.at_us > GONE_US:
            self.near_m.clear()
        elif self.near_m and (distance_m - self.raw_m) / seconds > WALKS_MPS:
            self.at_us = at_us
            return
        self.at_us, self.raw_m = at_us, distance_m
        self.near_m.append(distance_m)

    @property
    def distance_m(self) -> float:
        """Return the mean of the nearest so far, from the newest back; never more than is heard."""
        least, total = float("inf"), 0.0
        for one in reversed(self.near_m):
            least = min(least, one)
            total += least
        return min(total / len(self.near_m), self.raw_m)

    @property
    def last(self) -> list[float]:
        """Return the last few distances."""
        return list(self.near_m)[-LAST:]


def distance_m(rssi_dbm: float) -> float:
    """Return about how far away something is that is heard so loud."""
    return float(10 ** ((LOUD_AT_1_M_DBM - rssi_dbm) / (10 * ATTENUATION)))


def room(heard: Iterable[Heard]) -> Room | None:
    """Return which reader has a beacon after all that was heard of it; None where none is near."""
    ears: dict[str, _Ear] = {}
    has, since_us = "", 0
    for one in sorted(heard, key=lambda each: each.at_us):
        ear = ears.setdefault(one.reader, _Ear())
        ear.hear(one.at_us, distance_m(one.rssi_dbm))
        if one.reader == has or ear.distance_m > REACH_M:
            continue
        if not has or _takes_over(ear, ears[has], one.at_us):
            has, since_us = one.reader, one.at_us
    if not has:
        return None
    return Room(has, since_us, ears[has].at_us, ears[has].distance_m)


def _takes_over(ear: _Ear, before: _Ear, at_us: int) -> bool:
    """Say whether a reader that just heard a beacon takes it over from the one that has it."""
    if at_us - before.at_us > GONE_US:
        return True
    here, there = ear.distance_m, before.distance_m
    share = (there - here) / ((here + there) / 2)
    return share > CLEARLY or (share > RATHER and max(ear.last) < min(before.last))
