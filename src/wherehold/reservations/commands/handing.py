"""Choosing the pieces, handing them out and taking them back, in parts if need be."""

from collections.abc import Sequence

from django.db import transaction

from wherehold.custody.refusals import NothingChosen
from wherehold.custody.stays import Handed
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kits import commands as kits
from wherehold.kits.queries.kits import inside_of
from wherehold.reservations import access, choosing, promising, rules
from wherehold.reservations.events import HandedOut, Prepared
from wherehold.reservations.models import Booking, Reservation
from wherehold.reservations.refusals import NotGiven


@transaction.atomic
def prepare(*, actor: Actor, reservation_id: int, asset_ids: Sequence[int] = ()) -> list[int]:
    """Choose the pieces of a reservation and lay them ready; return the ids of all that are.

    Those that are named are taken first; for the rest free pieces are chosen.

    Raises: NotFound, NotAllowed, WrongState, NotPartOf, NotFree.
    Records: reservations.prepared.
    """
    [one] = access.for_update(actor, [reservation_id], "custody.check_out")
    promising.check_known(actor, asset_ids)
    rules.in_state(one, ["approved", "prepared"])
    choosing.assign(one, asset_ids, fill=True)
    one.state = Reservation.State.PREPARED
    one.save(update_fields=["state"])
    kept = Booking.objects.filter(line__reservation=one.pk, open=True).order_by("asset_id")
    ids = list(kept.values_list("asset_id", flat=True))
    event = Prepared(subject_id=one.pk, asset_ids=ids)
    ledger.record([event], actor=actor, happened_at=clock.now())
    return ids


@transaction.atomic
def hand_out(
    *,
    actor: Actor,
    reservation_id: int,
    asset_ids: Sequence[int] = (),
    condition: str = "",
    note: str = "",
) -> Handed:
    """Hand pieces of a reservation to whom it is for: those that are named, or all of it.

    They are checked out until the day on which the reservation ends. The rest may follow. A kit
    goes with all that is in it.

    Raises: NotFound, NotAllowed, WrongState, NotPartOf, NotFree; what custody refuses.
    Records: reservations.handed_out; custody.checked_out, one for each asset; kits.went_out.
    """
    [one] = access.for_update(actor, [reservation_id], "custody.check_out")
    promising.check_known(actor, asset_ids)
    rules.in_state(one, ["approved", "prepared", "out"])
    choosing.assign(one, asset_ids, fill=not asset_ids)
    kept = Booking.objects.filter(line__reservation=one.pk, open=True, checkout_id=None)
    rows = {row.asset_id: row for row in kept}
    chosen = [key for key in rows if not asset_ids or key in set(asset_ids)]
    if not chosen:
        raise NothingChosen({"field": "asset_ids", "what": "what to hand out"})
    act = ledger.new_act()
    handed = kits.hand_out(
        actor=actor,
        asset_ids=chosen,
        holder_id=one.party_id,
        due_on=max(clock.day_of(one.ends_at), clock.today()),
        until=max(one.ends_at, clock.now()),
        condition=condition,
        note=note,
        act=act,
    )
    gone = {stay.asset_id: stay.id for stay in handed.stays if stay.asset_id in rows}
    for key, stay_id in gone.items():
        rows[key].checkout_id = stay_id
    Booking.objects.bulk_update([rows[key] for key in gone], ["checkout_id"])
    one.state, one.offered_until = Reservation.State.OUT, None
    one.save(update_fields=["state", "offered_until"])
    event = HandedOut(subject_id=one.pk, asset_ids=sorted(gone))
    ledger.record([event], actor=actor, happened_at=clock.now(), act=act)
    return handed


@transaction.atomic
def take_back(
    *,
    actor: Actor,
    reservation_id: int,
    asset_ids: Sequence[int] = (),
    place_id: int | None = None,
    condition: str = "",
    note: str = "",
) -> Handed:
    """Take pieces of a reservation back: those that are named, or all that are out.

    When nothing is out any more it is closed, and what was never fetched is free again. A kit
    brings along all that is in it.

    Raises: NotFound, NotAllowed, WrongState, NotGiven; what custody refuses.
    Records: reservations.taken_back; custody.checked_in, one for each asset; kits.came_back.
    """
    [one] = access.for_update(actor, [reservation_id], "custody.check_in")
    promising.check_known(actor, asset_ids)
    rules.in_state(one, ["out"])
    out = Booking.objects.filter(line__reservation=one.pk, open=True, checkout_id__isnull=False)
    given = {row.asset_id: row for row in out}
    ids = list(dict.fromkeys(asset_ids)) or sorted(given)
    if strange := [key for key in ids if key not in given]:
        tags = promising.label_of(strange)
        raise NotGiven(
            *({"asset": tags.get(key, key), "reservation_id": one.pk} for key in strange)
        )
    inside = inside_of(actor=actor, asset_ids=ids).values()
    ids = list(dict.fromkeys([*ids, *(key for each in inside for key in each if key in given)]))
    act = ledger.new_act()
    handed = kits.take_back(
        actor=actor,
        asset_ids=ids,
        place_id=place_id,
        condition=condition,
        note=note,
        act=act,
    )
    choosing.put_back(actor, one, ids, act)
    return handed
