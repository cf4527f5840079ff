"""The roll-forward: from what a book held to what it holds, by kind of thing.

What is posted counts as it was posted; the months after that as they would be. A cost comes into
the accounts on the day on which its line was booked, never in a month that was posted before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from wherehold.finance import access, batches, months
from wherehold.finance.models import Book, Change, Line, Period
from wherehold.finance.queries import books
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed

WAITING = "\0waiting"
_LINE = (*batches.COLUMNS, "booked_on", "asset__category__full_name")


@dataclass
class Side:
    """How cost, or what is accumulated, went from one day to another. Units: minor units."""

    opening: int = 0
    added: int = 0
    improved: int = 0
    revalued: int = 0
    transferred: int = 0
    disposed: int = 0
    closing: int = 0

    @property
    def difference(self) -> int:
        """Return what is left unexplained: nothing."""
        moved = self.added + self.improved + self.revalued + self.transferred + self.disposed
        return self.opening + moved - self.closing

    @property
    def others(self) -> int:
        """Return what moved apart from additions and disposals."""
        return self.improved + self.revalued + self.transferred

    def plus(self, other: "Side") -> None:
        """Add another's figures."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass
class Roll:
    """One kind of thing. Of what is accumulated, `added` is what was charged."""

    kind: str
    cost: Side = field(default_factory=Side)
    accumulated: Side = field(default_factory=Side)
    things: int = 0
    fresh: int = 0

    @property
    def net(self) -> int:
        """Return the book value at the end."""
        return self.cost.closing - self.accumulated.closing


@dataclass(frozen=True, kw_only=True)
class RollForward:
    """A whole book from one day to another, and what the journal says beside it."""

    begins: date
    ends: date
    rolls: list[Roll]
    whole: Roll
    journal: int | None
    posted_until: date | None

    @property
    def difference(self) -> int | None:
        """Return how far the charges are from the journal, where all of it is posted."""
        return None if self.journal is None else self.whole.accumulated.added - self.journal


def roll_forward(*, actor: Actor, code: str, begins: date, ends: date) -> RollForward:
    """Return how a book went from the first day to the last, both counted.

    Raises: NotFound; NotAllowed, since totals are of all things.
    """
    if not actor.may_everywhere(access.SEE):
        raise NotAllowed({"actor": actor.name, "permission": access.SEE})
    book = access.book(actor, code)
    posted = Period.objects.filter(book=book).exclude(state=Period.State.STAGED)
    until = posted.order_by("-begins").values_list("ends", flat=True).first()
    found: dict[str, Roll] = {}
    for kind, cost, accumulated, fresh in _moves(actor, book, begins, ends, until):
        roll = found.setdefault(kind, Roll(kind))
        roll.cost.plus(cost)
        roll.accumulated.plus(accumulated)
        roll.things += bool(cost.closing)
        roll.fresh += fresh
    whole = Roll("")
    for roll in found.values():
        whole.cost.plus(roll.cost)
        whole.accumulated.plus(roll.accumulated)
        whole.things += roll.things
        whole.fresh += roll.fresh
    journal = None
    if until and months.over(ends) <= until:
        inside = posted.filter(begins__gte=begins, ends__lte=ends)
        journal = inside.aggregate(n=Coalesce(Sum("charge_minor"), 0))["n"]
    kinds = sorted(found.values(), key=lambda roll: (roll.kind == WAITING, roll.kind))
    return RollForward(
        begins=begins, ends=ends, rolls=kinds, whole=whole, journal=journal, posted_until=until
    )


Move = tuple[str, Side, Side, bool]


