"""Choosing the pieces of a reservation, and letting them go."""

from collections.abc import Sequence
from uuid import UUID

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.reservations import pools, promising
from wherehold.reservations.events import TakenBack
from wherehold.reservations.models import Booking, Line, Reservation
from wherehold.reservations.refusals import NotPartOf


def assign(one: Reservation, asset_ids: Sequence[int], *, fill: bool) -> None:
    """Choose pieces for promises: those that are named, and with `fill` free ones for the rest.

    Raises: NotPartOf, NotFree.
    """
    rows = promising.rows_of(one.pk)
    kinds = promising.kinds_of(one, rows)
    promising.lock(kinds)
    kept = Booking.objects.filter(line__reservation=one.pk, open=True)
    mine = set(kept.values_list("asset_id", flat=True))
    named = [key for key in dict.fromkeys(asset_ids) if key not in mine]
    taken = set(mine)
    made = []
    for row, kind in zip(rows, kinds, strict=True):
        if not row["floating"]:
            continue
        ask = kind.ask(one.begins_at, one.ends_at, row["floating"])
        codes = pools.codes(kind.pool, ask.span, kind.rule.late_days, [one.pk])
        free = [key for key, code in codes.items() if code == pools.FREE and key not in taken]
        first = [key for key in named if key in free]
        rest = [key for key in free if key not in first] if fill else []
        picked = (first + rest)[: row["floating"]]
        taken |= set(picked)
        made += [
            Booking(
                line_id=row["pk"], asset_id=key, begins_at=one.begins_at, until_at=ask.span.ends
            )
            for key in picked
        ]
        Line.objects.filter(pk=row["pk"]).update(floating=row["floating"] - len(picked))
    if strange := [key for key in named if key not in taken]:
        tags = promising.label_of(strange)
        raise NotPartOf(
            *({"asset": tags.get(key, key), "reservation_id": one.pk} for key in strange)
        )
    Booking.objects.bulk_create(made)


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
