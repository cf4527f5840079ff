"""Which way a tag went through a portal, of what its antennas read. Pure.

Each antenna looks at one side. A pass is what is read without a long pause; the side whose
antenna heard the tag loudest later is the one to which it went. Where that is not clear, nothing
is said rather than guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PAUSE_US = 5_000_000
APART_US = 300_000
READS_MIN = 2


@dataclass(frozen=True)
class Read:
    """An antenna of a portal read a tag once."""

    at_us: int
    antenna: int
    rssi_dbm: float


@dataclass(frozen=True)
class Pass:
    """A tag went by: from which antenna's side to which other's; None where it is not known."""

    at_us: int
    from_antenna: int | None
    to_antenna: int | None


def passes(reads: Iterable[Read]) -> list[Pass]:
    """Return how a tag went by, pass by pass, in order."""
    found: list[Pass] = []
    run: list[Read] = []
    for one in sorted(reads, key=lambda each: each.at_us):
        if run and one.at_us - run[-1].at_us > PAUSE_US:
            found.append(_told(run))
            run = []
        run.append(one)
    return [*found, _told(run)] if run else found


def _told(run: Sequence[Read]) -> Pass:
    """Return which way a pass went: by when each antenna heard the tag loudest."""
    sides: dict[int, list[Read]] = {}
    for one in run:
        sides.setdefault(one.antenna, []).append(one)
    unknown = Pass(run[-1].at_us, None, None)
    if len(sides) != 2 or any(len(reads) < READS_MIN for reads in sides.values()):
        return unknown
    first, last = sorted(_peak(reads) for reads in sides.values())
    if last[0] - first[0] < APART_US:
        return unknown
    return Pass(run[-1].at_us, first[1], last[1])


def _peak(reads: Sequence[Read]) -> tuple[int, int]:
    """Return when an antenna heard the tag loudest, in the middle where that was for a while."""
    loudest = max(one.rssi_dbm for one in reads)
    at = [one.at_us for one in reads if one.rssi_dbm == loudest]
    return at[len(at) // 2], reads[0].antenna
