"""What can be had: which pieces a line may be served by, and what keeps each from being free.

Set-based: one statement for the pieces of a pool, whatever keeps them busy. A piece is not free
while it is out (an overdue one is reckoned back after the days that the rule says), on hold, at
a stage at which nothing is lent, or booked, with the time needed between.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import RawSQL

from wherehold.custody.rules import IDLE_STAGES
from wherehold.kernel import bulk, clock, paths
from wherehold.register.models import Asset, AssetKeyword, Hold
from wherehold.reservations.engine import EVER, Span
from wherehold.reservations.models import Booking, Line

NOT_LENT = sorted(IDLE_STAGES | {"in_repair"})
Kinds = tuple[set[str], set[int]]
FREE, BOOKED, OUT, LATE, ON_HOLD, STAGE = "free", "booked", "out", "late", "hold", "stage"
FAR = "far"


@dataclass(frozen=True)
class Pool:
    """Which pieces will do: one asset, those of a model, or those of a category."""

    asset_id: int | None = None
    model_id: int | None = None
    category_path: str = ""
    place_path: str = ""
    keywords: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    label: str = field(default="", compare=False)
    # Of an asset that was read before: the path of its category, and its model.
    of: tuple[str, int | None] | None = field(default=None, compare=False)

    def condition(self) -> Q:
        """Return the condition on assets that will do."""
        found = Q(archived_at=None, merged_into=None)
        if self.asset_id is not None:
            return found & Q(pk=self.asset_id)
        if self.model_id is not None:
            found &= Q(model=self.model_id)
        else:
            found &= Q(category_path__range=paths.below(self.category_path))
        if self.place_path:
            found &= Q(place_path__range=paths.below(self.place_path))
        for word in self.keywords:
            marked = AssetKeyword.objects.filter(keyword__name__iexact=word)
            found &= Q(pk__in=marked.values("asset"))
        for key, value in self.fields:
            found &= Q(**{f"fields__{key}": value}) | Q(**{f"model__fields__{key}": value})
        return found


@dataclass(frozen=True)
class Floating:
    """A line with promises that no piece was chosen for yet."""

    line_id: int
    reservation_id: int
    span: Span
    quantity: int
    pool: Pool


def pool_of(row: Mapping[str, Any]) -> Pool:
    """Return the pool of a line from its columns."""
    features = row["features"] or {}
    return Pool(
        asset_id=row["asset_id"],
        model_id=row["model_id"],
        category_path=row["category__path"] or "",
        place_path=row["reservation__place_path"] or "",
        keywords=tuple(features.get("keywords", ())),
        fields=tuple(sorted(features.get("fields", {}).items())),
        label=row["asset__tag"] or row["model__name"] or row["category__name"] or "",
    )


POOL_COLUMNS = (
    *("asset_id", "model_id", "category__path", "features", "reservation__place_path"),
    *("asset__tag", "model__name", "category__name"),
)


def codes(pool: Pool, span: Span, late_days: int, without: Iterable[int] = ()) -> dict[int, str]:
    """Return by piece whether it is free throughout, and else why not. One statement.

    `without` are reservations that are not reckoned with: the one that is being changed.
    """
    rows = Asset.objects.filter(pool.condition())
    rows = rows.annotate(first_booked=_first_booked(span, without), code=_code(span, late_days))
    return dict(rows.order_by("pk").values_list("pk", "code"))


def codes_of_named(
    wanted: Sequence[tuple[int, Span, int]], without: Iterable[int] = ()
) -> list[dict[int, str]]:
    """Return what `codes` says of pieces by name, each for a span. Two statements for them all.

    Units: the third is how many days late a thing is reckoned back.
    """
    ids, now = {key for key, _span, _late in wanted}, clock.now()
    since = min(now, *(span.begins for _key, span, _late in wanted))
    states, kept = _present(bulk.among(ids), since)
    # Days matter where somebody holds a piece, and nowhere else.
    zone = clock.zone() if any(held for _stage, _hold, held, _due in states.values()) else UTC
    left_out = set(without)
    return [
        {key: _code_of(states[key], kept.get(key, ()), span, (now, zone, late), left_out)}
        if key in states
        else {}
        for key, span, late in wanted
    ]


def _present(
    among: RawSQL, since: datetime
) -> tuple[dict[int, tuple[Any, ...]], dict[int, list[tuple[Any, ...]]]]:
    """Return how pieces are now, and what they are booked for since an instant.

    By hand: every booking asks, and building the statements would cost more than they do.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, a.stage, EXISTS (SELECT 1 FROM register_hold h WHERE h.asset_id = a.id "
            "AND h.lifted_at IS NULL), a.held, a.due_on FROM register_asset a "
            f"WHERE a.id IN ({among.sql}) "  # noqa: S608 - values bound
            "AND a.archived_at IS NULL AND a.merged_into_id IS NULL",
            among.params,
        )
        states = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT b.asset_id, b.begins_at, b.until_at, b.checkout_id, l.reservation_id "
            "FROM reservations_booking b JOIN reservations_line l ON l.id = b.line_id "
            f'WHERE b."open" AND b.until_at > %s AND b.asset_id IN ({among.sql})',  # noqa: S608
            [bulk.instant(since), *among.params],
        )
        rows = cursor.fetchall()
    kept: dict[int, list[tuple[Any, ...]]] = {}
    for key, begins, until, stay, number in rows:
        kept.setdefault(key, []).append((_aware(begins), _aware(until), stay, number))
    return states, kept


