"""The reservations of the demonstration: past, running, overdue, coming, waiting."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor, Grant
from wherehold.project.demo import people
from wherehold.project.demo.setting import Scenery
from wherehold.reservations import commands
from wherehold.reservations.commands.lending import RuleTerms
from wherehold.reservations.queries import availability, listed
from wherehold.reservations.refusals import NotFree

DESK = "Nils Albrecht"
# What somebody may who asks and does not say yes.
ASKS = frozenset({"asset.see", "party.see", "reservation.make"})


@dataclass(frozen=True)
class Wanted:
    """One reservation: how many days from today it begins and ends, and how far it comes."""

    model: str
    many: int
    who: int
    begins: int
    ends: int
    project: str = ""
    goes: str = "booked"

    @property
    def said(self) -> int:
        """Return on which day it was asked for: a few days before, today at the latest."""
        return min(0, self.begins - 3)


STORY = (
    Wanted("DHP486 drill driver", 2, 0, -9, -6, "Stand building", "returned"),
    Wanted("GLL 3-80 line laser", 1, 1, -8, -2, "Survey", "out"),
    Wanted("Ladder 4 m", 1, 2, -4, -1, "Trade fair", "no_show"),
    Wanted("DHP486 drill driver", 3, 3, -1, 1, "Hall move", "out"),
    Wanted("EB-L730U projector", 1, 4, 0, 2, "Works council", "prepared"),
    Wanted("EB-L730U projector", 2, 5, 2, 5, "Sales kick-off"),
    Wanted("FX3 camera kit", 1, 0, 1, 4, "Client days"),
    Wanted("FX3 camera kit", 1, 5, 6, 9, "Recruiting film"),
    Wanted("GLL 3-80 line laser", 2, 3, 5, 12, "Fit-out, Hall 1"),
    Wanted("1664 FC tester", 2, 1, 4, 6, "Yearly check", "asked"),
    Wanted("EB-L730U projector", 1, 2, 8, 9, "Evening school"),
    Wanted("FX3 camera kit", 4, 4, 2, 3, "Press day", "waits"),
)
Quiet = Callable[[], frozenset[int]]


def steps(
    made: Scenery, last: datetime, quiet: Callable[[datetime], frozenset[int]]
) -> Iterator[tuple[datetime, int, Callable[[], None]]]:
    """Yield what is done when; only what is `quiet` from then on is handed out."""
    yield last - timedelta(days=20), 4, partial(_rules, made)
    for one in STORY:
        kept: list[int] = []
        yield last + timedelta(days=one.said), 4, partial(_reserve, made, one, kept)
        begins = last + timedelta(days=one.begins, minutes=5)
        if one.goes in ("returned", "out"):
            yield begins, 5, partial(_hand_out, made, one, kept, partial(quiet, begins))
        if one.goes == "returned":
            yield last + timedelta(days=one.ends), 5, partial(_take_back, made, kept)
        if one.goes == "prepared":
            yield last, 5, partial(_prepare, made, kept)
        if one.goes == "no_show":
            yield last + timedelta(days=one.begins + 2), 4, partial(_release, made)


def _rules(made: Scenery) -> None:
    actor = made.actor(DESK)
    names = ("Room kit", "Instruments", "Tools")
    room, instruments, tools = (made.categories[name] for name in names)
    terms = RuleTerms(buffer_minutes=720, self_service=True)
    commands.set_rule(actor=actor, category_id=room, terms=terms)
    commands.set_rule(actor=actor, category_id=tools, terms=RuleTerms(self_service=True))
    terms = RuleTerms(approve_always=True, no_show_hours=12)
    commands.set_rule(actor=actor, category_id=instruments, terms=terms)


def _reserve(made: Scenery, one: Wanted, kept: list[int]) -> None:
    """Reserve; what is not free then is booked for the days after, as people do."""
    staff = [name for _unit, _site, _desk, names in people.DEPARTMENTS for name in names]
    actor = made.actor(DESK)
    if one.goes == "asked":
        actor = _asking(actor)
    today = datetime.combine(clock.day_of(clock.now()), time(9))
    begins = today + timedelta(days=one.begins - one.said)
    if begins.replace(tzinfo=clock.zone()) < clock.now():
        begins = clock.now()
    wish = commands.Wish(
        party_id=made.parties[staff[one.who * 6 + 5]],
        project=one.project,
        begins_at=begins,
        ends_at=today.replace(hour=17) + timedelta(days=one.ends - one.said),
        lines=[commands.Wanted(model_id=made.models[one.model], quantity=one.many)],
        wait=one.goes == "waits",
    )
    try:
        kept += commands.reserve(actor=actor, wishes_given=[wish])
    except NotFree:
        later = wish.ends_at + timedelta(days=14)
        one_only = [replace(wish.lines[0], quantity=1)]
        begins = later - timedelta(days=1)
        after = replace(wish, begins_at=begins, ends_at=later, lines=one_only, wait=True)
        commands.reserve(actor=actor, wishes_given=[after])


def _asking(actor: Actor) -> Actor:
    return replace(actor, grants=(Grant(ASKS),))


def _hand_out(made: Scenery, one: Wanted, kept: list[int], quiet: Quiet) -> None:
    """Hand out pieces that nothing more is told of; without such ones it is not fetched."""
    actor, calm = made.actor(DESK), quiet()
    for key in list(kept):
        card = listed.card(actor=actor, reservation_id=key)
        free = availability.availability(
            actor=actor,
            wanted=commands.Wanted(model_id=made.models[one.model]),
            begins_at=clock.now(),
            ends_at=card.ends_at,
            without=[key],
        )
        pieces = [asset_id for asset_id in free.free_ids if asset_id in calm][: one.many]
        if pieces:
            commands.hand_out(actor=actor, reservation_id=key, asset_ids=pieces)
        else:
            kept.remove(key)


def _take_back(made: Scenery, kept: list[int]) -> None:
    for key in kept:
        commands.take_back(actor=made.actor(DESK), reservation_id=key, condition="good")


def _prepare(made: Scenery, kept: list[int]) -> None:
    for key in kept:
        commands.prepare(actor=made.actor(DESK), reservation_id=key)


def _release(made: Scenery) -> None:
    commands.release(actor=made.actor(DESK))
