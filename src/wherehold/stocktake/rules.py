"""How a scan is judged, and what the outcomes are. Pure: values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

OPEN, FOUND, ELSEWHERE, MISSING, MOVED = "open", "found", "elsewhere", "missing", "moved"
UNKNOWN, DUPLICATE, SECOND, IGNORED = "unknown", "duplicate", "second", "ignored"
SEEN = frozenset({FOUND, ELSEWHERE})
# The same code read again within this time is the same read.
AGAIN = timedelta(seconds=2.5)

MOVE, RETURN, LOST, WRITE_OFF, LEFT = "moved", "returned", "lost", "write_off", "left"
OUTCOMES = {
    MOVE: _("Moved here"),
    RETURN: _("Taken back"),
    LOST: _("Lost"),
    WRITE_OFF: _("Write-off proposed"),
    LEFT: _("Left as it is"),
}
# What a button says that makes it so.
VERBS = {
    MOVE: _("Move here"),
    RETURN: _("Take back"),
    LOST: _("Lost"),
    WRITE_OFF: _("Write off"),
    LEFT: _("Only note"),
}
# What can be made of a line in a state; what was seen at two places as of what is found.
FITTING: Mapping[str, frozenset[str]] = {
    ELSEWHERE: frozenset({MOVE, RETURN, LEFT}),
    MISSING: frozenset({LOST, WRITE_OFF, LEFT}),
    FOUND: frozenset({LEFT}),
}


@dataclass(slots=True)
class Tally:
    """One asset of the count as it stands while scans are judged."""

    asset_id: int
    state: str = OPEN
    expected: bool = True
    id: int | None = None
    zone_id: int | None = None
    place_id: int | None = None
    value_minor: int | None = None
    seen_place_id: int | None = None
    seen_at: datetime | None = None
    seen_by_id: int | None = None
    times: int = 0
    other_place_id: int | None = None
    twice: bool = False
    moved: bool = False
    second_at: datetime | None = None
    second_by_id: int | None = None
    recount: bool = False
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """One read of a thing: when, where, by whom, and where it was recorded to be just then."""

    at: datetime
    place_id: int | None
    place_path: str
    party_id: int | None
    recorded_id: int | None
    recorded_path: str


def judge(tally: Tally, sight: Sight, second_minor: int | None) -> str:
    """Write on the tally what a read comes to, and return it in a word.

    A thing is where it belongs when one of the two places, seen and recorded, lies in the
    other: who stands in a room need not say on which shelf. Of the same read within 2.5 s
    nothing is made. From `second_minor` on, another person's read is the second count.
    """
    if tally.state not in SEEN:
        return _first(tally, sight)
    same = sight.party_id == tally.seen_by_id
    if same and tally.seen_at is not None and abs(sight.at - tally.seen_at) < AGAIN:
        return IGNORED
    if not same and tally.second_by_id is None and needs_second(tally.value_minor, second_minor):
        tally.second_at, tally.second_by_id = sight.at, sight.party_id
        return SECOND
    return _again(tally, sight)


def needs_second(value_minor: int | None, second_minor: int | None) -> bool:
    """Say whether a thing is dear enough for a second person to count it."""
    return second_minor is not None and value_minor is not None and value_minor >= second_minor


def belongs(sight: Sight) -> bool:
    """Say whether a thing was seen where it is recorded to be."""
    if sight.place_id is None or sight.recorded_id == sight.place_id:
        return True
    if sight.recorded_id is None or not sight.place_path or not sight.recorded_path:
        return False
    return sight.place_path.startswith(sight.recorded_path) or sight.recorded_path.startswith(
        sight.place_path
    )


def _first(tally: Tally, sight: Sight) -> str:
    tally.state = FOUND if belongs(sight) else ELSEWHERE
    tally.seen_place_id = sight.place_id
    tally.seen_at, tally.seen_by_id = sight.at, sight.party_id
    tally.moved = tally.expected and sight.recorded_id != tally.place_id
    tally.recount, tally.outcome = False, ""
    return tally.state


def _again(tally: Tally, sight: Sight) -> str:
    """Count a read once more; where it differs from the first, somebody has to say why."""
    tally.times += 1
    if sight.place_id in (None, tally.seen_place_id):
        return DUPLICATE
    if tally.state == ELSEWHERE and belongs(sight):
        tally.other_place_id, tally.twice = tally.seen_place_id, True
        tally.seen_place_id, tally.state = sight.place_id, FOUND
    elif not (tally.state == FOUND and belongs(sight)):
        tally.other_place_id, tally.twice = sight.place_id, True
    return DUPLICATE


@dataclass(frozen=True)
class Interval:
    """A share in the long run, with the bounds that hold it 95 times of 100."""

    share: float
    low: float
    high: float


def wilson(right: int, judged: int, z: float = 1.959963985) -> Interval | None:
    """Return the share of what is right with its 95 % interval; none where nothing is judged.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical
    inference", Journal of the American Statistical Association 22 (1927), 209-212.
    """
    if judged <= 0:
        return None
    share = right / judged
    spread = 1 + z * z / judged
    middle = (share + z * z / (2 * judged)) / spread
    half = z / spread * (share * (1 - share) / judged + z * z / (4 * judged * judged)) ** 0.5
    low = 0.0 if right == 0 else max(0.0, middle - half)
    high = 1.0 if right == judged else min(1.0, middle + half)
    return Interval(share, low, high)