def _aware(at: datetime) -> datetime:
    """Return an instant as it was written; one database says no zone, which is UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _code_of(
    state: tuple[Any, ...],
    kept: Sequence[tuple[Any, ...]],
    span: Span,
    present: tuple[datetime, tzinfo, int],
    without: set[int],
) -> str:
    """Say of one piece what `_code` says in the database."""
    (stage, on_hold, held, due_on), (now, zone, late_days) = state, present
    first, today = span.begins.astimezone(zone).date(), now.astimezone(zone).date()
    served = any(stay is not None and until > now for _b, until, stay, _r in kept)
    late = due_on is not None and due_on < today and first <= today + timedelta(days=late_days)
    booked = any(
        begins < span.ends and until > span.begins and key not in without
        for begins, until, _stay, key in kept
    )
    said = (
        (stage in NOT_LENT, STAGE),
        (on_hold, ON_HOLD),
        (held and late, LATE),
        (held and (due_on is None or due_on >= first) and not served, OUT),
        (booked, BOOKED),
    )
    return next((code for so, code in said if so), FREE)


def _first_booked(span: Span, without: Iterable[int]) -> Subquery:
    """Return when the first booking begins that ends within a span or later.

    Bookings of an asset do not overlap, so this one tells, and an index has it at hand.
    """
    found = Booking.objects.filter(asset=OuterRef("pk"), open=True, until_at__gt=span.begins)
    if without:
        found = found.exclude(line__reservation__in=list(without))
    return Subquery(found.order_by("until_at").values("begins_at")[:1])


def _code(span: Span, late_days: int) -> Case:
    """Return what keeps an asset from being free within a span, as an expression."""
    now = clock.now()
    zone = clock.zone()
    first, today = span.begins.astimezone(zone).date(), now.astimezone(zone).date()
    open_ones = Booking.objects.filter(asset=OuterRef("pk"), open=True)
    served = Exists(open_ones.filter(checkout_id__isnull=False, until_at__gt=now))
    hold = Exists(Hold.objects.filter(asset=OuterRef("pk"), lifted_at=None))
    late = Q(due_on__lt=today) & Value(first <= today + timedelta(days=late_days))
    kept = Q(due_on=None) | Q(due_on__gte=first)
    return Case(
        When(stage__in=NOT_LENT, then=Value(STAGE)),
        When(hold, then=Value(ON_HOLD)),
        When(~Q(held="") & late, then=Value(LATE)),
        When(~Q(held="") & kept & ~served, then=Value(OUT)),
        When(first_booked__lt=span.ends, then=Value(BOOKED)),
        default=Value(FREE),
    )


def fixed(
    asset_ids: Iterable[int], since: datetime, late_days: int, without: Iterable[int] = ()
) -> dict[int, list[Span]]:
    """Return what is fixed on each of these pieces from an instant on. Two statements."""
    ids = set(asset_ids)
    now, zone = clock.now(), clock.zone()
    today = now.astimezone(zone).date()
    held = Hold.objects.filter(asset=OuterRef("pk"), lifted_at=None)
    for_ever = datetime.max.replace(tzinfo=EVER.tzinfo)
    taken: dict[int, list[Span]] = {}
    rows = Asset.objects.filter(pk__in=ids).annotate(on_hold=Exists(held))
    for key, stage, on_hold, out, due in rows.values_list(
        "pk", "stage", "on_hold", "held", "due_on"
    ):
        spans = taken.setdefault(key, [])
        if stage in NOT_LENT or on_hold or (out and due is None):
            spans.append(Span(EVER, for_ever))
        elif out:
            late = today + timedelta(days=late_days)
            until = due if due is not None and due >= today else late
            spans.append(Span(EVER, datetime.combine(until + timedelta(days=1), time(), zone)))
    bookings = Booking.objects.filter(asset__in=ids, open=True, until_at__gt=since)
    if without:
        bookings = bookings.exclude(line__reservation__in=list(without))
    for key, begins, until in bookings.values_list("asset_id", "begins_at", "until_at"):
        if key in taken:
            taken[key].append(Span(begins, until))
    return taken


def floating(
    roots: Iterable[str], model_ids: Iterable[int], without: Iterable[int] = ()
) -> list[Floating]:
    """Return the promises yet to be served of these kinds of things, now and to come."""
    if not _anything_promised():
        return []
    kinds = Q(model__in=set(model_ids))
    for root in set(roots):
        bounds = paths.below(root)
        kinds |= Q(model__category__path__range=bounds) | Q(category__path__range=bounds)
    lines = Line.objects.filter(kinds, open=True, floating__gt=0, until_at__gt=clock.now())
    if without:
        lines = lines.exclude(reservation__in=list(without))
    rows = lines.order_by("begins_at", "pk").values(
        "pk", "reservation_id", "begins_at", "until_at", "floating", *POOL_COLUMNS
    )
    return [
        Floating(
            line_id=row["pk"],
            reservation_id=row["reservation_id"],
            span=Span(row["begins_at"], row["until_at"]),
            quantity=row["floating"],
            pool=pool_of(row),
        )
        for row in rows
    ]


def _anything_promised() -> bool:
    """Say whether there is any promise that no piece was chosen for: often there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT 1 FROM reservations_line WHERE "open" AND floating > 0 '
            "AND until_at > %s LIMIT 1",
            [bulk.instant(clock.now())],
        )
        return cursor.fetchone() is not None


