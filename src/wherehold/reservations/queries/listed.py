"""Reservations as lists and pages show them. Whom one is for is told to those who may know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from wherehold.kernel import clock, cursors, written
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.access import visible_ids
from wherehold.reservations import access, rules
from wherehold.reservations.models import Booking, Line, Reservation
from wherehold.reservations.pools import POOL_COLUMNS

LIMIT_MAX = 500
DESK_MAX = 100


@dataclass(frozen=True, kw_only=True)
class ReservationLine:
    """One reservation as lists show it. Whom it is for is empty to those who may not know."""

    id: int
    state: str
    party_id: int | None
    party: str
    project: str
    place_id: int | None
    place: str
    begins_at: datetime
    ends_at: datetime
    made_at: datetime
    what: str
    approval: str
    offered_until: datetime | None
    extended: int
    reason: str
    late: bool
    mine: bool

    @property
    def who(self) -> str:
        """Return whom or what it is for, in words."""
        return self.party or self.project


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One piece that is kept for a reservation, and how far it is."""

    asset_id: int
    tag: str
    name: str
    place: str
    state: str
    returned_at: datetime | None
    transport_minutes: int = 0
    transport_from: str = ""


@dataclass(frozen=True, kw_only=True)
class WantedLine:
    """One line of a reservation: what is wanted, and the pieces chosen for it."""

    id: int
    what: str
    model_id: int | None
    category_id: int | None
    asset_id: int | None
    features: list[str]
    quantity: int
    floating: int
    pieces: list[Piece]


@dataclass(frozen=True, kw_only=True)
class ReservationCard(ReservationLine):
    """One reservation with its lines and what the actor may do with it."""

    note: str
    series_id: int | None
    lines: list[WantedLine]
    may: list[str]


@dataclass(frozen=True, kw_only=True)
class DayList:
    """What a desk has to do on a day."""

    overdue: list[ReservationLine]
    prepare: list[ReservationLine]
    hand_out: list[ReservationLine]
    due_back: list[ReservationLine]
    waiting: list[ReservationLine]
    requested: list[ReservationLine]


def page(
    *,
    actor: Actor,
    state: str = "",
    party_id: int | None = None,
    cursor: str = "",
    limit: int = 50,
) -> tuple[list[ReservationLine], str | None]:
    """List reservations, the latest beginning first. Three statements.

    Raises: BadCursor.
    """
    found = _seen(actor)
    if state == "open":
        found = found.filter(state__in=["waiting", *rules.CLAIMING])
    elif state:
        found = found.filter(state=state)
    if party_id is not None:
        # Who may not know whom a reservation is for must not find out by asking.
        allowed = access.visible(actor, "custody.holder") if party_id != actor.party_id else Q()
        found = found.filter(allowed, party=party_id)
    if cursor:
        at, last = cursors.read(cursor, str, int)
        begins = _instant(at)
        found = found.filter(Q(begins_at__lt=begins) | Q(begins_at=begins, pk__lt=last))
    limit = max(1, min(limit, LIMIT_MAX))
    lines = _lines(actor, found.order_by("-begins_at", "-pk")[: limit + 1])
    if len(lines) <= limit:
        return lines, None
    end = lines[limit - 1]
    return lines[:limit], cursors.write([end.begins_at.isoformat(), end.id])


def card(*, actor: Actor, reservation_id: int) -> ReservationCard:
    """Return one reservation with its lines. A fixed number of statements.

    Pieces that the actor may not see are left out.

    Raises: NotFound.
    """
    found = list(_seen(actor).filter(pk=reservation_id))
    if not found:
        raise NotFound({"what": "reservation", "key": reservation_id})
    [line] = _lines(actor, found)
    return ReservationCard(
        **vars(line),
        note=found[0].note if access.told(actor, found[0]) else "",
        series_id=found[0].series_id,
        lines=_wanted(actor, reservation_id),
        may=_may(actor, found[0]),
    )