def _moves(
    actor: Actor, book: Book, begins: date, ends: date, until: date | None
) -> Iterator[Move]:
    """Give what each line adds, by kind; one that came into service gives two."""
    _book, terms, policies = books.known(actor=actor)[book.pk]
    before = begins - timedelta(days=1)
    mine = access.lines(actor).filter(book=book)
    happened, used, moved = access.phases(mine), access.counts(mine), _changes(mine, ends)
    lines = mine.annotate(
        before=access.posted_through(before), after=access.posted_through(ends)
    ).order_by("pk")
    schemes = batches.Schemes(policies)
    days = [months.over(before), months.over(ends)]
    as_posted = [bool(until and day <= until) for day in days]
    rows = access.rows(lines, "before", "after", *_LINE)
    while chunk := list(islice(rows, batches.CHUNK)):
        reckoned = None
        if not all(as_posted):
            reckoned = batches.charged(chunk, schemes, terms, happened, used, days)
        for at, line in enumerate(chunk):
            if schemes(line["asset__category_path"]) is None:
                continue
            charges = (
                line["before"] if as_posted[0] or reckoned is None else int(reckoned[at, 0]),
                line["after"] if as_posted[1] or reckoned is None else int(reckoned[at, 1]),
            )
            yield from _of_line(line, begins, ends, charges, moved.get(line["pk"], ()))


# Where in a roll-forward stands what a change moved; an impairment stands beside improvements.
COLUMN = {
    Change.Kind.IMPROVE: "improved",
    Change.Kind.IMPAIR: "improved",
    Change.Kind.REVERSE: "improved",
    Change.Kind.HOLD: "improved",
    Change.Kind.RELEASE: "improved",
    Change.Kind.REVALUE: "revalued",
    Change.Kind.PART: "disposed",
    Change.Kind.DISPOSE: "disposed",
    Change.Kind.DIVIDE: "transferred",
    Change.Kind.LEAVE: "transferred",
    Change.Kind.ENTER: "transferred",
}
Changes = Sequence[tuple[str, date, int, int]]


def _changes(lines: QuerySet[Line], ends: date) -> dict[int, Changes]:
    """Return what changes moved that are in the accounts by a day, by the ids of lines."""
    found: dict[int, list[tuple[str, date, int, int]]] = {}
    changes = Change.objects.filter(
        line__in=lines.values("pk"), booked_on__lte=ends, kind__in=list(COLUMN)
    )
    columns = ("line", "kind", "booked_on", "cost_minor", "accumulated_minor")
    for line, *moved in changes.values_list(*columns):
        found.setdefault(line, []).append((moved[0], moved[1], moved[2], moved[3]))
    return dict(found)


def _of_line(
    line: Mapping[str, Any],
    begins: date,
    ends: date,
    charges: tuple[int, int],
    moved: Changes,
) -> Iterator[Move]:
    """Give what one line adds: what was there, what came, what went, what is there."""
    booked = line["booked_on"] or line["in_service_on"]
    if booked and booked > ends:
        return
    old = booked is None or booked < begins
    name = line["asset__category__full_name"] or ""
    was = name if _serves(line, begins - timedelta(days=1)) else WAITING
    now = name if _serves(line, ends) else WAITING
    before, after = charges
    gross, opening = line["cost_minor"], line["opening_minor"]
    cost = Side(opening=gross if old else 0, added=0 if old else gross, closing=gross)
    accumulated = Side(
        opening=opening + before if old else 0,
        added=after - before,
        transferred=0 if old else opening + before,
        closing=opening + after,
    )
    for kind, on, by_cost, by_accumulated in moved:
        for side, amount in ((cost, by_cost), (accumulated, by_accumulated)):
            column = "opening" if on < begins else COLUMN[Change.Kind(kind)]
            setattr(side, column, getattr(side, column) + amount)
            side.closing += amount
    if old and was != now:
        yield was, _gone(cost), _gone(accumulated), False
        cost.transferred, cost.opening = cost.transferred + cost.opening, 0
        accumulated.transferred += accumulated.opening
        accumulated.opening = 0
    yield now, cost, accumulated, not old


def _gone(side: Side) -> Side:
    return Side(opening=side.opening, transferred=-side.opening)


def _serves(line: Mapping[str, Any], day: date) -> bool:
    return line["in_service_on"] is not None and line["in_service_on"] <= day
