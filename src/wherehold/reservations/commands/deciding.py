"""Saying yes, taking an offer, calling off."""

from collections.abc import Sequence

from django.db import transaction

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.reservations import access, promising, rules
from wherehold.reservations.events import Approved, Cancelled
from wherehold.reservations.models import Booking, Reservation
from wherehold.reservations.refusals import WrongState

REASON_MAX = 300


@transaction.atomic
def approve(*, actor: Actor, reservation_ids: Sequence[int]) -> list[int]:
    """Say yes to what was asked for; return the ids.

    Raises: NotFound, NotAllowed, WrongState.
    Records: reservations.approved, one for each.
    """
    found = access.for_update(actor, reservation_ids, access.APPROVE)
    for one in found:
        rules.in_state(one, ["requested"])
    ids = [one.pk for one in found]
    Reservation.objects.filter(pk__in=ids).update(state=Reservation.State.APPROVED)
    events = [Approved(subject_id=key) for key in ids]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return ids


@transaction.atomic
def accept(*, actor: Actor, reservation_id: int) -> None:
    """Take what was waited for and is offered. It may still need somebody's yes.

    Raises: NotFound, NotAllowed, WrongState.
    Records: reservations.approved, unless a yes is needed first.
    """
    [one] = access.for_update(actor, [reservation_id], access.MAKE, or_own=True)
    rules.in_state(one, ["waiting"])
    if one.offered_until is None or one.offered_until < clock.now():
        raise WrongState({"reservation_id": one.pk, "state": "not offered"})
    one.state = Reservation.State.REQUESTED if one.approval else Reservation.State.APPROVED
    one.offered_until = None
    one.save(update_fields=["state", "offered_until"])
    if not one.approval:
        ledger.record([Approved(subject_id=one.pk)], actor=actor, happened_at=clock.now())


@transaction.atomic
def cancel(*, actor: Actor, reservation_ids: Sequence[int], reason: str = "") -> list[int]:
    """Call reservations off; what they kept is free again. What is out has to come back first.

    People may call off their own.

    Raises: NotFound, NotAllowed, WrongState.
    Records: reservations.cancelled, one for each.
    """
    found = access.for_update(actor, reservation_ids, access.MAKE, or_own=True)
    for one in found:
        rules.in_state(one, ["waiting", *rules.STARTING])
    ids = [one.pk for one in found]
    out = Booking.objects.filter(line__reservation__in=ids, open=True, checkout_id__isnull=False)
    for key in out.values_list("line__reservation", flat=True):
        raise WrongState({"reservation_id": key, "state": "out in part"})
    promising.set_open(ids, False)
    said = reason.strip()[:REASON_MAX]
    Reservation.objects.filter(pk__in=ids).update(
        state=Reservation.State.CANCELLED, closed_at=clock.now(), reason=said, offered_until=None
    )
    events = [Cancelled(subject_id=key, reason=said) for key in ids]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return ids
