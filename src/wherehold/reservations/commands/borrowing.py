"""Self-service: people book, take from a shelf and bring back by themselves, within bounds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum

from wherehold.custody import commands as custody
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.register import access as register
from wherehold.register.queries import holding
from wherehold.reservations import access, limits, rules, times, wishes
from wherehold.reservations.borrowing import as_borrower
from wherehold.reservations.commands.handing import hand_out, take_back
from wherehold.reservations.commands.making import reserve
from wherehold.reservations.commands.serving import EARLY
from wherehold.reservations.models import Booking, Line
from wherehold.reservations.refusals import NotHere, NotLent, NotYours, TooLong, TooMany
from wherehold.reservations.wishes import Wanted, Wish


@transaction.atomic
def borrow(
    *,
    actor: Actor,
    lines: Sequence[Wanted],
    begins_at: datetime,
    ends_at: datetime,
    project: str = "",
) -> int:
    """Reserve things for oneself, of the kinds that are lent so; return the reservation.

    Units: times without a zone are the wall clock of the place.
    Raises: NotAllowed, NotLent, TooMany, TooLong; what `reserve` refuses.
    Records: reservations.reserved.
    """
    borrower = as_borrower(actor)
    wishes.check_lines(lines)
    _, path = wishes.home(borrower, None, access.BORROW)
    kinds = wishes.kinds(borrower, [(one, path) for one in lines], access.BORROW, lock=True)
    desk = rules.desk(path or access.narrowest([kind.place_path for kind in kinds]))
    begins, ends = (times.instant(at, desk.zone) for at in (begins_at, ends_at))
    if closed := [kind for kind in kinds if not kind.rule.self_service]:
        raise NotLent(*({"what": kind.pool.label} for kind in closed))
    _within_bounds(borrower, kinds, sum(one.quantity for one in lines), ends - begins)
    wish = Wish(
        party_id=borrower.party_id or 0,
        begins_at=begins,
        ends_at=ends,
        lines=lines,
        project=project,
    )
    [number] = reserve(actor=borrower, wishes_given=[wish])
    return number


def _within_bounds(
    actor: Actor, kinds: Sequence[wishes.Kind], more: int, period: timedelta
) -> None:
    """Refuse more or longer than a person may have by themselves.

    Raises: TooMany, TooLong.
    """
    days, mine = period / timedelta(days=1), limits.bounds_of(actor)
    at_most = [_least(kind.rule.borrow_days, mine.days) for kind in kinds]
    long = [(kind, most) for kind, most in zip(kinds, at_most, strict=True) if 0 < most < days]
    if long:
        raise TooLong(*({"what": kind.pool.label, "days": most} for kind, most in long))
    bounds = [most for kind in kinds if (most := _least(kind.rule.borrow_most, mine.most))]
    if not bounds:
        return
    booked = Line.objects.filter(
        reservation__party=actor.party_id, reservation__state__in=rules.CLAIMING, open=True
    )
    have = booked.aggregate(many=Sum("quantity"))["many"] or 0
    if have + more > min(bounds):
        raise TooMany({"most": min(bounds), "have": have})


def _least(*bounds: int) -> int:
    """Return the least of bounds, of which 0 is none."""
    return min((one for one in bounds if one), default=0)


@transaction.atomic
def take(*, actor: Actor, asset_id: int, place_id: int, ends_at: datetime | None = None) -> int:
    """Take a thing from the shelf that was scanned; return the reservation that it goes with.

    What one has booked is served first; else it is booked now, until `ends_at` or for as long as
    the rule lets people have it, a day if it does not say.

    Raises: NotAllowed, NotFound, NotHere; what `borrow` and `hand_out` refuse.
    Records: reservations.handed_out, custody.checked_out; reservations.reserved for what was
        not booked before.
    """
    borrower = as_borrower(actor)
    place = holding.place_for(actor=borrower, place_id=place_id, permission=access.BORROW)
    columns = ("tag", "model_id", "place_path", "category_path")
    found = register.columns_for_update(borrower, [asset_id], access.BORROW, columns)
    thing = found[asset_id]
    if not thing["place_path"].startswith(place.path):
        raise NotHere({"asset": thing["tag"], "place": place.name})
    number = _booked(borrower, asset_id, thing["model_id"])
    if number is None:
        now = clock.now()
        days = rules.rule_for(thing["category_path"]).borrow_days or 1
        number = borrow(
            actor=actor,
            lines=[Wanted(asset_id=asset_id)],
            begins_at=now,
            ends_at=ends_at or now + timedelta(days=days),
        )
    hand_out(actor=borrower, reservation_id=number, asset_ids=[asset_id])
    return number


def _booked(actor: Actor, asset_id: int, model_id: int | None) -> int | None:
    """Return the reservation that the actor has for about now and that the thing serves."""
    now = clock.now()
    mine = Line.objects.filter(
        reservation__party=actor.party_id,
        reservation__state__in=["approved", "prepared", "out"],
        open=True,
        begins_at__lte=now + EARLY,
        reservation__ends_at__gt=now,
    )
    kept = Booking.objects.filter(asset=asset_id, open=True, checkout_id=None).values("line")
    some = Q(floating__gt=0, model=model_id, model__isnull=False)
    found = mine.filter(Q(pk__in=kept) | some).order_by("begins_at", "pk")
    return found.values_list("reservation", flat=True).first()


@transaction.atomic
def give_back(*, actor: Actor, asset_id: int, place_id: int, condition: str = "") -> None:
    """Bring a thing that one has back to the shelf that was scanned.

    Raises: NotAllowed, NotFound, NotYours; what custody refuses.
    Records: custody.checked_in; reservations.taken_back if it went out with a reservation.
    """
    borrower = as_borrower(actor)
    columns = ("tag", "holder_id")
    found = register.columns_for_update(borrower, [asset_id], access.BORROW, columns)
    if found[asset_id]["holder_id"] != borrower.party_id:
        raise NotYours({"asset": found[asset_id]["tag"]})
    out = Booking.objects.filter(asset=asset_id, open=True, checkout_id__isnull=False)
    mine = out.filter(line__reservation__party=borrower.party_id, line__reservation__state="out")
    said: dict[str, Any] = {"asset_ids": [asset_id], "place_id": place_id, "condition": condition}
    number = mine.values_list("line__reservation", flat=True).first()
    if number is None:
        custody.check_in(actor=borrower, **said)
    else:
        take_back(actor=borrower, reservation_id=number, **said)
