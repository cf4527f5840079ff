"""What goes on for many devices at once, where nothing special happens.

A device goes on steadily when all that it said is later than what is known, each position could
be got to from the one before, and it stays in the zones in which it is. For those the fold of
`folding` and `zoning` is worked out in columns; whatever is not clearly so is left to them, so
both always come to the same.
"""

from typing import TYPE_CHECKING

from wherehold.tracking.columns import Stored, first_of_each, last_of_each
from wherehold.tracking.flags import SPEED_MPS_MAX
from wherehold.tracking.folding import ACCURACY_M_DEFAULT
from wherehold.tracking.geometry import METRES_A_DEGREE
from wherehold.tracking.instants import SECOND_US
from wherehold.tracking.states import GOOD, States
from wherehold.tracking.zones import Zones
from wherehold.tracking.zoning import ACCURACY_M_MAX

if TYPE_CHECKING:
    from wherehold.tracking.columns import Doubles, Longs, Truths

# Columns and plain Python may differ by roundings: what is that close is not clear.
CLEAR_M = 1e-3
LAT, LON, ACCURACY = 0, 1, 2


def late(fixes: Stored, states: States) -> "tuple[dict[int, tuple[int, int]], Truths]":
    """Return the rows with positions that come late, with their span, and which positions are.

    A span goes from the first late position to the last of all that the device said.
    """
    import numpy as np

    known_us, known_k = states.longs["at_us"].copy(), states.longs["k"].copy()
    known_us[np.isnan(states.doubles["lat"])] = -1
    for row in set(fixes.row.tolist()):
        if states.fold[row]:
            fold = states.folded(row)
            known_us[row], known_k[row] = fold.at_us, fold.k
    last_us = known_us[fixes.row]
    is_late = (fixes.at_us < last_us) | ((fixes.at_us == last_us) & (fixes.k <= known_k[fixes.row]))
    begins, ends = first_of_each(fixes.row), last_of_each(fixes.row)
    spans = {
        int(fixes.row[begin]): (int(fixes.at_us[begin]), int(fixes.at_us[end]))
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
        if is_late[begin]
    }
    return spans, is_late


def go_on(fixes: Stored, states: States, zones: Zones, room: int) -> "Longs":
    """Bring steady states up to their last position; return the positions of the others.

    `room` is after how many positions a checkpoint is due, which is not made here.
    """
    import numpy as np

    if not len(fixes):
        return np.zeros(0, np.int64)
    begins, ends = first_of_each(fixes.row), last_of_each(fixes.row)
    rows, counts = fixes.row[begins], ends - begins + 1
    clear = _can_follow(fixes, states, begins) & _stays(fixes, states, zones)
    is_plain = np.array([not states.fold[row] for row in rows.tolist()])
    is_steady = is_plain & np.logical_and.reduceat(clear, begins)
    is_steady &= states.longs["since"][rows] + counts < room
    _settle(fixes, states, rows[is_steady], ends[is_steady], counts[is_steady])
    odd: Longs = np.flatnonzero(~np.repeat(is_steady, counts))
    return odd


def _settle(fixes: Stored, states: States, rows: "Longs", ends: "Longs", counts: "Longs") -> None:
    states.longs["at_us"][rows] = fixes.at_us[ends]
    states.longs["k"][rows] = fixes.k[ends]
    states.longs["since"][rows] += counts
    for number, name in enumerate(GOOD):
        states.doubles[name][rows] = fixes.numbers[ends, number]


def _can_follow(fixes: Stored, states: States, begins: "Longs") -> "Truths":
    """Say which positions can clearly be got to from the one before, if there is one."""
    import numpy as np

    doubles = states.doubles
    first = fixes.row[begins]
    before_us = np.roll(fixes.at_us, 1)
    before_us[begins] = states.longs["at_us"][first]
    before = np.roll(fixes.numbers[:, :3], 1, axis=0)
    for number, name in enumerate(GOOD[:3]):
        before[begins, number] = doubles[name][first]
    here = fixes.numbers
    apart_m = _distance_m(before[:, LAT], before[:, LON], here[:, LAT], here[:, LON])
    slack_m = _accuracy(before[:, ACCURACY]) + _accuracy(here[:, ACCURACY])
    seconds = (fixes.at_us - before_us) / SECOND_US
    reach_m = SPEED_MPS_MAX * np.maximum(seconds, 1.0) - CLEAR_M
    found: Truths = (apart_m - slack_m <= reach_m) | np.isnan(before[:, LAT])
    return found


def _distance_m(lat: "Doubles", lon: "Doubles", lat2: "Doubles", lon2: "Doubles") -> "Doubles":
    import numpy as np

    across = (lon2 - lon + 180.0) % 360.0 - 180.0
    found: Doubles = METRES_A_DEGREE * np.hypot(
        lat2 - lat, across * np.cos(np.radians((lat + lat2) / 2.0))
    )
    return found


def _accuracy(given: "Doubles") -> "Doubles":
    import numpy as np

    return np.where(np.isnan(given), ACCURACY_M_DEFAULT, given)


def _stays(fixes: Stored, states: States, zones: Zones) -> "Truths":
    """Say which positions are clearly in the zones in which their devices are, and no other."""
    import numpy as np

    rows = fixes.row.tolist()
    known = [states.inside[row] for row in rows]
    if zones.field is None:
        return np.array([not text for text in known])
    pairs = zones.field.pairs(fixes.numbers[:, LAT], fixes.numbers[:, LON])
    seen: list[str] = [""] * len(rows)
    order = np.lexsort((pairs.zone_id, pairs.spot))
    order = order[pairs.inside[order]]
    for spot, zone_id in zip(
        pairs.spot[order].tolist(), pairs.zone_id[order].tolist(), strict=True
    ):
        seen[spot] = f"{seen[spot]},{zone_id}" if seen[spot] else str(zone_id)
    same = np.array([one == other for one, other in zip(seen, known, strict=True)])
    # One that is not exact enough takes nothing into a zone.
    vague = (fixes.numbers[:, ACCURACY] > ACCURACY_M_MAX) & np.array([not one for one in known])
    stays: Truths = same | vague
    stays[pairs.spot[pairs.unsure]] = False
    return stays
