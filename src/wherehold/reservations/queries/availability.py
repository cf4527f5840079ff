"""What is free for a period, and why the rest is not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.reservations import access, pools, promising, rules, times, wishes
from wherehold.reservations.checking import Check
from wherehold.reservations.models import Reservation
from wherehold.reservations.times import Desk
from wherehold.reservations.wishes import Wanted

PIECES_MAX = 200
SEE = "asset.see"


@dataclass(frozen=True, kw_only=True)
class Freedom:
    """What is free of what was asked for. `free_ids` are pieces free throughout, at most some.

    `reasons` counts the pieces that are not free by why: booked, out, late, hold, stage, far.
    A thing that comes from another site needs the time for transport before and after.
    """

    what: str
    quantity: int
    enough: bool
    free: int
    total: int
    extra: int
    reasons: dict[str, int]
    why: str
    begins_at: datetime
    ends_at: datetime
    until_at: datetime
    free_ids: list[int]
    transport_minutes: int = 0
    transport_from: str = ""


def availability(
    *,
    actor: Actor,
    wanted: Wanted,
    begins_at: datetime,
    ends_at: datetime,
    place_id: int | None = None,
    without: Iterable[int] = (),
) -> Freedom:
    """Say how many are free for a period, the time needed between included, and why not more.

    A fixed number of statements for what is free at once; promises that no piece was chosen for
    yet cost one more for each pool that differs.

    Units: times without a zone are the wall clock of the place.
    Raises: NotFound, NotAllowed; BadLine, BadPeriod, InPast, TooFar, HourMissing, HourTwice,
        Closed.
    """
    wishes.check_lines([wanted])
    _id, path = wishes.home(actor, place_id, SEE)
    [kind] = wishes.kinds(actor, [(wanted, path)], SEE, lock=False)
    at_desk = rules.desk(path or kind.place_path)
    begins, ends = (times.instant(at, at_desk.zone) for at in (begins_at, ends_at))
    times.check_period(begins, ends, clock.now())
    times.check_open(at_desk, [begins, ends])
    ask = kind.ask(begins, ends, wanted.quantity)
    [answer] = Check([ask], without).answers()
    free = [key for key, code in answer.codes.items() if code == pools.FREE]
    return Freedom(
        what=kind.pool.label,
        quantity=wanted.quantity,
        enough=answer.enough,
        free=answer.free,
        total=len(answer.codes),
        extra=answer.extra,
        reasons=answer.reasons(),
        why=promising.why(answer),
        begins_at=begins,
        ends_at=ends,
        until_at=ask.span.ends,
        free_ids=free[:PIECES_MAX],
        transport_minutes=kind.way.minutes,
        transport_from=kind.way.origin,
    )


def desk_at(*, actor: Actor, place_id: int | None) -> Desk:
    """Return the zone and the hours of a place; of the organisation without one.

    Raises: NotFound, NotAllowed.
    """
    _id, path = wishes.home(actor, place_id, SEE)
    return rules.desk(path)


def desk_of(*, actor: Actor, reservation_id: int) -> Desk:
    """Return the zone and the hours of where a reservation is fetched.

    Raises: NotFound.
    """
    found = Reservation.objects.filter(access.visible(actor), pk=reservation_id)
    path = found.values_list("place_path", flat=True).first()
    if path is None:
        raise NotFound({"what": "reservation", "key": reservation_id})
    return rules.desk(path)


def instead(
    *, actor: Actor, asset_id: int, begins_at: datetime, ends_at: datetime, most: int = 3
) -> list[tuple[int, str]]:
    """Return other pieces of the same model that are free then: id and tag. Four statements.

    Raises: what `availability` raises.
    """
    [found] = wishes.kinds(actor, [(Wanted(asset_id=asset_id), "")], SEE, lock=False)
    model_id = wishes.model_of(asset_id)
    if model_id is None:
        return []
    free = availability(
        actor=actor, wanted=Wanted(model_id=model_id), begins_at=begins_at, ends_at=ends_at
    )
    tags = promising.label_of([key for key in free.free_ids if key != found.pool.asset_id])
    return sorted(tags.items())[: min(most, free.free)]
