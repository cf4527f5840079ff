"""Keeping another piece for a reservation instead of one that is kept."""

from dataclasses import dataclass

from wherehold.kernel.actor import Actor
from wherehold.reservations import access, parts, pools, promising, wishes
from wherehold.reservations.models import Booking, Line, Reservation
from wherehold.reservations.refusals import NotPartOf
from wherehold.reservations.wishes import Kind, Wanted


@dataclass(frozen=True)
class Exchange:
    """What is let go of a line and what comes instead, kits with all that they are made of."""

    asset_id: int
    instead_id: int
    line_id: int
    by_name: bool
    leaving: frozenset[int]
    coming: Kind


def exchange(actor: Actor, one: Reservation, asset_id: int, instead_id: int) -> Exchange:
    """Work out what is let go and what comes instead; the piece that comes is locked.

    Raises: NotFound, NotAllowed; NotPartOf for pieces that are not kept or will not do.
    """
    wanted = [(Wanted(asset_id=instead_id), one.place_path)]
    [coming] = wishes.kinds(actor, wanted, access.MAKE, lock=True)
    kept = Booking.objects.filter(line__reservation=one.pk, open=True)
    lines = dict(kept.filter(checkout_id=None).values_list("asset_id", "line"))
    if asset_id not in lines or kept.filter(asset=instead_id).exists():
        raise _no_part(one, asset_id)
    row = next(row for row in promising.rows_of(one.pk) if row["pk"] == lines[asset_id])
    by_name = row["asset_id"] is not None
    if by_name and row["asset_id"] != asset_id:
        raise _no_part(one, asset_id)
    if not by_name:
        pool = pools.pool_of(row | {"reservation__place_path": one.place_path})
        if instead_id not in pools.members([pool])[pool]:
            raise _no_part(one, instead_id)
    inside = parts.of_kits([asset_id]).get(asset_id, [])
    leaving = {asset_id, *(key for key in inside if lines.get(key) == lines[asset_id])}
    return Exchange(asset_id, instead_id, row["pk"], by_name, frozenset(leaving), coming)


def write(one: Reservation, made: Exchange) -> None:
    """Write down what is kept now. The reservation has its period already."""
    span, way = made.coming.kept(one.begins_at, one.ends_at), made.coming.way
    Booking.objects.filter(line=made.line_id, asset__in=made.leaving, checkout_id=None).delete()
    Booking.objects.bulk_create(
        Booking(
            line_id=made.line_id,
            asset_id=pool.asset_id or 0,
            begins_at=span.begins,
            until_at=span.ends,
            way_minutes=way.minutes,
            comes_from_id=way.origin_id,
        )
        for pool in (made.coming.pool, *made.coming.parts)
    )
    if made.by_name:
        Line.objects.filter(pk=made.line_id).update(asset=made.instead_id)


def _no_part(one: Reservation, asset_id: int) -> NotPartOf:
    tag = promising.label_of([asset_id]).get(asset_id, asset_id)
    return NotPartOf({"asset": tag, "reservation_id": one.pk})
