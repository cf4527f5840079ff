"""What a calendar draws: rows with bars in half days, lanes that keep them apart, what is free.

Pure functions. A bar is at least half a day wide, so that it can be seen and hit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from wherehold.reservations.queries.calendar import Claim, Thing, Weeks

HALF = timedelta(hours=12)
BLOCKING = frozenset({"requested", "approved", "prepared", "out", "held", "overdue", "hold"})
LOOK = {
    "approved": "book",
    "prepared": "book",
    "requested": "ask",
    "waiting": "wait",
    "out": "out",
    "held": "out",
    "overdue": "late",
    "hold": "hold",
    "returned": "done",
    "no_show": "done",
}
MOVABLE = frozenset({"requested", "approved", "prepared"})


@lru_cache(maxsize=10_000)
def _halves(first: date, zone: ZoneInfo, at: datetime) -> float:
    local = at.astimezone(zone).replace(tzinfo=None)
    return (local - datetime.combine(first, time())) / HALF


@dataclass(frozen=True)
class Frame:
    """The days that are drawn, on the wall clock of a zone."""

    first: date
    days: int
    zone: ZoneInfo

    def halves(self, at: datetime) -> float:
        """Return how many half days after the first an instant lies, by the wall clock."""
        return _halves(self.first, self.zone, at)

    def place(self, begins: datetime, ends: datetime) -> tuple[int, int] | None:
        """Return where a bar begins and ends, in half days; none if it is not to be seen."""
        most = self.days * 2
        start = max(0, round(self.halves(begins)))
        end = min(most, max(start + 1, round(self.halves(ends))))
        return (start, end) if start < most and self.halves(ends) > 0 else None


@dataclass(frozen=True)
class Bar:
    """One bar: where it stands, how it looks, and what it says. Columns count from 1."""

    look: str
    start: int
    width: int
    claim: Claim
    cut: bool = False
    goes_on: bool = False

    @property
    def column(self) -> str:
        """Return the classes that place it: tens and ones of where it begins and how wide it is."""
        start, width = self.start + 1, self.width
        return f"sa{start // 10} sb{start % 10} wa{width // 10} wb{width % 10}"

    @property
    def movable(self) -> bool:
        """Say whether it may be dragged."""
        return self.claim.kind in MOVABLE


@dataclass(frozen=True)
class Row:
    """One thing, person or promise with its bars, in as many lanes as keep them apart."""

    key: int
    label: str
    detail: str
    lanes: list[list[Bar]]


@dataclass(frozen=True)
class Group:
    """Things of a model or at a place: how many are free each day, and their rows."""

    label: str
    model_id: int | None = None
    many: int = 0
    free: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def groups(found: Weeks, frame: Frame, by: str) -> list[Group]:
    """Return the groups of a calendar: by model, by place, or one for all."""
    made: dict[tuple[int | None, str], list[Thing]] = {}
    for thing in found.things:
        label = {"model": thing.model, "place": thing.place}.get(by, "")
        key = thing.model_id if by == "model" else None
        made.setdefault((key, label), []).append(thing)
    return [
        _group(key, label, things, found, frame)
        for (key, label), things in sorted(made.items(), key=lambda one: one[0][1] or "~")
    ]


def _group(
    model_id: int | None, label: str, things: Sequence[Thing], found: Weeks, frame: Frame
) -> Group:
    promised = found.of_models.get(model_id or 0, [])
    rows = [Row(one.id, one.tag, one.name, lanes(found.of_things[one.id], frame)) for one in things]
    if promised:
        rows.append(Row(0, "", "", lanes(promised, frame)))
    claims = [found.of_things[one.id] for one in things]
    free = free_by_day(claims, promised, frame)
    return Group(label=label, model_id=model_id, many=len(things), free=free, rows=rows)


def person_rows(found: dict[tuple[int, str], list[Claim]], frame: Frame) -> Group:
    """Return one row a person."""
    rows = [Row(key, name, "", lanes(claims, frame)) for (key, name), claims in found.items()]
    return Group(label="", many=len(rows), rows=rows)


def lanes(claims: Iterable[Claim], frame: Frame) -> list[list[Bar]]:
    """Put bars into as few lanes as keep them apart; at least one lane."""
    made: list[list[Bar]] = []
    for bar in sorted(bars(claims, frame), key=lambda one: (one.start, -one.width)):
        for lane in made:
            if lane[-1].start + lane[-1].width <= bar.start:
                lane.append(bar)
                break
        else:
            made.append([bar])
    return made or [[]]


def bars(claims: Iterable[Claim], frame: Frame) -> Iterable[Bar]:
    """Return the bars of claims, and of the time needed after them."""
    for claim in claims:
        placed = frame.place(claim.begins, claim.ends)
        if placed:
            start, end = placed
            yield Bar(
                look=LOOK[claim.kind],
                start=start,
                width=end - start,
                claim=claim,
                cut=frame.halves(claim.begins) < 0,
                goes_on=frame.halves(claim.ends) > frame.days * 2,
            )
        if claim.kind in MOVABLE and claim.until > claim.ends:
            begins = max(claim.ends, claim.begins + HALF) if placed else claim.ends
            gap = frame.place(begins, claim.until)
            if gap and (not placed or gap[0] >= placed[1]):
                yield Bar(look="gap", start=gap[0], width=gap[1] - gap[0], claim=claim)


def free_by_day(
    of_things: Sequence[Sequence[Claim]], promised: Sequence[Claim], frame: Frame
) -> list[int]:
    """Return how many pieces are free throughout each day, less what is promised of them."""
    busy = [0] * frame.days
    for claims in of_things:
        taken: set[int] = set()
        for claim in claims:
            taken |= _days(claim, frame)
        for day in taken:
            busy[day] += 1
    for claim in promised:
        for day in _days(claim, frame):
            busy[day] += claim.quantity
    return [max(0, len(of_things) - many) for many in busy]


def _days(claim: Claim, frame: Frame) -> set[int]:
    if claim.kind not in BLOCKING:
        return set()
    first, last = frame.halves(claim.begins), frame.halves(claim.until)
    begins, ends = max(0, int(first // 2)), min(frame.days, -int(-last // 2))
    return set(range(begins, max(begins, ends)))