def members(pools: Iterable[Pool], ids: Iterable[int] | None = None) -> dict[Pool, frozenset[int]]:
    """Return the pieces of each pool, or those of some; a statement for each that differs."""
    pieces = Asset.objects.all() if ids is None else Asset.objects.filter(pk__in=bulk.among(ids))
    return {
        pool: frozenset(pieces.filter(pool.condition()).values_list("pk", flat=True))
        for pool in set(pools)
    }


def kinds_of(pools: Sequence[Pool]) -> Kinds:
    """Return the roots of categories and the models that the pieces of some pools have.

    One statement at most. Pieces of a model may be of other categories than the model is.
    """
    paths_found: set[str] = {pool.category_path for pool in pools if pool.category_path}
    models: set[int] = {pool.model_id for pool in pools if pool.model_id}
    # What an asset or a model belongs to; pieces of a category lie below it.
    kinds = {pool.of for pool in pools if pool.of}
    others = [pool for pool in pools if not pool.category_path and not pool.of]
    if others:
        named = [pool.asset_id for pool in others if pool.asset_id]
        found = Asset.objects.filter(Q(pk__in=named) | Q(model__in=models)).order_by()
        kinds |= set(found.values_list("category_path", "model_id").distinct())
    paths_found |= {path for path, _model in kinds if path}
    models |= {model for _path, model in kinds if model}
    return {path[: paths.WIDTH] for path in paths_found}, models


def next_of(asset_ids: Iterable[int]) -> dict[int, tuple[int, datetime]]:
    """Return the booking that each asset has next: its reservation and when it begins."""
    now = clock.now()
    ahead = Booking.objects.filter(asset=OuterRef("asset"), open=True, begins_at__gt=now)
    first = Subquery(ahead.order_by("begins_at").values("pk")[:1])
    rows = Booking.objects.filter(asset__in=set(asset_ids), pk=first)
    found = rows.values_list("asset_id", F("line__reservation"), "begins_at")
    return {key: (number, at) for key, number, at in found}
