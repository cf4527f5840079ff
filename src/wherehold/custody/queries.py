"""Questions about who holds what, now and before. Nothing here writes.

Lists show the assets that the actor may see. Who holds one is told to those who may know
(`custody.holder`, for that asset) and to the holder; to everybody else it is out, no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db.models import BooleanField, Case, Count, F, Max, Q, QuerySet, Value, When

from wherehold.custody.models import Checkout, Settlement
from wherehold.custody.stays import Stay
from wherehold.kernel import clock, cursors, written
from wherehold.kernel.actor import Actor
from wherehold.register import access
from wherehold.register.queries import parties

OPEN = Q(returned_at=None, voided_at=None)
COUNT_MAX = 1000
LIMIT_MAX = 500
COLUMNS = (
    *("id", "asset_id", "checked_out_at", "due_on", "returned_at", "voided_at"),
    *("holder_id", "place_id", "into_asset_id", "condition_out", "condition_in"),
    *("note_out", "note_in", "act_out", "act_in", "told", "priced"),
    *("asset__tag", "asset__name", "asset__category__full_name", "asset__place__full_name"),
    *("asset__value_minor", "holder__name", "place__full_name", "into_asset__tag"),
)
Due = Literal["", "today", "overdue", "later", "none"]


@dataclass(frozen=True, kw_only=True)
class StayLine:
    """One stay as lists show it. Holder and notes are empty to those who may not know."""

    id: int
    asset_id: int
    tag: str
    name: str
    category: str
    asset_place: str
    holder_id: int | None
    holder: str
    place_id: int | None
    place: str
    into_asset_id: int | None
    into: str
    checked_out_at: datetime
    due_on: date | None
    returned_at: datetime | None
    voided: bool
    condition_out: str
    condition_in: str
    note_out: str
    note_in: str
    act_out: UUID
    act_in: UUID | None
    value_minor: int | None
    told: bool

    @property
    def is_open(self) -> bool:
        """Say whether the asset is still out on this stay."""
        return self.returned_at is None and not self.voided

    @property
    def keeper(self) -> str:
        """Return who or what has it, in words; empty to those who may not know."""
        return self.holder or self.place or self.into


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many things are out, of those that the actor may see; at most `COUNT_MAX` + 1 each."""

    all: int
    today: int
    overdue: int
    mine: int


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Why a stay ended without the asset coming back, and who decided so."""

    outcome: str
    reason: str
    decided_at: datetime
    decided_by: str


def decisions(*, actor: Actor, checkout_ids: Iterable[int]) -> dict[int, Decision]:
    """Return what was decided about stays that the actor was let in to, by stay. One statement."""
    assert actor.name
    rows = Settlement.objects.filter(stay__in=set(checkout_ids), stay__returned_at__isnull=False)
    rows = rows.select_related("decided_by")
    return {
        row.stay_id: Decision(
            outcome=row.outcome,
            reason=row.reason,
            decided_at=row.decided_at,
            decided_by=row.decided_by.name if row.decided_by else "",
        )
        for row in rows
    }


def open_stays_of(*, actor: Actor, asset_ids: Iterable[int]) -> list[Stay]:
    """Return the open stays of assets that the actor was let in to, by asset id."""
    assert actor.name
    columns = [name for name in Stay.__dataclass_fields__]
    stays = Checkout.objects.filter(OPEN, asset__in=set(asset_ids)).order_by("asset_id")
    return [Stay(**row) for row in stays.values(*columns)]


def last_acts(*, actor: Actor, asset_ids: Iterable[int]) -> dict[int, datetime]:
    """Return when each of these assets last changed hands, if it ever did. One statement."""
    assert actor.name
    stays = Checkout.objects.filter(asset__in=set(asset_ids), voided_at=None)
    lasts = stays.values("asset_id").annotate(out=Max("checked_out_at"), back=Max("returned_at"))
    return {
        row["asset_id"]: max(row["out"], row["back"] or row["out"])
        for row in lasts.values("asset_id", "out", "back")
    }


def last_stays(*, actor: Actor, asset_ids: Iterable[int]) -> dict[int, int]:
    """Return the last stay of each of these assets, unless it was taken back. One statement."""
    assert actor.name
    stays = Checkout.objects.filter(asset__in=set(asset_ids), voided_at=None)
    return dict(stays.values("asset_id").annotate(n=Max("pk")).values_list("asset_id", "n"))


def out_now(
    *,
    actor: Actor,
    due: Due = "",
    holder_id: int | None = None,
    search: str = "",
    cursor: str = "",
    limit: int = 50,
) -> tuple[list[StayLine], str | None]:
    """List what is out: what is due first comes first, what has no due day last.

    Units: days are the organisation's; what is due today is not overdue yet.
    Raises: NotFound (a holder whom the actor may not see), BadCursor.
    """
    stays = _due(_lines(actor).filter(OPEN), due)
    if holder_id is not None:
        parties.known(actor=actor, party_ids=[holder_id])
        stays = stays.filter(holder=holder_id, told=True)
    if search:
        stays = stays.filter(Q(asset__tag__icontains=search) | Q(asset__name__icontains=search))
    return _page(stays, cursor, limit)


def counts(*, actor: Actor) -> Counts:
    """Count what is out, for the tabs of the custody page. Four statements, each capped."""
    stays = Checkout.objects.filter(OPEN, _of_assets(access.visible(actor)))
    mine = Checkout.objects.filter(OPEN, holder=actor.party_id or 0)

    def capped(found: QuerySet[Any]) -> int:
        return len(found.order_by().values_list("pk")[: COUNT_MAX + 1])

    return Counts(
        all=capped(stays),
        today=capped(_due(stays, "today")),
        overdue=capped(_due(stays, "overdue")),
        mine=capped(mine),
    )


def overdue(*, actor: Actor, most: int) -> int:
    """Count what is overdue of what the actor may see, up to one more than `most`."""
    stays = _due(Checkout.objects.filter(OPEN, _of_assets(access.visible(actor))), "overdue")
    return len(stays.order_by().values_list("pk")[: most + 1])


def held_by(
    *,
    actor: Actor,
    party_id: int,
    on: date | None = None,
    at: datetime | None = None,
    ever: bool = False,
    limit: int = 500,
) -> list[StayLine]:
    """List what a party holds, held at the end of a day or at an instant, or ever held.

    The newest comes first.

    People always see what they hold and held themselves.

    Units: `on` is a day in the organisation's time zone; what came back that day is not listed.
        `at` is an aware instant.
    Raises: NotFound.
    """
    parties.known(actor=actor, party_ids=[party_id])
    stays = _lines(actor).filter(holder=party_id, told=True, voided_at=None)
    if on is not None:
        end = datetime.combine(on + timedelta(days=1), time(), clock.zone())
        stays = stays.filter(checked_out_at__lt=end)
        stays = stays.filter(Q(returned_at=None) | Q(returned_at__gte=end))
    elif at is not None:
        stays = stays.filter(checked_out_at__lte=at)
        stays = stays.filter(Q(returned_at=None) | Q(returned_at__gt=at))
    elif not ever:
        stays = stays.filter(returned_at=None)
    return _told(stays.order_by("-checked_out_at", "-pk")[:limit])


def of_asset(*, actor: Actor, asset_id: int, limit: int = 100) -> list[StayLine]:
    """List every stay of an asset, the voided ones too; newest first.

    An asset that the actor may not see has none.
    """
    rows = written.asked(_stays_of_asset, (actor, limit), asset_id)
    return [_line(dict(zip(COLUMNS, row, strict=True))) for row in rows]


def _stays_of_asset(given: tuple[Actor, int], asset_id: int) -> QuerySet[Any, Any]:
    actor, limit = given
    stays = _lines(actor).filter(asset=asset_id).order_by("-checked_out_at", "-pk")
    return stays[:limit].values_list(*COLUMNS)


def stays(*, actor: Actor, checkout_ids: Iterable[int]) -> list[StayLine]:
    """Return these stays, of the assets that the actor may see."""
    return _told(_lines(actor).filter(pk__in=set(checkout_ids)).order_by("pk"))


def counts_by_holder(*, actor: Actor, party_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Count what each of these parties holds, and what of it is overdue. One statement."""
    seen = _or_own(actor, access.visible(actor)) & _or_own(
        actor, access.visible(actor, "custody.holder")
    )
    stays = Checkout.objects.filter(OPEN, seen, holder__in=set(party_ids))
    late = Count("pk", filter=Q(due_on__lt=clock.today()))
    rows: Any = stays.values("holder").annotate(held=Count("pk"), late=late)
    return {row["holder"]: (row["held"], row["late"]) for row in rows}


