"""Whether so many pieces can be promised: pure functions over half-open intervals.

Pieces have what is fixed on them; wants are promises that no piece was chosen for yet. `peak`
says how many promises meet at once, `plan` finds a piece for each. With nothing fixed the two
agree (interval graphs are perfect); else a plan that is found is a promise that can be kept.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Span:
    """From an instant to before another one."""

    begins: datetime
    ends: datetime

    def meets(self, other: "Span") -> bool:
        """Say whether the two share an instant."""
        return self.begins < other.ends and other.begins < self.ends


@dataclass(frozen=True)
class Want:
    """So many pieces of a pool for a span."""

    span: Span
    pool: frozenset[int]
    quantity: int = 1


def peak(spans: Iterable[tuple[Span, int]], within: Span | None = None) -> int:
    """Return how many there are at most at one instant, each span counting so many times."""
    steps: list[tuple[datetime, int]] = []
    for span, many in spans:
        if within is None or span.meets(within):
            begins = max(span.begins, within.begins) if within else span.begins
            steps += [(begins, many), (span.ends, -many)]
    most = now = 0
    for _at, change in sorted(steps):
        now += change
        most = max(most, now)
    return most


class _Lane:
    """What is taken of one piece, in order and apart: what is fixed may overlap."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.taken: list[tuple[datetime, datetime]] = []
        for begins, ends in sorted((span.begins, span.ends) for span in spans):
            if self.taken and begins < self.taken[-1][1]:
                first, last = self.taken[-1]
                self.taken[-1] = (first, max(last, ends))
            else:
                self.taken.append((begins, ends))

    def fits(self, span: Span) -> datetime | None:
        """Return since when it is free before the span, if it is free throughout."""
        at = bisect_left(self.taken, (span.begins, span.begins))
        before = self.taken[at - 1][1] if at else EVER
        if before > span.begins or (at < len(self.taken) and self.taken[at][0] < span.ends):
            return None
        return before

    def take(self, span: Span) -> None:
        taken = (span.begins, span.ends)
        self.taken.insert(bisect_left(self.taken, taken), taken)


def plan(fixed: Mapping[int, Sequence[Span]], wants: Sequence[Want]) -> list[list[int]] | None:
    """Find different pieces for every want, in the order given; None if that does not go.

    Those that begin first choose first, the piece that the fewest others may have, and of these
    the one that became free last.
    """
    lanes = {key: _Lane(spans) for key, spans in fixed.items()}
    asked: dict[int, int] = dict.fromkeys(lanes, 0)
    for pool in {want.pool for want in wants}:
        for key in pool & lanes.keys():
            asked[key] += 1
    chosen: list[list[int]] = [[] for _ in wants]
    order = sorted(range(len(wants)), key=lambda i: (wants[i].span.begins, len(wants[i].pool)))
    for index in order:
        want = wants[index]
        free = [
            (before, key)
            for key in want.pool & lanes.keys()
            if (before := lanes[key].fits(want.span)) is not None
        ]
        if len(free) < want.quantity:
            return None
        free.sort(reverse=True)
        free.sort(key=lambda one: asked[one[1]])
        for _before, key in free[: want.quantity]:
            lanes[key].take(want.span)
            chosen[index].append(key)
    return chosen
