"""Which transfers there are, all of one, and what of them is late, short or surplus."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from wherehold.kernel import clock, cursors
from wherehold.kernel.actor import Actor
from wherehold.register.queries import resolve
from wherehold.transfers import access
from wherehold.transfers.models import Item, Transfer

LIMIT_MAX = 200
Bucket = Literal["", "prepared", "sent", "late", "differs", "done"]
State = Item.State
SUMS = ("things", "received", "short", "surplus", "undecided", "first")
DIFFERS = Q(state__in=(State.SHORT, State.SURPLUS), outcome="")


@dataclass(frozen=True, kw_only=True)
class TransferLine:
    """One transfer as lists show it; its things as far as the asker may see them."""

    id: int
    number: str
    state: str
    from_place_id: int
    from_place: str
    to_place_id: int
    to_place: str
    carrier: str
    tracking_no: str
    expected_on: date | None
    late_days: int
    made_at: datetime
    sent_at: datetime | None
    closed_at: datetime | None
    things: int
    received: int
    short: int
    surplus: int
    undecided: int
    first: str


@dataclass(frozen=True, kw_only=True)
class ItemLine:
    """One thing of a transfer, and what became of it."""

    asset_id: int
    tag: str
    name: str
    condition: str
    state: str
    received_at: datetime | None
    received_by: str
    outcome: str
    reason: str
    decided_at: datetime | None
    decided_by: str
    seen: bool


@dataclass(frozen=True, kw_only=True)
class Card(TransferLine):
    """All of a transfer, and what the asker may do with it."""

    note: str
    made_by: str
    items: list[ItemLine]
    may_send: bool
    may_receive: bool


def page(
    *,
    actor: Actor,
    bucket: Bucket = "",
    asset_id: int | None = None,
    cursor: str = "",
    limit: int = 50,
) -> tuple[list[TransferLine], str | None]:
    """List transfers, the newest first, and the cursor of the page after. Two statements.

    Raises: BadCursor.
    """
    limit = max(1, min(limit, LIMIT_MAX))
    found = _bucket(Transfer.objects.filter(access.visible(actor)), bucket)
    if asset_id is not None:
        found = found.filter(pk__in=with_asset(actor=actor, asset_id=asset_id))
    if cursor:
        (last,) = cursors.read(cursor, int)
        found = found.filter(pk__lt=last)
    rows = list(found.select_related("from_place", "to_place").order_by("-pk")[: limit + 1])
    after = cursors.write([rows[limit - 1].pk]) if len(rows) > limit else None
    return [TransferLine(**one) for one in _lines(actor, rows[:limit])], after


def counts(*, actor: Actor, most: int = 1000) -> dict[str, int]:
    """Count what waits for somebody, each up to one more than `most`."""
    seen = Transfer.objects.filter(access.visible(actor))
    return {
        bucket: len(_bucket(seen, bucket).values_list("pk")[: most + 1])
        for bucket in ("prepared", "sent", "late", "differs")
    }


def card(*, actor: Actor, transfer_id: int) -> Card:
    """Return all of a transfer that the actor may know. A fixed number of statements.

    Raises: NotFound.
    """
    one = access.found(actor, transfer_id)
    [line] = _lines(actor, [one])
    seen = Item.objects.filter(access.items_seen(actor), transfer=one)
    items = list(seen.select_related("asset", "received_by", "decided_by").order_by("pk"))
    return Card(
        **line,
        note=one.note,
        made_by=one.made_by.name if one.made_by else "",
        items=[_item(actor, item) for item in items],
        may_send=access.may_at(actor, one, items, "from_place"),
        may_receive=access.may_at(actor, one, items, "to_place"),
    )


def with_asset(*, actor: Actor, asset_id: int) -> QuerySet[Any, Any]:
    """Return the ids of transfers that a thing is or was on, as far as the actor may see them."""
    return Item.objects.filter(access.items_seen(actor), asset=asset_id).values_list("transfer_id")


def read(*, actor: Actor, transfer_id: int, codes: Iterable[str]) -> tuple[list[int], list[str]]:
    """Return the things that codes stand for to who receives, and the codes that stand for none.

    Whoever receives reads what was sent, and what lies where it was sent from.

    Raises: NotFound; NotAllowed for who may not receive.
    """
    one = access.found(actor, transfer_id)
    items = list(Item.objects.filter(transfer=one).select_related("asset"))
    access.require(actor, one, items, "to_place")
    words = [code.strip() for code in codes if code.strip()]
    hits = resolve.resolve_many(actor=access.receiving(actor, one), codes=words)
    found = {code: [hit.id for hit in hits[code] if hit.type == "asset"] for code in words}
    good = [each[0] for each in found.values() if len(each) == 1]
    return list(dict.fromkeys(good)), [code for code, each in found.items() if len(each) != 1]


def _bucket(found: QuerySet[Transfer], bucket: str) -> QuerySet[Transfer]:
    differs = Exists(Item.objects.filter(DIFFERS, transfer=OuterRef("pk")))
    match bucket:
        case "prepared" | "sent":
            return found.filter(state=bucket)
        case "late":
            return found.filter(state=Transfer.State.SENT, expected_on__lt=clock.today())
        case "differs":
            return found.filter(differs)
        case "done":
            return found.filter(~differs, state__in=("arrived", "cancelled"))
    return found


def _lines(actor: Actor, rows: Iterable[Transfer]) -> list[dict[str, Any]]:
    rows = list(rows)
    seen = Item.objects.filter(access.items_seen(actor), transfer__in=[one.pk for one in rows])
    sums = seen.values("transfer_id").annotate(
        things=Count("pk", filter=~Q(state=State.SURPLUS)),
        received=Count("pk", filter=Q(state=State.RECEIVED)),
        short=Count("pk", filter=Q(state=State.SHORT)),
        surplus=Count("pk", filter=Q(state=State.SURPLUS)),
        undecided=Count("pk", filter=DIFFERS),
        first=Min("name"),
    )
    by_id: dict[int, dict[str, Any]] = {}
    for row in sums.values("transfer_id", *SUMS):
        by_id[row["transfer_id"]] = {name: row[name] for name in SUMS}
    return [_line(one, by_id[one.pk]) for one in rows]


def _line(one: Transfer, sums: dict[str, Any]) -> dict[str, Any]:
    same = (
        *("id", "state", "from_place_id", "to_place_id", "carrier", "tracking_no"),
        *("expected_on", "made_at", "sent_at", "closed_at"),
    )
    late = one.state == Transfer.State.SENT and one.expected_on is not None
    days = (clock.today() - one.expected_on).days if late and one.expected_on else 0
    return {name: getattr(one, name) for name in same} | {
        "number": str(one),
        "from_place": one.from_place.full_name,
        "to_place": one.to_place.full_name,
        "late_days": max(0, days),
        **sums,
    }


def _item(actor: Actor, one: Item) -> ItemLine:
    same = (
        *("asset_id", "tag", "name", "state", "received_at", "outcome", "reason", "decided_at"),
    )
    asset = one.asset
    return ItemLine(
        **{name: getattr(one, name) for name in same},
        condition=asset.condition,
        received_by=one.received_by.name if one.received_by else "",
        decided_by=one.decided_by.name if one.decided_by else "",
        seen=actor.may(access.SEE, asset.place_path, asset.category_path),
    )
