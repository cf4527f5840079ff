"""One report of one device, as every door hands it on. What was not given is None.

Two reports are the same when device, instant and everything that was given are equal. Values are
kept as they came, so that this can be told years later.
"""

import struct
from collections.abc import Container
from zlib import crc32

import msgspec

K_MAX = 0x7FFF
COLUMNS = (
    *("lat", "lon", "accuracy_m", "speed_mps", "heading_deg", "altitude_m", "battery_pct"),
    *("rssi_dbm", "antenna", "reader", "epc", "sensors"),
)
NUMBERS = 9
_NOTHING = float("nan")
_pack = struct.Struct("<9d").pack
Content = tuple[float | str | None, ...]


class Problem(msgspec.Struct, frozen=True, gc=False):
    """Why one report was not taken."""

    index: int
    code: str
    message: str


def number_of(content: Content) -> int:
    """Return the number that tells reports of one device and instant apart: 15 bits of a hash."""
    numbers = [_NOTHING if value is None else value for value in content[:NUMBERS]]
    words = "\0".join(["" if value is None else str(value) for value in content[NUMBERS:]])
    return crc32(words.encode("utf-8", "surrogatepass"), crc32(_pack(*numbers))) & K_MAX


def free_number(content: Content, taken: Container[int]) -> int:
    """Return the number of a report, or the next one that no unequal report has."""
    k = number_of(content)
    while k in taken:
        k = (k + 1) & K_MAX
    return k