def following(*, actor: Actor, reservation_id: int) -> list[ReservationLine]:
    """Return a reservation and those that it comes again as from then on, in order.

    None if it does not come again. Three statements.

    Raises: NotFound.
    """
    one = _seen(actor).filter(pk=reservation_id).first()
    if one is None:
        raise NotFound({"what": "reservation", "key": reservation_id})
    if one.series_id is None:
        return []
    rest = _seen(actor).filter(series_id=one.series_id, begins_at__gte=one.begins_at)
    live = rest.filter(state__in=["waiting", *rules.STARTING])
    return _lines(actor, live.order_by("begins_at", "pk"))


def cards(*, actor: Actor, reservation_ids: Iterable[int]) -> list[ReservationCard]:
    """Return these reservations in the order asked.

    Raises: NotFound.
    """
    return [card(actor=actor, reservation_id=key) for key in reservation_ids]


def day_list(*, actor: Actor, on: date | None = None) -> DayList:
    """Return what is to be done on a day: prepare, hand out, take back, and what is overdue.

    Units: `on` is a day in the organisation's time zone, today without one.
    """
    zone, now = clock.zone(), clock.now()
    day = on or clock.today()
    starts = datetime.combine(day, time(), zone)
    ends = starts + timedelta(days=1)
    seen = _seen(actor)
    soon = {"begins_at__lt": ends + timedelta(days=1), "ends_at__gt": now}
    groups = {
        "overdue": seen.filter(state="out", ends_at__lt=min(now, ends)).order_by("ends_at"),
        "prepare": seen.filter(state="approved", **soon).order_by("begins_at"),
        "hand_out": seen.filter(state="prepared", begins_at__lt=ends).order_by("begins_at"),
        "due_back": seen.filter(
            state="out", ends_at__gte=max(starts, min(now, ends)), ends_at__lt=ends
        ).order_by("ends_at"),
        "waiting": seen.filter(state="waiting").order_by("made_at"),
        "requested": seen.filter(state="requested").order_by("begins_at"),
    }
    return DayList(**{name: _lines(actor, rows[:DESK_MAX]) for name, rows in groups.items()})


def pressing(*, actor: Actor, most: int) -> int:
    """Count what waits for a yes or is overdue, up to one more than `most`. One statement."""
    late = Q(state="out", ends_at__lt=clock.now())
    found = Reservation.objects.filter(access.visible(actor)).filter(late | Q(state="requested"))
    return len(found.order_by().values_list("pk")[: most + 1])


def next_of_asset(*, actor: Actor, asset_id: int) -> list[ReservationLine]:
    """Return what an asset is booked for from now on, what is next coming first."""
    return _lines(actor, written.asked(_next_of_asset, actor, asset_id, clock.now()))


def _next_of_asset(actor: Actor, asset_id: int, now: datetime) -> QuerySet[Reservation]:
    seen = visible_ids(actor).filter(pk=asset_id)
    booked = Booking.objects.filter(asset__in=seen, open=True, until_at__gt=now)
    found = Reservation.objects.filter(pk__in=booked.values("line__reservation"))
    return found.select_related("party", "place").order_by("begins_at")[:5]


def lines(*, actor: Actor, found: Iterable[Reservation]) -> list[ReservationLine]:
    """Return reservations that another question found as lists show them. One statement."""
    return _lines(actor, found)


def _seen(actor: Actor) -> QuerySet[Reservation]:
    return Reservation.objects.filter(access.visible(actor)).select_related("party", "place")


def _lines(actor: Actor, found: Iterable[Reservation]) -> list[ReservationLine]:
    rows = list(found)
    if not rows:
        return []
    words = _what([one.pk for one in rows])
    now = clock.now()
    return [_line(actor, one, words.get(one.pk, ""), now) for one in rows]


