"""What a calendar draws: rows with bars in half days, lanes that keep them apart, what is free.

Pure functions. A bar is at least half a day wide, so that it can be seen and hit.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from typing import NamedTuple
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


@dataclass(frozen=True)
class Frame:
    """The days that are drawn, on the wall clock of a zone."""

    first: date
    days: int
    zone: ZoneInfo

    @cached_property
    def origin(self) -> datetime:
        """Return where the first day begins, by the wall clock."""
        return datetime.combine(self.first, time())

    @cached_property
    def steady(self) -> tuple[datetime, datetime, timedelta] | None:
        """Return since when until when no clock changes on these days, and how far it is from UTC.

        None if clocks change: then every instant has to be looked up.
        """
        days = [self.origin + timedelta(days=n) for n in range(self.days + 1)]
        offsets = {day.replace(tzinfo=self.zone).utcoffset() for day in days}
        if len(offsets) > 1:
            return None
        shift = offsets.pop() or timedelta()
        return (days[0] - shift).replace(tzinfo=UTC), (days[-1] - shift).replace(tzinfo=UTC), shift

    def wall(self, at: datetime) -> datetime:
        """Return what the wall clock shows at an instant, as a time without a zone."""
        if self.steady and self.steady[0] <= at < self.steady[1] and at.tzinfo is UTC:
            return (at + self.steady[2]).replace(tzinfo=None)
        return at.astimezone(self.zone).replace(tzinfo=None)

    @cached_property
    def halves(self) -> Callable[[datetime], float]:
        """Say of instants how many half days after the first they lie, by the wall clock.

        Remembered, as is what is written: people fetch and return at the same few hours.
        """
        return cache(self._halves)

    @cached_property
    def written(self) -> Callable[[datetime], str]:
        """Write what the wall clock shows at instants, to the minute."""
        return cache(lambda at: str(self.wall(at))[:16])

    def _halves(self, at: datetime) -> float:
        if self.steady and self.steady[0] <= at < self.steady[1]:
            return (at - self.steady[0]) / HALF
        return (self.wall(at) - self.origin) / HALF


class Placed(NamedTuple):
    """A claim, and where it begins, ends and is over with the time after it, in half days."""

    claim: Claim
    begins: float
    ends: float
    until: float


class Bar(NamedTuple):
    """One bar: where it stands, how it looks, and what it says, in half days."""

    look: str
    start: int
    width: int
    claim: Claim
    cut: bool = False
    goes_on: bool = False


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
    promised = placed(found.of_models.get(model_id or 0, []), frame)
    claims = [placed(found.of_things[one.id], frame) for one in things]
    rows = [
        Row(one.id, one.tag, one.name, lanes(its, frame))
        for one, its in zip(things, claims, strict=True)
    ]
    if promised:
        rows.append(Row(0, "", "", lanes(promised, frame)))
    free = free_by_day(claims, promised, frame)
    return Group(label=label, model_id=model_id, many=len(things), free=free, rows=rows)


def person_rows(found: dict[tuple[int, str], list[Claim]], frame: Frame) -> Group:
    """Return one row a person."""
    rows = [
        Row(key, name, "", lanes(placed(claims, frame), frame))
        for (key, name), claims in found.items()
    ]
    return Group(label="", many=len(rows), rows=rows)


def placed(claims: Iterable[Claim], frame: Frame) -> list[Placed]:
    """Work out once where claims begin and end."""
    halves = frame.halves
    return [Placed(one, halves(one.begins), halves(one.ends), halves(one.until)) for one in claims]


def lanes(claims: Iterable[Placed], frame: Frame) -> list[list[Bar]]:
    """Put bars into as few lanes as keep them apart; at least one lane."""
    made: list[list[Bar]] = []
    ends: list[int] = []
    for bar in sorted(bars(claims, frame), key=lambda one: one[1] * 1_000 - one[2]):
        _look, start, width, *_ = bar
        for index, end in enumerate(ends):
            if end <= start:
                made[index].append(bar)
                ends[index] = start + width
                break
        else:
            made.append([bar])
            ends.append(start + width)
    return made or [[]]


def bars(claims: Iterable[Placed], frame: Frame) -> Iterable[Bar]:
    """Return the bars of claims, and of the time needed after them."""
    most = frame.days * 2
    for claim, begins, ends, until in claims:
        start = round(begins) if begins > 0 else 0
        end = max(start + 1, round(ends) if ends < most else most)
        seen = start < most and ends > 0
        if seen:
            yield Bar(LOOK[claim.kind], start, end - start, claim, begins < 0, ends > most)
        if until <= ends or claim.kind not in MOVABLE:
            continue
        least = end if seen else 0
        after = begins + 1 if seen and begins + 1 > ends else ends
        start = round(after) if after > 0 else 0
        end = min(most, max(start + 1, round(until)))
        if least <= start < most and until > 0:
            yield Bar("gap", start, end - start, claim)


def free_by_day(
    of_things: Sequence[Sequence[Placed]], promised: Sequence[Placed], frame: Frame
) -> list[int]:
    """Return how many pieces are free throughout each day, less what is promised of them."""
    # All days in one number, so that a thing costs one addition: 32 bits for each of them.
    total, ones = 0, (1 << 32) - 1
    bits = cache(lambda first, last: ((1 << 32 * last) - (1 << 32 * first)) // ones)
    for claims in of_things:
        taken = 0
        for claim in claims:
            taken |= bits(*_days(claim, frame))
        total += taken
    busy = [total >> 32 * day & ones for day in range(frame.days)]
    for claim in promised:
        for day in range(*_days(claim, frame)):
            busy[day] += claim.claim.quantity
    return [max(0, len(of_things) - many) for many in busy]


def _days(one: Placed, frame: Frame) -> tuple[int, int]:
    """Return the first day that a claim takes, and the one after its last."""
    if one.claim.kind not in BLOCKING:
        return 0, 0
    begins = max(0, int(one.begins // 2))
    return begins, max(begins, min(frame.days, -int(-one.until // 2)))
