"""Which hand-overs there are, and all of one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from wherehold.handover import access
from wherehold.handover.models import (
    Case,
    GivenBack,
    Handover,
    Item,
    Statement,
)
from wherehold.handover.queries import terms
from wherehold.handover.queries.terms import TermsLine
from wherehold.kernel import cursors
from wherehold.kernel.actor import Actor
from wherehold.register.queries import parties

LIMIT_MAX = 200
Bucket = Literal["", "waits", "disputed", "out", "done"]
OUT = Q(stay__returned_at=None, stay__voided_at=None)


@dataclass(frozen=True, kw_only=True)
class HandoverLine:
    """One hand-over as lists show it; its things as far as the asker may see them."""

    id: int
    number: str
    state: str
    giver_id: int | None
    giver: str
    receiver_id: int
    receiver: str
    given_at: datetime
    due_on: date | None
    way: str
    answered_at: datetime | None
    settled_at: datetime | None
    flagged_at: datetime | None
    withdrawn_why: str
    reminded_at: datetime | None
    reminders: int
    things: int
    out: int
    first: str


@dataclass(frozen=True, kw_only=True)
class StatementLine:
    """What one side said in a case."""

    side: str
    party_id: int | None
    name: str
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """A difference, what was said of it, and what was decided."""

    id: int
    leg: str
    opened_at: datetime
    outcome: str
    reason: str
    cost_minor: int | None
    currency: str
    carried_by: str
    decided_at: datetime | None
    decided_by: str
    statements: list[StatementLine] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ItemLine:
    """One thing of a hand-over: as it went, as it came back, and what is in dispute."""

    id: int
    asset_id: int
    tag: str
    name: str
    codes: list[list[str]]
    condition_out: str
    note_out: str
    photos_out: list[dict[str, Any]]
    received: bool | None
    is_out: bool
    returned_at: datetime | None
    condition_in: str
    note_in: str
    photos_in: list[dict[str, Any]]
    verdict: str
    cases: list[CaseLine] = field(default_factory=list)

    @property
    def case(self) -> CaseLine | None:
        """Return the case that is open, if one is."""
        return next((one for one in self.cases if not one.outcome), None)


@dataclass(frozen=True, kw_only=True)
class BackLine:
    """When things came back, and who took them."""

    id: int
    at: datetime
    recorded_at: datetime
    taken_by_id: int | None
    taken_by: str
    note: str
    signature: dict[str, Any]
    act: UUID


@dataclass(frozen=True, kw_only=True)
class Card(HandoverLine):
    """All of a hand-over, and what the asker may do with it."""

    opened_at: datetime
    note: str
    act: UUID
    receiver_email: str
    giver_signature: dict[str, Any]
    receiver_signature: dict[str, Any]
    items: list[ItemLine]
    terms: list[TermsLine]
    backs: list[BackLine]
    is_mine: bool
    may_give: bool
    may_take: bool
    may_decide: bool


def page(
    *,
    actor: Actor,
    bucket: Bucket = "",
    party_id: int | None = None,
    asset_id: int | None = None,
    cursor: str = "",
    limit: int = 50,
) -> tuple[list[HandoverLine], str | None]:
    """List hand-overs, the newest first, and the cursor of the page after. Three statements.

    Raises: BadCursor.
    """
    limit = max(1, min(limit, LIMIT_MAX))
    found = _bucket(Handover.objects.filter(access.visible(actor)), bucket)
    if party_id is not None:
        found = found.filter(Q(receiver=party_id) | Q(giver=party_id))
    if asset_id is not None:
        of_it = Item.objects.filter(access.items_seen(actor), asset=asset_id)
        found = found.filter(pk__in=of_it.values("handover"))
    if cursor:
        (last,) = cursors.read(cursor, int)
        found = found.filter(pk__lt=last)
    rows = list(found.select_related("giver", "receiver").order_by("-pk")[: limit + 1])
    after = cursors.write([rows[limit - 1].pk]) if len(rows) > limit else None
    lines = _lines(actor, rows[:limit])
    return [HandoverLine(**one) for one in lines], after


def counts(*, actor: Actor, most: int = 1000) -> dict[str, int]:
    """Count what waits for somebody, each up to one more than `most`. Two statements."""
    seen = Handover.objects.filter(access.visible(actor))
    return {
        bucket: len(_bucket(seen, bucket).values_list("pk")[: most + 1])
        for bucket in ("waits", "disputed")
    }


def waiting(*, actor: Actor, limit: int = 5_000) -> list[int]:
    """Return the hand-overs that wait for their receiver, the oldest first."""
    found = Handover.objects.filter(access.visible(actor), state=Handover.State.UNCONFIRMED)
    return list(found.order_by("pk").values_list("pk", flat=True)[:limit])


def card(*, actor: Actor, handover_id: int) -> Card:
    """Return all of a hand-over that the actor may know. A fixed number of statements.

    Raises: NotFound.
    """
    one = access.found(actor, handover_id)
    [line] = _lines(actor, [one])
    items = access.items_of(actor, one)
    cases = _cases(one, items)
    mine = actor.party_id is not None and actor.party_id == one.receiver_id
    backs = _backs(one)
    sides = {one.giver_id, one.receiver_id, *(each.taken_by_id for each in backs)}
    return Card(
        **line,
        opened_at=one.opened_at,
        note=one.note,
        act=one.act,
        receiver_email=one.receiver.email,
        giver_signature=one.giver_signature,
        receiver_signature=one.receiver_signature,
        items=[_item(each, cases.get(each.pk, [])) for each in items],
        terms=terms.of_handover(actor=actor, handover_id=one.pk),
        backs=backs,
        is_mine=mine,
        may_give=access.may_with(actor, access.GIVE, items),
        may_take=access.may_with(actor, access.TAKE, items),
        may_decide=actor.party_id not in sides and access.may_with(actor, access.DECIDE, items),
    )


def with_asset(*, actor: Actor, asset_id: int) -> QuerySet[Any, Any]:
    """Return the ids of hand-overs that an asset is on, as far as the actor may see them."""
    return Item.objects.filter(access.items_seen(actor), asset=asset_id).values_list("handover_id")


def sees_all(*, actor: Actor, handover_id: int) -> bool:
    """Say whether the actor may know of every thing of a hand-over that they were let in to."""
    every = Item.objects.filter(handover=handover_id)
    return every.count() == every.filter(access.items_seen(actor)).count()


def asked_by(*, actor: Actor, secret: str) -> Card:
    """Return what a link asks; whoever has it may know what was handed over.

    Raises: NoKey.
    """
    key = access.key_of(secret)
    receiver = access.receiver_of(key.handover, actor.source)
    return card(actor=receiver, handover_id=key.handover_id)


def _bucket(found: QuerySet[Handover], bucket: str) -> QuerySet[Handover]:
    out = Exists(Item.objects.filter(OUT, handover=OuterRef("pk")))
    match bucket:
        case "waits":
            return found.filter(state=Handover.State.UNCONFIRMED)
        case "disputed":
            return found.filter(state=Handover.State.DISPUTED)
        case "out":
            return found.filter(out, state=Handover.State.CONFIRMED)
        case "done":
            over = Q(state=Handover.State.WITHDRAWN) | (Q(state=Handover.State.CONFIRMED) & ~Q(out))
            return found.filter(over)
    return found


def _lines(actor: Actor, rows: Iterable[Handover]) -> list[dict[str, Any]]:
    """Return what lists show of these hand-overs. Two statements."""
    rows = list(rows)
    seen = Item.objects.filter(access.items_seen(actor), handover__in=[one.pk for one in rows])
    sums = seen.values("handover_id").annotate(
        n=Count("pk"), out=Count("pk", filter=OUT), first=Min("name")
    )
    by_id: Mapping[int, dict[str, Any]] = {row["handover_id"]: dict(row) for row in sums}
    givers = parties.names(actor=actor, ids={one.giver_id or 0 for one in rows})
    return [_line(actor, one, by_id.get(one.pk, {}), givers) for one in rows]


def _line(
    actor: Actor, one: Handover, sums: Mapping[str, Any], givers: Mapping[int, str]
) -> dict[str, Any]:
    # Whoever received it has met who gave it.
    met = one.giver is not None and one.receiver_id == actor.party_id
    same = (
        *("id", "state", "giver_id", "receiver_id", "given_at", "due_on", "way", "answered_at"),
        *("settled_at", "flagged_at", "withdrawn_why", "reminded_at", "reminders"),
    )
    return {name: getattr(one, name) for name in same} | {
        "number": str(one),
        "giver": one.giver.name if met and one.giver else givers.get(one.giver_id or 0, ""),
        "receiver": one.receiver.name,
        "things": sums.get("n", 0),
        "out": sums.get("out", 0),
        "first": sums.get("first") or "",
    }


def _item(one: Item, cases: list[CaseLine]) -> ItemLine:
    same = (
        *("id", "asset_id", "name", "codes", "condition_out", "note_out", "photos_out"),
        *("received", "condition_in", "note_in", "photos_in", "verdict"),
    )
    return ItemLine(
        **{name: getattr(one, name) for name in same},
        tag=next((value for kind, value in one.codes if kind == "tag"), ""),
        is_out=one.stay.returned_at is None and one.stay.voided_at is None,
        returned_at=one.stay.returned_at,
        cases=cases,
    )


def _cases(handover: Handover, items: Iterable[Item]) -> dict[int, list[CaseLine]]:
    """Return the cases of things by the thing's number, with what was said. Two statements."""
    rows = list(
        Case.objects.filter(item__in=[one.pk for one in items])
        .select_related("decided_by")
        .order_by("pk")
    )
    said: dict[int, list[StatementLine]] = {}
    spoken = Statement.objects.filter(case__in=[one.pk for one in rows]).select_related("party")
    for one in spoken.order_by("pk"):
        name = one.party.name if one.party else ""
        line = StatementLine(
            side=one.side, party_id=one.party_id, name=name, text=one.text, at=one.at
        )
        said.setdefault(one.case_id, []).append(line)
    found: dict[int, list[CaseLine]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(_case(row, said.get(row.pk, [])))
    return found


def _case(row: Case, said: list[StatementLine]) -> CaseLine:
    same = (
        *("id", "leg", "opened_at", "outcome", "reason", "cost_minor", "currency"),
        *("carried_by", "decided_at"),
    )
    return CaseLine(
        **{name: getattr(row, name) for name in same},
        decided_by=row.decided_by.name if row.decided_by else "",
        statements=said,
    )


def _backs(handover: Handover) -> list[BackLine]:
    rows = GivenBack.objects.filter(handover=handover).select_related("taken_by").order_by("pk")
    same = ("id", "at", "recorded_at", "taken_by_id", "note", "signature", "act")
    return [
        BackLine(
            **{name: getattr(one, name) for name in same},
            taken_by=one.taken_by.name if one.taken_by else "",
        )
        for one in rows
    ]
