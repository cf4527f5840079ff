"""Why a reading that is stored says nothing of where a thing is now."""

from wherehold.tracking.instants import SECOND_US
from wherehold.tracking.reading import Content

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


def of(content: Content, at_us: int, received_us: int) -> int:
    """Return the flags that a reading has by itself, whatever came before it."""
    lat, lon, _accuracy, speed = content[:4]
    found = NULL_ISLAND if lat == 0 and lon == 0 else 0
    if at_us > received_us + AHEAD_US_MAX:
        found |= CLOCK
    if isinstance(speed, float) and speed > SPEED_MPS_MAX:
        found |= SPEED
    return found


def names(flags: int) -> list[str]:
    """Return the flags by name."""
    return [name for bit, name in NAMES.items() if flags & bit]