def _line(actor: Actor, one: Reservation, what: str, now: datetime) -> ReservationLine:
    told = access.told(actor, one)
    same = ("state", "place_id", "begins_at", "ends_at", "made_at", "approval", "offered_until")
    return ReservationLine(
        **{name: getattr(one, name) for name in (*same, "extended")},
        id=one.pk,
        party_id=one.party_id if told else None,
        party=one.party.name if told else "",
        project=one.project if told else "",
        reason=one.reason if told else "",
        place=one.place.full_name if one.place else "",
        what=what,
        late=one.state == "out" and one.ends_at < now,
        mine=access.is_own(actor, one),
    )


def _what(ids: Sequence[int]) -> dict[int, str]:
    """Return by reservation what is wanted, in words. One statement."""
    words: dict[int, list[str]] = {}
    rows = Line.objects.filter(reservation__in=ids).order_by("pk")
    for row in rows.values("reservation_id", "quantity", *POOL_COLUMNS[5:]):
        name = row["asset__tag"] or row["model__name"] or row["category__name"]
        many = f"{row['quantity']} × {name}" if row["quantity"] > 1 else name
        words.setdefault(row["reservation_id"], []).append(many)
    return {key: ", ".join(parts) for key, parts in words.items()}


def _wanted(actor: Actor, reservation_id: int) -> list[WantedLine]:
    pieces: dict[int, list[Piece]] = {}
    kept = Booking.objects.filter(line__reservation=reservation_id, asset__in=visible_ids(actor))
    columns = ("line_id", "asset_id", "asset__tag", "asset__name", "asset__place__full_name")
    more = ("checkout_id", "returned_at", "open", "way_minutes", "comes_from__name")
    rows = kept.order_by("asset__tag").values_list(*columns, *more)
    for line_id, key, tag, name, place, stay, back, is_open, minutes, origin in rows:
        state = "returned" if back else "out" if stay else "kept" if is_open else "released"
        one = Piece(
            asset_id=key,
            tag=tag,
            name=name,
            place=place or "",
            state=state,
            returned_at=back,
            transport_minutes=minutes,
            transport_from=origin or "",
        )
        pieces.setdefault(line_id, []).append(one)
    lines = Line.objects.filter(reservation=reservation_id).order_by("pk")
    return [
        _wanted_line(row, pieces)
        for row in lines.values(
            "pk",
            "quantity",
            "floating",
            "model_id",
            "category_id",
            "asset_id",
            "features",
            *POOL_COLUMNS[5:],
        )
    ]


def _wanted_line(row: dict[str, Any], pieces: dict[int, list[Piece]]) -> WantedLine:
    features = row["features"] or {}
    named = [f"{key}: {value}" for key, value in features.get("fields", {}).items()]
    return WantedLine(
        id=row["pk"],
        what=row["asset__tag"] or row["model__name"] or row["category__name"],
        features=[*features.get("keywords", []), *named],
        pieces=pieces.get(row["pk"], []),
        **{n: row[n] for n in ("model_id", "category_id", "asset_id", "quantity", "floating")},
    )


def _may(actor: Actor, one: Reservation) -> list[str]:
    """Return the acts that the actor may do with a reservation as it is now."""
    own, now = access.is_own(actor, one), clock.now()
    makes = own or access.may(actor, access.MAKE, one)
    hands = access.may(actor, "custody.check_out", one)
    rights = {
        "approve": one.state == "requested" and access.may(actor, access.APPROVE, one),
        "accept": one.state == "waiting" and makes and (one.offered_until or now) > now,
        "prepare": one.state == "approved" and hands,
        "hand-out": one.state in ("approved", "prepared", "out") and hands,
        "return": one.state == "out" and access.may(actor, "custody.check_in", one),
        "extend": one.state in rules.CLAIMING and access.may(actor, access.MAKE, one),
        "change": one.state in rules.STARTING and makes,
        "cancel": one.state in ("waiting", *rules.STARTING) and makes,
    }
    return [name for name, allowed in rights.items() if allowed]


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise cursors.BadCursor({"cursor": text}) from None
