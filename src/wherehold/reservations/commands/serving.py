"""What went to people by another way than the reservation that they have for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from wherehold.custody import queries as custody
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.reservations import pools
from wherehold.reservations.events import HandedOut
from wherehold.reservations.models import Booking, Line, Reservation

EARLY = timedelta(hours=12)
GIVEN = ("approved", "prepared", "out")


@dataclass(frozen=True)
class Gone:
    """A thing that went to somebody: the stay that began with it, and when."""

    asset_id: int
    checkout_id: int
    holder_id: int
    at: datetime


@transaction.atomic
def settle_handed(*, actor: Actor, gone: Sequence[Gone]) -> list[int]:
    """Mark as handed out what went straight to whom it was kept for; return the reservations.

    A piece serves the booking of it that its holder has for about then, else a promise of its
    kind that they have. What is back already serves none.

    Raises: nothing.
    Records: reservations.handed_out, one for each reservation.
    """
    served: dict[int, list[int]] = {}
    for one in _unserved(actor, gone):
        booking = _kept(one) or _promised(one)
        if booking is not None:
            booking.checkout_id = one.checkout_id
            booking.save()
            served.setdefault(booking.line.reservation_id, []).append(one.asset_id)
    Reservation.objects.filter(pk__in=served).update(
        state=Reservation.State.OUT, offered_until=None
    )
    events = [HandedOut(subject_id=key, asset_ids=sorted(ids)) for key, ids in served.items()]
    if events:
        ledger.record(events, actor=actor, happened_at=clock.now())
    return sorted(served)


def _unserved(actor: Actor, gone: Sequence[Gone]) -> list[Gone]:
    """Return what is still out with people who have a reservation about then, and serves none."""
    times = [one.at for one in gone]
    due = Reservation.objects.filter(
        party__in={one.holder_id for one in gone},
        state__in=GIVEN,
        begins_at__lte=max(times) + EARLY,
        ends_at__gt=min(times),
    )
    people = set(due.values_list("party_id", flat=True))
    by_stay = {one.checkout_id: one for one in gone if one.holder_id in people}
    if not by_stay:
        return []
    found = custody.stays(actor=actor, checkout_ids=by_stay)
    known = set(
        Booking.objects.filter(checkout_id__in=by_stay).values_list("checkout_id", flat=True)
    )
    return [by_stay[stay.id] for stay in found if stay.is_open and stay.id not in known]


def _kept(one: Gone) -> Booking | None:
    """Return the booking of this very piece that its holder has for about then."""
    rows = Booking.objects.filter(asset=one.asset_id, open=True, checkout_id=None)
    rows = rows.filter(
        line__reservation__in=_theirs(one), begins_at__lte=one.at + EARLY, until_at__gt=one.at
    )
    return rows.select_related("line").order_by("begins_at", "pk").first()


def _promised(one: Gone) -> Booking | None:
    """Choose the piece for a promise that its holder has for about then."""
    lines = Line.objects.filter(open=True, floating__gt=0, reservation__in=_theirs(one))
    lines = lines.filter(begins_at__lte=one.at + EARLY, until_at__gt=one.at)
    for row in lines.order_by("begins_at", "pk").values("pk", "until_at", *pools.POOL_COLUMNS):
        pool, until = pools.pool_of(row), row["until_at"]
        other = Booking.objects.filter(asset=one.asset_id, open=True, begins_at__lt=until)
        if one.asset_id not in pools.members([pool])[pool]:
            continue
        line = Line.objects.get(pk=row["pk"])
        if other.filter(until_at__gt=line.begins_at).exists():
            return None
        line.floating -= 1
        line.save(update_fields=["floating"])
        return Booking(
            line=line, asset_id=one.asset_id, begins_at=line.begins_at, until_at=line.until_at
        )
    return None


def _theirs(one: Gone) -> QuerySet[Reservation]:
    return Reservation.objects.filter(party=one.holder_id, state__in=GIVEN)
