"""Choosing the pieces of a reservation, and letting them go."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.reservations import parts, pools, promising
from wherehold.reservations.checking import Ask
from wherehold.reservations.events import TakenBack
from wherehold.reservations.models import Booking, Line, Reservation
from wherehold.reservations.refusals import NotPartOf
from wherehold.reservations.wishes import Kind


def assign(one: Reservation, asset_ids: Sequence[int], *, fill: bool) -> None:
    """Choose pieces for promises: those that are named, and with `fill` free ones for the rest.

    What a kit is made of by now is kept with it.

    Raises: NotPartOf, NotFree.
    """
    rows = promising.rows_of(one.pk)
    kinds = promising.kinds_of(one, rows)
    promising.lock(kinds)
    _follow_kits(one, rows, kinds)
    kept = Booking.objects.filter(line__reservation=one.pk, open=True)
    mine = set(kept.values_list("asset_id", flat=True))
    named = [key for key in dict.fromkeys(asset_ids) if key not in mine]
    taken = set(mine)
    for row, kind in zip(rows, kinds, strict=True):
        if row["floating"]:
            _choose(one, row, kind, (named, fill), taken)
    if strange := [key for key in named if key not in taken]:
        tags = promising.label_of(strange)
        raise NotPartOf(
            *({"asset": tags.get(key, key), "reservation_id": one.pk} for key in strange)
        )


def _choose(
    one: Reservation,
    row: dict[str, Any],
    kind: Kind,
    wanted: tuple[list[int], bool],
    taken: set[int],
) -> None:
    """Keep free pieces for a line, a kit with all that it is made of; add them to `taken`."""
    named, fill = wanted
    ask = kind.ask(one.begins_at, one.ends_at, row["floating"])
    codes = pools.codes(kind.pool, ask.span, kind.rule.late_days, [one.pk])
    codes = parts.with_parts(codes, ask.span, kind.rule.late_days, [one.pk])
    free = [key for key, code in codes.items() if code == pools.FREE]
    first = [key for key in named if key in free]
    rest = [key for key in free if key not in first] if fill else []
    made = parts.of_kits(free)
    picked, many = [], 0
    for key in first + rest:
        group = {key, *made.get(key, ())}
        if many < row["floating"] and not group & taken:
            taken |= group
            picked += sorted(group)
            many += 1
    _keep(row["pk"], picked, ask)
    Line.objects.filter(pk=row["pk"]).update(floating=row["floating"] - many)


def _keep(line_id: int, asset_ids: Iterable[int], ask: Ask) -> None:
    Booking.objects.bulk_create(
        Booking(
            line_id=line_id,
            asset_id=key,
            begins_at=ask.span.begins,
            until_at=ask.span.ends,
            way_minutes=ask.way.minutes,
            comes_from_id=ask.way.origin_id,
        )
        for key in asset_ids
    )


def _follow_kits(one: Reservation, rows: Sequence[dict[str, Any]], kinds: Sequence[Kind]) -> None:
    """Let go of pieces that left their kit since it was booked, and keep those that came."""
    made = parts.of_kits(row["asset_id"] for row in rows if row["asset_id"])
    for row, kind in zip(rows, kinds, strict=True):
        if row["asset_id"] not in made:
            continue
        now, before = set(made[row["asset_id"]]), {part.asset_id for part in kind.parts}
        kept = Booking.objects.filter(line=row["pk"], open=True, checkout_id=None)
        kept.filter(asset__in=before - now).delete()
        new, ask = sorted(now - before), kind.ask(one.begins_at, one.ends_at, 1)
        wanted = [(key, ask.span, kind.rule.late_days) for key in new]
        codes = pools.codes_of_named(wanted) if new else []
        free = [key for key, code in zip(new, codes, strict=True) if code.get(key) == pools.FREE]
        _keep(row["pk"], free, ask)


def put_back(
    actor: Actor, one: Reservation, asset_ids: Sequence[int], act: UUID | None = None
) -> None:
    """Let pieces that came back count no more; close the reservation when nothing is out.

    What was never fetched of it is free again then.
    """
    now = clock.now()
    kept = Booking.objects.filter(line__reservation=one.pk, open=True)
    kept.filter(asset__in=asset_ids).update(open=False, returned_at=now)
    closed = not kept.filter(checkout_id__isnull=False).exists()
    if closed:
        promising.set_open([one.pk], False)
        one.state, one.closed_at = Reservation.State.RETURNED, now
        one.save(update_fields=["state", "closed_at"])
    event = TakenBack(subject_id=one.pk, asset_ids=sorted(asset_ids), closed=closed)
    ledger.record([event], actor=actor, happened_at=now, act=act)
