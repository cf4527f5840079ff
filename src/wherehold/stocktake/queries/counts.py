"""Which counts there are, and how one of them stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Sum

from wherehold.kernel import clock, cursors
from wherehold.kernel.actor import Actor
from wherehold.register.queries import parties
from wherehold.stocktake import access
from wherehold.stocktake.models import (
    Plan,
    Stocktake,
    Zone,
)

LIMIT_MAX = 200
OPEN_STATES = (Stocktake.State.COUNTING, Stocktake.State.REVIEW)
NUMBERS = ("expected", "found", "elsewhere", "missing", "moved")


@dataclass(frozen=True, kw_only=True)
class CountLine:
    """One count as lists show it. A blind one tells its counters no numbers."""

    id: int
    name: str
    state: str
    opened_at: datetime
    closed_at: datetime | None
    opened_by: str
    sample: int | None
    population: int
    blind: bool
    expected: int | None
    seen: int | None
    right: int | None
    judged: int | None
    result: dict[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a count is, and what the asker may do with it."""

    id: int
    name: str
    state: str
    given: dict[str, list[str]]
    view: str
    sample: int | None
    seed: str
    population: int
    blind: bool
    alone: bool
    second_minor: int | None
    goal_permille: int
    currency: str
    note: str
    opened_at: datetime
    opened_by: str
    signer: str
    signer_id: int | None
    counted_at: datetime | None
    closed_at: datetime | None
    closed_by: str
    close_note: str
    scans: int
    digest: str
    revision: int
    result: dict[str, Any] | None
    may_count: bool
    may_run: bool
    may_close: bool
    sees_all: bool
    sees_prices: bool
    is_open: bool

    @property
    def hidden(self) -> bool:
        """Say whether the asker must not learn what is expected."""
        return self.blind and not self.may_run and self.is_open


def page(
    *, actor: Actor, state: str = "", cursor: str = "", limit: int = 50
) -> tuple[list[CountLine], str | None]:
    """List counts, the newest first, and the cursor of the page after. Three statements.

    `state` is a state, "open" for those that are going on, or nothing for all.

    Raises: BadCursor.
    """
    limit = max(1, min(limit, LIMIT_MAX))
    found = Stocktake.objects.filter(access.visible(actor))
    if state == "open":
        found = found.filter(state__in=OPEN_STATES)
    elif state:
        found = found.filter(state=state)
    if cursor:
        (last,) = cursors.read(cursor, int)
        found = found.filter(pk__lt=last)
    rows = list(found.order_by("-pk")[: limit + 1])
    more = len(rows) > limit
    after = cursors.write([rows[limit - 1].pk]) if more else None
    return _lines(actor, rows[:limit]), after


def _lines(actor: Actor, counts: list[Stocktake]) -> list[CountLine]:
    sums = Zone.objects.filter(stocktake__in=[one.pk for one in counts]).values("stocktake_id")
    by_id: dict[int, dict[str, Any]] = {
        row["stocktake_id"]: dict(row)
        for row in sums.annotate(**{f"{name}_": Sum(name) for name in NUMBERS})
    }
    names = parties.names(actor=actor, ids={one.opened_by_id or 0 for one in counts})
    return [_line(actor, one, by_id.get(one.pk, {}), names) for one in counts]


def _line(actor: Actor, one: Stocktake, sums: dict[str, Any], names: dict[int, str]) -> CountLine:
    numbers = {name: int(sums.get(f"{name}_") or 0) for name in NUMBERS}
    blind = one.blind and one.state in OPEN_STATES and not access.may(actor, access.RUN, one)
    told = not blind and access.overlooks(actor, one)
    seen = numbers["found"] + numbers["elsewhere"] + numbers["moved"]
    return CountLine(
        id=one.pk,
        name=one.name,
        state=one.state,
        opened_at=one.opened_at,
        closed_at=one.closed_at,
        opened_by=names.get(one.opened_by_id or 0, ""),
        sample=one.sample,
        population=one.population,
        blind=one.blind,
        expected=numbers["expected"] if told else None,
        seen=seen if told else None,
        right=numbers["found"] if told else None,
        judged=numbers["found"] + numbers["elsewhere"] + numbers["missing"] if told else None,
        result=_without_money(actor, one) if told else None,
    )


def _without_money(actor: Actor, one: Stocktake) -> dict[str, Any] | None:
    """Return the signed figures, without money for those who see no prices."""
    if one.result is None or access.sees_prices(actor, one):
        return one.result
    return {name: value for name, value in one.result.items() if not name.endswith("_minor")}


def card(*, actor: Actor, stocktake_id: int) -> Card:
    """Return a count as its page shows it. Three statements at most.

    Raises: NotFound.
    """
    one = access.found(actor, stocktake_id)
    people = {one.opened_by_id or 0, one.signer_id or 0, one.closed_by_id or 0}
    names = parties.names(actor=actor, ids=people)
    same = (
        *("name", "state", "given", "view", "sample", "seed", "population", "blind", "alone"),
        *("goal_permille", "currency", "note", "opened_at", "counted_at", "closed_at"),
        *("close_note", "scans", "digest", "revision", "signer_id"),
    )
    prices = access.sees_prices(actor, one)
    values = {name: getattr(one, name) for name in same}
    return Card(
        **values,
        second_minor=one.second_minor if prices else None,
        id=one.pk,
        opened_by=names.get(one.opened_by_id or 0, ""),
        signer=names.get(one.signer_id or 0, ""),
        closed_by=names.get(one.closed_by_id or 0, ""),
        result=_without_money(actor, one) if access.overlooks(actor, one) else None,
        may_count=access.may(actor, access.COUNT, one),
        may_run=access.may(actor, access.RUN, one),
        may_close=access.may(actor, access.CLOSE, one),
        sees_all=access.overlooks(actor, one),
        sees_prices=prices,
        is_open=one.state in OPEN_STATES,
    )


def etag(*, actor: Actor, stocktake_id: int) -> str:
    """Return a word that changes when what the asker sees of a count does. One statement.

    Raises: NotFound.
    """
    one = access.found(actor, stocktake_id)
    return f"{one.pk}-{one.revision}-{one.state[:2]}-{actor.party_id or 0}"


@dataclass(frozen=True, kw_only=True)
class PlanLine:
    """A count that comes again."""

    id: int
    name: str
    every_days: int
    next_on: date
    owner: str
    mine: bool
    trouble: str


def plans(*, actor: Actor) -> list[PlanLine]:
    """Return the counts that come again: one's own, and all to who runs counts everywhere."""
    found = Plan.objects.filter(ended_at=None)
    if not actor.may_everywhere(access.RUN):
        found = found.filter(owner=actor.party_id)
    rows = list(found.order_by("next_on", "pk"))
    names = parties.names(actor=actor, ids={row.owner_id for row in rows})
    return [
        PlanLine(
            id=row.pk,
            name=row.name,
            every_days=row.every_days,
            next_on=row.next_on,
            owner=names.get(row.owner_id, ""),
            mine=row.owner_id == actor.party_id,
            trouble=row.trouble,
        )
        for row in rows
    ]


def due_plans(*, actor: Actor) -> Iterable[tuple[int, int]]:
    """Return the plans whose day has come, with their owners: for the job that opens them."""
    assert actor.name
    found = Plan.objects.filter(ended_at=None, next_on__lte=clock.today())
    return list(found.order_by("next_on", "pk").values_list("pk", "owner_id"))


def open_count(*, actor: Actor) -> int:
    """Return how many counts are going on that the asker sees. One statement."""
    found = Stocktake.objects.filter(access.visible(actor), state__in=OPEN_STATES)
    return found.count()
