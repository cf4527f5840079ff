"""What went to people by another way than the reservation that they have for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import transaction

from wherehold.custody import queries as custody
from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.reservations import pools, promising
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
    kind that they have. What is back already serves none. As many statements as one thing
    takes, and one for each kind that is promised.

    Raises: nothing.
    Records: reservations.handed_out, one for each reservation.
    """
    due = _unserved(actor, gone)
    if not due:
        return []
    known = _Known(due)
    served: dict[int, list[int]] = {}
    for one in due:
        if (number := known.kept(one) or known.promised(one)) is not None:
            served.setdefault(number, []).append(one.asset_id)
    known.write()
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


class _Known:
    """What is kept and promised for those who have things now, and what these serve of it."""

    def __init__(self, gone: Sequence[Gone]) -> None:
        self.ids = {one.asset_id for one in gone}
        people = {one.holder_id for one in gone}
        every = Booking.objects.filter(asset__in=bulk.among(self.ids), open=True)
        rows = every.order_by("begins_at", "pk").select_related("line__reservation")
        self.bookings: dict[int, list[Booking]] = {}
        for booking in rows:
            self.bookings.setdefault(booking.asset_id, []).append(booking)
        lines = Line.objects.filter(
            open=True,
            floating__gt=0,
            reservation__party__in=people,
            reservation__state__in=GIVEN,
        ).order_by("begins_at", "pk")
        columns = ("pk", "begins_at", "until_at", "floating", "reservation_id")
        self.lines = list(lines.values(*columns, "reservation__party_id", *pools.POOL_COLUMNS))
        self.changed: set[int] = set()
        self.taken: list[tuple[int, int]] = []
        self.new: list[Booking] = []

    @cached_property
    def members(self) -> dict[pools.Pool, frozenset[int]]:
        """Return which of the things will do for each kind that is promised."""
        return pools.members(map(pools.pool_of, self.lines), self.ids)

    def kept(self, one: Gone) -> int | None:
        """Serve the booking of this very piece that its holder has for about then."""
        for booking in self.bookings.get(one.asset_id, ()):
            if booking.checkout_id or not _about(one, booking.begins_at, booking.until_at):
                continue
            whole = booking.line.reservation
            if whole.party_id == one.holder_id and whole.state in GIVEN:
                booking.checkout_id = one.checkout_id
                self.taken.append((booking.pk, one.checkout_id))
                return whole.pk
        return None

    def promised(self, one: Gone) -> int | None:
        """Choose the piece for a promise that its holder has for about then."""
        for row in self.lines:
            mine = row["reservation__party_id"] == one.holder_id and row["floating"] > 0
            if not mine or not _about(one, row["begins_at"], row["until_at"]):
                continue
            if one.asset_id in self.members[pools.pool_of(row)]:
                return self._choose(one, row)
        return None

    def _choose(self, one: Gone, row: dict[str, Any]) -> int | None:
        others = self.bookings.setdefault(one.asset_id, [])
        begins, until = row["begins_at"], row["until_at"]
        if any(other.begins_at < until and other.until_at > begins for other in others):
            return None
        made = Booking(
            line_id=row["pk"],
            asset_id=one.asset_id,
            begins_at=begins,
            until_at=until,
            checkout_id=one.checkout_id,
        )
        others.append(made)
        self.new.append(made)
        row["floating"] -= 1
        self.changed.add(row["pk"])
        return int(row["reservation_id"])

    def write(self) -> None:
        """Write down what is served."""
        bulk.update(Booking, ["id", "checkout_id"], self.taken)
        left = [(row["pk"], row["floating"]) for row in self.lines if row["pk"] in self.changed]
        bulk.update(Line, ["id", "floating"], left)
        promising.insert(self.new)


def _about(one: Gone, begins: datetime, until: datetime) -> bool:
    return begins <= one.at + EARLY and until > one.at