def _due(stays: QuerySet[Any], due: Due) -> QuerySet[Any]:
    today = clock.today()
    match due:
        case "today":
            return stays.filter(due_on=today)
        case "overdue":
            return stays.filter(due_on__lt=today)
        case "later":
            return stays.filter(due_on__gt=today)
        case "none":
            return stays.filter(due_on=None)
    return stays


def _lines(actor: Actor) -> QuerySet[Any]:
    """Select stays of assets that the actor may see, or own ones, marked with what may be told."""
    return Checkout.objects.filter(_or_own(actor, access.visible(actor))).annotate(
        told=_marked(_or_own(actor, access.visible(actor, "custody.holder"))),
        priced=_marked(_of_assets(access.visible(actor, "asset.price"))),
    )


def _or_own(actor: Actor, condition: Q) -> Q:
    """Widen a condition on assets to the stays with the actor; no condition is wide enough."""
    if not condition or actor.party_id is None:
        return _of_assets(condition)
    return _of_assets(condition) | Q(holder=actor.party_id)


def _marked(condition: Q) -> Case | Value:
    if not condition:
        return Value(True, output_field=BooleanField())
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def _of_assets(condition: Q) -> Q:
    """Return a condition on assets as one on stays."""
    children: list[Any] = [
        _of_assets(child) if isinstance(child, Q) else (f"asset__{child[0]}", child[1])  # type: ignore[index]
        for child in condition.children
    ]
    return Q(*children, _connector=condition.connector, _negated=condition.negated)


