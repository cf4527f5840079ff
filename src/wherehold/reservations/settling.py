"""What wishes mean, whether they can be had, and writing them down as reservations."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from wherehold.custody.refusals import HolderArchived
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.register.queries import parties
from wherehold.register.queries.parties import PartyLine
from wherehold.reservations import access, limits, promising, rules, times, wishes
from wherehold.reservations.checking import Answer, Check
from wherehold.reservations.events import Reserved
from wherehold.reservations.models import Reservation
from wherehold.reservations.refusals import BadLine
from wherehold.reservations.wishes import Kind, Wish

WISHES_MAX = 200
PROJECT_MAX = 120


@dataclass(frozen=True)
class Settled:
    """A wish, resolved: where, from when to when, of which kinds, and who must say yes."""

    wish: Wish
    place_id: int | None
    place_path: str
    begins_at: datetime
    ends_at: datetime
    kinds: list[Kind]
    approval: str


def write(actor: Actor, settled: Sequence[Settled], waits: Sequence[bool]) -> list[int]:
    """Write reservations down, and which of them stand in line; return their ids."""
    made = [_row(actor, one, wait) for one, wait in zip(settled, waits, strict=True)]
    promising.insert(made)
    promising.write_lines(
        made, [one.kinds for one in settled], [one.wish.lines for one in settled], waits
    )
    events = [_event(one, row) for one, row in zip(settled, made, strict=True)]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return [row.pk for row in made]


def check_shape(given: Sequence[Wish]) -> None:
    """Refuse what does not say one thing each. Raises: BadLine."""
    if not 0 < len(given) <= WISHES_MAX:
        raise BadLine({"field": "reservations", "index": 0, "why": f"1 to {WISHES_MAX} at once."})
    for wish in given:
        wishes.check_lines(wish.lines)
        if len(wish.project) > PROJECT_MAX:
            raise BadLine({"field": "project", "index": 0, "why": _("the project is too long.")})


def people(actor: Actor, given: Sequence[Wish]) -> dict[int, PartyLine]:
    """Return for whom it is. Raises: NotFound, HolderArchived."""
    found = parties.known(actor=actor, party_ids={wish.party_id for wish in given})
    if gone := [line for line in found if line.archived]:
        raise HolderArchived(*({"field": "party_id", "holder": line.name} for line in gone))
    return {line.id: line for line in found}


@dataclass(frozen=True)
class Where:
    """Of what kinds the lines of wishes are, and where each wish is fetched."""

    place_ids: list[int | None]
    kinds: list[list[Kind]]
    paths: list[str]
    desks: Mapping[str, times.Desk]


def where(actor: Actor, given: Sequence[Wish]) -> Where:
    """Work out what wishes are of and where they are fetched. Their assets are locked.

    Raises: NotFound, NotAllowed.
    """
    home = cache(lambda place_id: wishes.home(actor, place_id, access.MAKE))
    homes = [home(wish.place_id) for wish in given]
    pairs = [
        (line, path) for wish, (_id, path) in zip(given, homes, strict=True) for line in wish.lines
    ]
    flat = iter(wishes.kinds(actor, pairs, access.MAKE, lock=True))
    kinds = [[next(flat) for _line in wish.lines] for wish in given]
    lies = [
        path or access.narrowest([kind.place_path for kind in its])
        for its, (_id, path) in zip(kinds, homes, strict=True)
    ]
    return Where([place_id for place_id, _path in homes], kinds, lies, rules.desks(lies))


def settle(actor: Actor, given: Sequence[Wish], known: Mapping[int, PartyLine]) -> list[Settled]:
    """Work out what wishes mean. Their assets are locked.

    Raises: NotFound, NotAllowed; what `reserve` refuses of periods.
    """
    found, settled = where(actor, given), []
    asking = limits.need_a_yes(actor, known)
    for wish, place_id, its, lies in zip(
        given, found.place_ids, found.kinds, found.paths, strict=True
    ):
        begins, ends = period(wish, found.desks[lies])
        wishes.check_length(its, begins, ends)
        why = wishes.approval(actor, its, wish.lines, known[wish.party_id], asking)
        settled.append(Settled(wish, place_id, lies, begins, ends, its, why))
    return settled


def period(wish: Wish, desk: times.Desk) -> tuple[datetime, datetime]:
    """Return the instants from when to when, if the desk is open then.

    Raises: what `reserve` refuses of periods.
    """
    begins, ends = (times.instant(at, desk.zone) for at in (wish.begins_at, wish.ends_at))
    times.check_period(begins, ends, clock.now())
    times.check_open(desk, [begins, ends])
    return begins, ends


def ask(settled: Sequence[Settled]) -> list[list[Answer]]:
    """Lock the kinds of things and say what is free, each wish beside all the others."""
    locked = promising.lock([kind for one in settled for kind in one.kinds])
    asks = [
        kind.ask(one.begins_at, one.ends_at, want.quantity)
        for one in settled
        for kind, want in zip(one.kinds, one.wish.lines, strict=True)
    ]
    flat = iter(Check(asks, kinds=locked).answers())
    return [[next(flat) for _ in one.kinds] for one in settled]


def _row(actor: Actor, one: Settled, wait: bool) -> Reservation:
    states = Reservation.State
    state = states.WAITING if wait else states.REQUESTED if one.approval else states.APPROVED
    return Reservation(
        state=state,
        party_id=one.wish.party_id,
        project=one.wish.project.strip(),
        note=one.wish.note,
        place_id=one.place_id,
        place_path=one.place_path,
        category_path=access.narrowest([kind.category_path for kind in one.kinds]),
        begins_at=one.begins_at,
        ends_at=one.ends_at,
        made_at=clock.now(),
        made_by_id=actor.party_id,
        approval=one.approval,
    )


def _event(one: Settled, row: Reservation) -> Reserved:
    lines: list[dict[str, Any]] = [
        {name: value for name, value in asdict(want).items() if value not in (None, (), {})}
        for want in one.wish.lines
    ]
    for line in lines:
        if "keywords" in line:
            line["keywords"] = list(line["keywords"])
    return Reserved(
        subject_id=row.pk,
        state=row.state,
        party_id=row.party_id,
        project=row.project,
        place_id=row.place_id,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        lines=lines,
        approval=row.approval,
    )
