"""Writing promises down: lines and bookings, and refusing what is not free with its reason."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.models import Asset
from wherehold.register.queries import holding
from wherehold.reservations import access, pools, wishes
from wherehold.reservations.checking import Answer, Check
from wherehold.reservations.models import Booking, Line, Reservation
from wherehold.reservations.refusals import NotFree
from wherehold.reservations.wishes import Kind

LINE_COLUMNS = ("pk", "quantity", "floating", "model__category__path", *pools.POOL_COLUMNS)


def why(answer: Answer) -> str:
    """Say in words what keeps the other pieces."""
    words = {
        pools.BOOKED: _("booked"),
        pools.OUT: _("out"),
        pools.LATE: _("overdue"),
        pools.ON_HOLD: _("on hold"),
        pools.STAGE: _("not in service"),
        pools.FAR: _("too far away to be there in time"),
    }
    if answer.lacking:
        named = [f"{tag} {words.get(code, _('promised'))}" for tag, code in answer.lacking.items()]
        return ", ".join(named) + "."
    parts = [f"{many} {words[code]}" for code, many in sorted(answer.reasons().items())]
    promised = sum(code == pools.FREE for code in answer.codes.values()) + answer.extra
    if (more := promised - answer.free) > 0:
        parts.append(_("{more} promised").format(more=more))
    return ", ".join(parts).capitalize() + "." if parts else ""


def lock(kinds: Sequence[Kind], more: Sequence[pools.Pool] = ()) -> pools.Kinds:
    """Let nobody else promise of the same kinds of things until the transaction ends.

    Return the roots of categories and the models that are locked.
    """
    each = [pool for kind in kinds for pool in (kind.pool, *kind.parts)]
    roots, models = pools.kinds_of([*each, *more])
    access.lock_pools(roots, models)
    return roots, models


def refuse(answers: Sequence[Answer]) -> None:
    """Refuse what is not free.

    Raises: NotFree, naming each.
    """
    short = [one for one in answers if not one.enough]
    if short:
        raise NotFree(
            *(
                {
                    "what": one.ask.pool.label,
                    "asset_id": one.ask.pool.asset_id,
                    "model_id": one.ask.pool.model_id,
                    "quantity": one.ask.quantity,
                    "free": one.free,
                    "why": why(one),
                    "reasons": one.reasons(),
                }
                for one in short
            )
        )


def rows_of(reservation_id: int) -> list[dict[str, Any]]:
    """Return the lines of a reservation with what their pools are made of."""
    found = Line.objects.filter(reservation=reservation_id).order_by("pk")
    return list(found.values(*LINE_COLUMNS))


def kinds_of(one: Reservation, rows: Sequence[dict[str, Any]]) -> list[Kind]:
    """Return the kinds of the lines of a reservation."""
    full = [row | {"reservation__place_path": one.place_path} for row in rows]
    return wishes.kinds_of(one, rows, [pools.pool_of(row) for row in full])


def check_again(
    one: Reservation,
    rows: Sequence[dict[str, Any]],
    begins: datetime,
    ends: datetime,
    *,
    leaving: Collection[int] = (),
    coming: Sequence[Kind] = (),
) -> list[Kind]:
    """Lock the kinds of a reservation and refuse if it cannot be had in this period.

    Pieces that were chosen already stay chosen: each is asked for by itself, but for those that
    are `leaving`; those that are `coming` are asked for as well.

    Raises: NotFree, TooLong.
    """
    kinds = kinds_of(one, rows)
    columns = ("line_id", "asset_id", "asset__tag", "checkout_id")
    of = ("asset__category_path", "asset__model_id")
    chosen = Booking.objects.filter(line__reservation=one.pk, open=True)
    kept = list(chosen.values_list(*columns, *of))
    picked = [pools.Pool(asset_id=key, of=(path, model)) for _l, key, _t, _s, path, model in kept]
    lock([*kinds, *coming], picked)
    wishes.check_length(kinds, begins, ends)
    asks = [
        kind.ask(begins, ends, row["floating"])
        for kind, row in zip(kinds, rows, strict=True)
        if row["floating"]
    ]
    asks += [kind.ask(begins, ends, 1) for kind in coming]
    rules = {row["pk"]: kind for row, kind in zip(rows, kinds, strict=True)}
    for line_id, key, tag, stay, *_of in kept:
        kind = rules[line_id]
        pool = pools.Pool(asset_id=key, label=tag)
        mine = Kind(pool, "", kind.category_path, kind.rule, way=kind.way)
        if stay is None and key not in leaving:
            asks.append(mine.ask(begins, ends, 1))
    refuse(Check(asks, without=[one.pk]).answers())
    return kinds


def write_lines(
    made: Sequence[Reservation],
    kinds: Sequence[Sequence[Kind]],
    wanted: Sequence[Sequence[wishes.Wanted]],
    waits: Sequence[bool],
) -> None:
    """Insert the lines of new reservations and the bookings of what was asked for by name.

    A kit is kept with all of its pieces.
    """
    lines: list[Line] = []
    named: list[tuple[Line, Kind]] = []
    for one, its_kinds, its_wants, wait in zip(made, kinds, wanted, waits, strict=True):
        for kind, want in zip(its_kinds, its_wants, strict=True):
            line = Line(
                reservation_id=one.pk,
                asset_id=want.asset_id,
                model_id=want.model_id,
                category_id=want.category_id,
                features=want.features(),
                quantity=want.quantity,
                floating=0 if want.asset_id else want.quantity,
                begins_at=one.begins_at,
                until_at=one.ends_at + timedelta(minutes=kind.rule.buffer_minutes),
                open=not wait,
            )
            lines.append(line)
            if want.asset_id:
                named.append((line, kind))
    insert(lines)
    insert(
        [
            Booking(
                line_id=line.pk,
                asset_id=one.asset_id or 0,
                begins_at=line.begins_at - kind.way.takes,
                until_at=line.until_at + kind.way.takes,
                open=line.open,
                way_minutes=kind.way.minutes,
                comes_from_id=kind.way.origin_id,
            )
            for line, kind in named
            for one in (kind.pool, *kind.parts)
        ]
    )


def insert(rows: Sequence[Reservation] | Sequence[Line] | Sequence[Booking]) -> None:
    """Insert new rows past the ORM, which costs more than the database.

    They get their numbers, but for bookings, which nothing refers to yet.
    """
    if not rows:
        return
    table = type(rows[0])
    columns = [field.attname for field in table._meta.concrete_fields]
    if table is Booking:
        columns.remove("id")
    else:
        for row, key in zip(rows, bulk.next_ids(table, len(rows)), strict=True):
            row.pk = key
    bulk.insert(table, columns, [[getattr(row, name) for name in columns] for row in rows])


def set_period(one: Reservation, kinds: Sequence[Kind], rows: Sequence[dict[str, Any]]) -> None:
    """Write the period of a reservation onto its lines and open bookings."""
    for kind, row in zip(kinds, rows, strict=True):
        until = one.ends_at + timedelta(minutes=kind.rule.buffer_minutes)
        Line.objects.filter(pk=row["pk"]).update(begins_at=one.begins_at, until_at=until)
        kept = kind.kept(one.begins_at, one.ends_at)
        Booking.objects.filter(line=row["pk"], open=True).update(
            begins_at=kept.begins,
            until_at=kept.ends,
            way_minutes=kind.way.minutes,
            comes_from=kind.way.origin_id,
        )


def set_open(reservation_ids: Sequence[int], is_open: bool) -> None:
    """Let what reservations want count, or count no more. Pieces that are out go on counting."""
    Line.objects.filter(reservation__in=reservation_ids).update(open=is_open)
    bookings = Booking.objects.filter(line__reservation__in=reservation_ids, returned_at=None)
    bookings.filter(checkout_id=None).update(open=is_open)


def check_known(actor: Actor, asset_ids: Sequence[int]) -> None:
    """Refuse assets that the actor may not see, as if there were none.

    Raises: NotFound, naming each.
    """
    if not asset_ids:
        return
    seen = {line.id for line in holding.assets_named(actor=actor, asset_ids=asset_ids)}
    if missing := [key for key in dict.fromkeys(asset_ids) if key not in seen]:
        raise NotFound(*({"what": "asset", "key": key} for key in missing))


def label_of(asset_ids: Sequence[int]) -> dict[int, str]:
    """Return the tags of assets by id."""
    return dict(Asset.objects.filter(pk__in=asset_ids).values_list("pk", "tag"))
