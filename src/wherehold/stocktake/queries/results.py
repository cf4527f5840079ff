"""What a count found, bucket by bucket, and what a counter sees of a room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from wherehold.kernel import cursors
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.register.codes import key_of
from wherehold.register.queries import known, parties, resolve
from wherehold.register.queries.resolve import Hit
from wherehold.stocktake import access, figures, rules
from wherehold.stocktake.models import Counter, Line, Stocktake, Unknown, Zone
from wherehold.stocktake.queries.counts import OPEN_STATES

LIMIT_MAX = 500
SEARCH_MAX = 200
BUCKETS = ("decide", "found", "elsewhere", "missing", "unknown", "duplicate", "moved", "open")


@dataclass(frozen=True, kw_only=True)
class ResultLine:
    """One asset of a count: where it belongs, how it was seen, and what is to be made of it."""

    id: int
    asset_id: int
    tag: str
    name: str
    category_icon: str
    photo_id: int | None
    state: str
    expected: bool
    zone_id: int | None
    belongs: str
    seen: str
    other: str
    seen_at: datetime | None
    seen_by: str
    last_seen_at: datetime | None
    times: int
    twice: bool
    moved: bool
    once: bool
    recount: bool
    held: bool
    value_minor: int | None
    outcome: str
    note: str


@dataclass(frozen=True, kw_only=True)
class UnknownLine:
    """A code of which nobody has said yet what it is on."""

    id: int
    code: str
    place: str
    zone_id: int | None
    who: str
    first_at: datetime
    times: int
    note: str
    has_photo: bool
    outcome: str
    asset_id: int | None
    tag: str


def lines(
    *,
    actor: Actor,
    stocktake_id: int,
    bucket: str = "decide",
    zone_id: int | None = None,
    search: str = "",
    cursor: str = "",
    limit: int = 50,
) -> tuple[list[ResultLine], str | None]:
    """List the assets in a bucket, the dearest first for who sees prices; and the next cursor.

    Five statements at most.

    Raises: NotFound; NotAllowed (what is expected in a blind count); BadCursor.
    """
    one = _told(actor, stocktake_id)
    limit = max(1, min(limit, LIMIT_MAX))
    found = _in_bucket(one, bucket).filter(access.lines_seen(actor))
    found = _narrowed(actor, one, found, zone_id, search)
    by_value = access.sees_prices(actor, one)
    if cursor:
        found = found.filter(_after(cursor, by_value))
    order: Sequence[Any] = ["pk"]
    if by_value:
        order = [F("value_minor").desc(nulls_last=True), "-pk"]
    rows = list(found.order_by(*order).values(*COLUMNS)[: limit + 1])
    more = rows[limit - 1] if len(rows) > limit else None
    after = cursors.write([more["value_minor"], more["pk"]]) if more else None
    return _shown(actor, one, rows[:limit]), after


def unknowns(
    *,
    actor: Actor,
    stocktake_id: int,
    settled: bool = False,
    zone_id: int | None = None,
    cursor: str = "",
    limit: int = 50,
) -> tuple[list[UnknownLine], str | None]:
    """List unknown codes in the order in which they were read, and the next cursor.

    Three statements.

    Raises: NotFound, BadCursor.
    """
    one = access.found(actor, stocktake_id)
    limit = max(1, min(limit, LIMIT_MAX))
    found = Unknown.objects.filter(stocktake=one)
    if not settled:
        found = found.filter(outcome="")
    if not access.overlooks(actor, one):
        found = found.filter(Q(zone__in=_mine(actor)) | Q(party=actor.party_id))
    if zone_id is not None:
        found = found.filter(zone=zone_id)
    if cursor:
        (last,) = cursors.read(cursor, int)
        found = found.filter(pk__gt=last)
    rows = list(found.order_by("pk")[: limit + 1])
    after = cursors.write([rows[limit - 1].pk]) if len(rows) > limit else None
    return _told_unknowns(actor, rows[:limit]), after


def size(*, actor: Actor, stocktake_id: int) -> int:
    """Return how many assets of a count were not simply found. One statement.

    Raises: NotFound, NotAllowed.
    """
    one = _told(actor, stocktake_id)
    other = ~Q(state__in=(rules.FOUND, rules.OPEN)) | Q(times__gt=0)
    return Line.objects.filter(other, access.lines_seen(actor), stocktake=one).count()


def candidates(*, actor: Actor, stocktake_id: int, unknown_id: int) -> list[Hit]:
    """Return what an unknown code stands for to the asker, who may see more than its counter.

    Raises: NotFound.
    """
    one = access.found(actor, stocktake_id)
    found = Unknown.objects.filter(stocktake=one, pk=unknown_id).values_list("code", flat=True)
    hits = resolve.resolve(actor=actor, code=found.first() or "")
    return [hit for hit in hits if hit.type == "asset"]


def unknown(*, actor: Actor, stocktake_id: int, unknown_id: int) -> UnknownLine:
    """Return one unknown code.

    Raises: NotFound.
    """
    one = access.found(actor, stocktake_id)
    rows = list(Unknown.objects.filter(stocktake=one, pk=unknown_id))
    if not rows or not (access.overlooks(actor, one) or rows[0].party_id == actor.party_id):
        raise access.missing("unknown code", unknown_id)
    return _told_unknowns(actor, rows)[0]


def unknown_by_code(*, actor: Actor, stocktake_id: int, code: str) -> int | None:
    """Return which unknown code of a count was just read.

    Raises: NotFound.
    """
    one = access.found(actor, stocktake_id)
    key = key_of("other", code)
    found = Unknown.objects.filter(stocktake=one, key=key, outcome="")
    return found.values_list("pk", flat=True).first()


def photo_of(*, actor: Actor, stocktake_id: int, unknown_id: int) -> tuple[str, str]:
    """Return the stored name and the type of the picture of an unknown code.

    Raises: NotFound.
    """
    unknown(actor=actor, stocktake_id=stocktake_id, unknown_id=unknown_id)
    found = Unknown.objects.filter(pk=unknown_id).values_list("photo", "photo_type")
    return found[0]


def outcomes(*, actor: Actor, stocktake_id: int) -> dict[str, int]:
    """Return how many lines of a count have which outcome.

    Raises: NotFound, NotAllowed.
    """
    one = _told(actor, stocktake_id)
    rows = Line.objects.filter(stocktake=one).exclude(outcome="").values_list("outcome")
    return dict(rows.annotate(n=Count("pk")).order_by("outcome"))


@dataclass(frozen=True, kw_only=True)
class Room:
    """What a counter sees of a zone: what is still to be found, and what was."""

    zone_id: int | None
    name: str
    expected: int | None
    found: int | None
    finished: bool
    to_find: list[ResultLine]
    seen: list[ResultLine]


def room(*, actor: Actor, stocktake_id: int, zone_id: int, most: int = 60) -> Room:
    """Return a zone as its counter sees it; in a blind count, only what was seen there.

    Ten statements at most.

    Raises: NotFound.
    """
    one = access.found(actor, stocktake_id)
    zone = Zone.objects.filter(stocktake=one, pk=zone_id).first()
    if zone is None:
        raise access.missing("zone", zone_id)
    hidden = one.blind and not access.may(actor, access.RUN, one)
    mine = Line.objects.filter(zone=zone).filter(access.lines_seen(actor))
    open_ = mine.filter(state__in=(rules.OPEN, rules.MISSING)).order_by("-recount", "pk")
    seen = mine.filter(state__in=rules.SEEN).order_by("-seen_at", "-pk")
    if hidden:
        seen = seen.filter(seen_by=actor.party_id)
    to_find = [] if hidden else list(open_.values(*COLUMNS)[:most])
    return Room(
        zone_id=zone.pk,
        name=zone.name,
        expected=None if hidden else zone.expected,
        found=None if hidden else zone.found + zone.elsewhere,
        finished=zone.finished_at is not None,
        to_find=_shown(actor, one, to_find),
        seen=_shown(actor, one, list(seen.values(*COLUMNS)[:most])),
    )


def zone_at(*, actor: Actor, stocktake_id: int, place_id: int) -> int | None:
    """Return the zone of a count in which a place lies, if anything is expected there."""
    one = access.found(actor, stocktake_id)
    direct = Zone.objects.filter(stocktake=one, place=place_id).values_list("pk", flat=True)
    if key := direct.first():
        return key
    return (
        Line.objects.filter(stocktake=one, place=place_id).values_list("zone_id", flat=True).first()
    )


def of_asset(*, actor: Actor, stocktake_id: int, asset_id: int) -> ResultLine | None:
    """Return how one asset stands in a count, if it is in it and the asker sees it."""
    one = access.found(actor, stocktake_id)
    found = Line.objects.filter(access.lines_seen(actor), stocktake=one, asset=asset_id)
    shown = _shown(actor, one, list(found.values(*COLUMNS)))
    return shown[0] if shown else None


COLUMNS = (
    *("pk", "asset_id", "state", "expected", "zone_id", "place_id", "seen_place_id"),
    *("other_place_id", "seen_at", "seen_by_id", "times", "twice", "moved", "second_at"),
    *("recount", "value_minor", "outcome", "note", "asset__tag", "asset__name", "asset__held"),
    *("asset__photo_id", "asset__category__icon", "asset__seen_at"),
)


def _told(actor: Actor, stocktake_id: int) -> Stocktake:
    """Return a count whose lines the asker may know.

    Raises: NotFound, NotAllowed.
    """
    one = access.found(actor, stocktake_id)
    if one.blind and one.state in OPEN_STATES and not access.may(actor, access.RUN, one):
        raise NotAllowed({"actor": actor.name, "permission": access.RUN})
    return one


def _in_bucket(one: Stocktake, bucket: str) -> QuerySet[Line]:
    if bucket == "decide":
        return figures.to_decide(one)
    found = Line.objects.filter(stocktake=one)
    return found.filter(times__gt=0) if bucket == "duplicate" else found.filter(state=bucket)


def _narrowed(
    actor: Actor, one: Stocktake, found: QuerySet[Line], zone_id: int | None, search: str
) -> QuerySet[Line]:
    if not access.overlooks(actor, one):
        found = found.filter(zone__in=_mine(actor))
    if zone_id is not None:
        found = found.filter(zone=zone_id)
    if text := search.strip()[:SEARCH_MAX].replace("\0", ""):
        words = Q(asset__tag__icontains=text) | Q(asset__name__icontains=text)
        found = found.filter(words | Q(zone__name__icontains=text))
    return found


def _mine(actor: Actor) -> QuerySet[Zone]:
    counted = Counter.objects.filter(party=actor.party_id)
    return Zone.objects.filter(pk__in=counted.values("zone"))


def _after(cursor: str, by_value: bool) -> Q:
    value, last = cursors.read(cursor, (int, type(None)), int)
    if not by_value:
        return Q(pk__gt=last)
    if value is None:
        return Q(value_minor=None, pk__lt=last)
    lower = Q(value_minor__lt=value) | Q(value_minor=value, pk__lt=last)
    return lower | Q(value_minor=None)


def _shown(actor: Actor, one: Stocktake, rows: Sequence[dict[str, Any]]) -> list[ResultLine]:
    """Return rows with names for what they refer to. Two statements."""
    keys = ("place_id", "seen_place_id", "other_place_id")
    places = known.places(actor=actor, ids={row[key] or 0 for row in rows for key in keys})
    people = parties.names(actor=actor, ids={row["seen_by_id"] or 0 for row in rows})
    prices = access.sees_prices(actor, one)
    return [
        ResultLine(
            id=row["pk"],
            tag=row["asset__tag"],
            name=row["asset__name"],
            category_icon=row["asset__category__icon"] or "",
            photo_id=row["asset__photo_id"],
            belongs=places.get(row["place_id"] or 0, ""),
            seen=places.get(row["seen_place_id"] or 0, ""),
            other=places.get(row["other_place_id"] or 0, ""),
            seen_by=people.get(row["seen_by_id"] or 0, ""),
            last_seen_at=row["asset__seen_at"],
            once=_once(one, row),
            held=bool(row["asset__held"]),
            **{name: row[name] for name in SAME},
            value_minor=row["value_minor"] if prices else None,
        )
        for row in rows
    ]


SAME = (
    *("asset_id", "state", "expected", "zone_id", "seen_at", "times", "twice", "moved"),
    *("recount", "outcome", "note"),
)


def _once(one: Stocktake, row: dict[str, Any]) -> bool:
    """Say whether a dear thing was found by one person alone."""
    dear = rules.needs_second(row["value_minor"], one.second_minor)
    return dear and row["state"] == rules.FOUND and row["second_at"] is None


def _told_unknowns(actor: Actor, rows: Sequence[Unknown]) -> list[UnknownLine]:
    places = known.places(actor=actor, ids={row.place_id or 0 for row in rows})
    people = parties.names(actor=actor, ids={row.party_id or 0 for row in rows})
    tags = known.assets(actor=actor, ids={row.asset_id or 0 for row in rows})
    return [
        UnknownLine(
            id=row.pk,
            code=row.code,
            place=places.get(row.place_id or 0, ""),
            zone_id=row.zone_id,
            who=people.get(row.party_id or 0, ""),
            first_at=row.first_at,
            times=row.times,
            note=row.note,
            has_photo=bool(row.photo),
            outcome=row.outcome,
            asset_id=row.asset_id if row.asset_id in tags else None,
            tag=tags.get(row.asset_id or 0, ""),
        )
        for row in rows
    ]