def _page(stays: QuerySet[Any], cursor: str, limit: int) -> tuple[list[StayLine], str | None]:
    if cursor:
        due, last = cursors.read(cursor, str, int)
        after = Q(due_on=None)
        if due:
            day = _day(due)
            after = Q(due_on__gt=day) | Q(due_on=day, pk__gt=last) | after
        else:
            after &= Q(pk__gt=last)
        stays = stays.filter(after)
    limit = max(1, min(limit, LIMIT_MAX))
    lines = _told(stays.order_by(F("due_on").asc(nulls_last=True), "pk")[: limit + 1])
    if len(lines) <= limit:
        return lines, None
    end = lines[limit - 1]
    return lines[:limit], cursors.write([end.due_on.isoformat() if end.due_on else "", end.id])


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise cursors.BadCursor({"cursor": text}) from None


def _told(stays: QuerySet[Any]) -> list[StayLine]:
    """Read stays, leaving out what may not be told. One statement."""
    return [_line(row) for row in stays.values(*COLUMNS)]


def _line(row: dict[str, Any]) -> StayLine:
    told = row["told"]
    same = (
        *("id", "asset_id", "checked_out_at", "due_on", "returned_at", "act_out", "act_in"),
        *("condition_out", "condition_in"),
    )
    secret = ("holder_id", "place_id", "into_asset_id")
    words = {"holder": "holder__name", "place": "place__full_name", "into": "into_asset__tag"}
    notes = ("note_out", "note_in")
    values: dict[str, Any] = {name: row[name] for name in same}
    values |= {name: row[name] if told else None for name in secret}
    values |= {name: (row[column] or "") if told else "" for name, column in words.items()}
    values |= {name: row[name] if told else "" for name in notes}
    return StayLine(
        **values,
        tag=row["asset__tag"],
        name=row["asset__name"],
        category=row["asset__category__full_name"] or "",
        asset_place=row["asset__place__full_name"] or "",
        voided=row["voided_at"] is not None,
        value_minor=row["asset__value_minor"] if row["priced"] else None,
        told=told,
    )
