"""Another period: moving what is to come, and keeping what is out for longer."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wherehold.custody import commands as custody
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.reservations import access, pools, promising, rules, swapping, times
from wherehold.reservations.events import Changed
from wherehold.reservations.models import Booking, Line, Reservation
from wherehold.reservations.refusals import BadPeriod, SomebodyWaits
from wherehold.reservations.swapping import Exchange
from wherehold.reservations.wishes import Kind


@dataclass(frozen=True)
class Swap:
    """A piece that is kept, and one to be kept instead."""

    asset_id: int
    instead_id: int


@transaction.atomic
def change(
    *,
    actor: Actor,
    reservation_id: int,
    begins_at: datetime,
    ends_at: datetime,
    swap: Swap | None = None,
) -> None:
    """Move a reservation that has not begun to another period, if it is free then.

    With `swap` another piece is kept instead of one that is: one that will do for what is
    wanted, or any where a piece was asked for by name.

    Units: times without a zone are the wall clock of the place.
    Raises: NotFound, NotAllowed, WrongState; BadPeriod, InPast, TooFar, TooLong, HourMissing,
        HourTwice, Closed; NotFree; NotPartOf for pieces that are not kept or will not do.
    Records: reservations.changed.
    """
    [one] = access.for_update(actor, [reservation_id], access.MAKE, or_own=True)
    rules.in_state(one, rules.STARTING)
    desk = rules.desk(one.place_path)
    begins, ends = (times.instant(at, desk.zone) for at in (begins_at, ends_at))
    # What has begun and nobody fetched yet may keep its beginning.
    stays = begins == one.begins_at
    times.check_period(max(begins, clock.now()) if stays else begins, ends, clock.now())
    times.check_open(desk, [ends] if stays else [begins, ends])
    exchange = swapping.exchange(actor, one, swap.asset_id, swap.instead_id) if swap else None
    _move(actor, one, begins, ends, exchange=exchange)


@transaction.atomic
def extend(*, actor: Actor, reservation_id: int, ends_at: datetime) -> None:
    """Keep things for longer, if they are free then and nobody waits for them.

    What is out is expected back on the new day.

    Units: a time without a zone is the wall clock of the place.
    Raises: NotFound, NotAllowed, WrongState; BadPeriod, TooFar, TooLong, HourMissing, HourTwice,
        Closed; NotFree, SomebodyWaits; what custody refuses of due days.
    Records: reservations.changed; custody.due_changed for what is out.
    """
    [one] = access.for_update(actor, [reservation_id], access.MAKE)
    rules.in_state(one, rules.CLAIMING)
    desk = rules.desk(one.place_path)
    ends = times.instant(ends_at, desk.zone)
    if ends <= one.ends_at:
        words = {"begins": times.shown(one.ends_at), "ends": times.shown(ends)}
        raise BadPeriod({"field": "ends_at", **words})
    times.check_period(max(one.begins_at, clock.now()), ends, clock.now())
    times.check_open(desk, [ends])
    rows = promising.rows_of(one.pk)
    _nobody_waits(one, promising.kinds_of(one, rows), ends)
    _move(actor, one, one.begins_at, ends, extended=True)
    out = Booking.objects.filter(line__reservation=one.pk, open=True, checkout_id__isnull=False)
    if asset_ids := list(out.values_list("asset_id", flat=True)):
        custody.change_due(actor=actor, asset_ids=asset_ids, due_on=clock.day_of(ends))


def _move(
    actor: Actor,
    one: Reservation,
    begins: datetime,
    ends: datetime,
    *,
    extended: bool = False,
    exchange: Exchange | None = None,
) -> None:
    rows = promising.rows_of(one.pk)
    leaving = exchange.leaving if exchange else ()
    coming = [exchange.coming] if exchange else []
    kinds = promising.check_again(one, rows, begins, ends, leaving=leaving, coming=coming)
    one.begins_at, one.ends_at = begins, ends
    one.extended += extended
    one.told = 0
    one.save(update_fields=["begins_at", "ends_at", "extended", "told"])
    if exchange:
        swapping.write(one, exchange)
        rows = promising.rows_of(one.pk)
        kinds = promising.kinds_of(one, rows)
    promising.set_period(one, kinds, rows)
    pieces = [[exchange.asset_id, exchange.instead_id]] if exchange else []
    changed = Changed(
        subject_id=one.pk, begins_at=begins, ends_at=ends, extended=extended, pieces=pieces
    )
    ledger.record([changed], actor=actor, happened_at=clock.now())


def _nobody_waits(one: Reservation, kinds: list[Kind], ends: datetime) -> None:
    """Refuse to keep for longer what others wait for.

    Raises: SomebodyWaits.
    """
    waiting = Line.objects.filter(
        reservation__state=Reservation.State.WAITING,
        begins_at__lt=ends,
        until_at__gt=one.ends_at,
    )
    rows = list(waiting.values("begins_at", *pools.POOL_COLUMNS))
    if not rows:
        return
    mine = frozenset[int]().union(*pools.members(kind.pool for kind in kinds).values())
    theirs = pools.members(pools.pool_of(row) for row in rows)
    for row in rows:
        pool = pools.pool_of(row)
        if theirs[pool] & mine:
            words = {"what": pool.label, "begins": times.shown(row["begins_at"])}
            raise SomebodyWaits(words)
