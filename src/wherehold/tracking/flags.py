"""Why a reading that is stored says nothing of where a thing is now."""

from typing import TYPE_CHECKING

from wherehold.tracking.instants import SECOND_US

if TYPE_CHECKING:
    from wherehold.tracking.columns import Doubles, Longs

NULL_ISLAND = 1
CLOCK = 2
SPEED = 4
JUMP = 8
NAMES = {
    NULL_ISLAND: "null_island",
    CLOCK: "clock",
    SPEED: "impossible_speed",
    JUMP: "impossible_jump",
}
# A clock that is ahead by more than this is wrong; one that is behind looks like late news.
AHEAD_US_MAX = 120 * SECOND_US
SPEED_MPS_MAX = 340.0


def of(numbers: "Doubles", at_us: "Longs", received_us: int) -> "Longs":
    """Return the flags that readings have by themselves, whatever came before them."""
    import numpy as np

    is_null = (numbers[:, 0] == 0) & (numbers[:, 1] == 0)
    found = np.where(is_null, NULL_ISLAND, 0)
    found |= np.where(at_us > received_us + AHEAD_US_MAX, CLOCK, 0)
    found |= np.where(numbers[:, 3] > SPEED_MPS_MAX, SPEED, 0)
    return found


def names(flags: int) -> list[str]:
    """Return the flags by name."""
    return [name for bit, name in NAMES.items() if flags & bit]
