"""A believable year, worked out in advance: what happened to each thing, and when.

Pure: the same day gives the same plan. Every thing's story is made by itself, in order, so it
is consistent; then the stories are merged by time, with what happens at one moment together.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from wherehold.project.demo.people import DEPARTMENTS
from wherehold.project.demo.things import HOLDS, LINES, NOTES, Line

YEAR = timedelta(days=365)
SITE_DESKS = {"Berlin": "IT store", "Hamburg": "Tool crib", "London": "London store"}
CLERKS = {"Berlin": "Nils Albrecht", "Hamburg": "Tomás Rey", "London": "Callum Reid"}
# Which department answers for what stands in a room.
TEAMS = {
    "Design studio": "Design",
    "Engineering": "Engineering",
    "Floor 2": "Finance",
    "Hall 1": "Warehouse",
    "Meeting 2.1": "Design",
    "Meeting 3.2": "Engineering",
    "Sales floor": "Sales",
    "Server room": "IT",
    "Showroom": "Sales",
    "Yard": "Warehouse",
}
_SITE_OF_LINE = {"Shelf A": "Berlin", "London store": "London", "Tool crib": "Hamburg"}


@dataclass(frozen=True)
class Act:
    """One act on one thing: `verb` names a step of `play`, `what` its particulars."""

    at: datetime
    verb: str
    thing: int
    by: str
    what: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Thing:
    """One piece of a line, as it was bought."""

    number: int
    line: Line
    serial: str
    bought_on: date
    home: str
    arrives_at: datetime
    priced: bool
    known_place: bool


def things(today: date, random: Random) -> list[Thing]:
    """Return all pieces. Most were there when the register began, a year ago; some came since."""
    opened = today - YEAR
    made: list[Thing] = []
    for line in LINES:
        for piece in range(line.pieces):
            late = piece >= line.pieces * 0.84
            age = random.randrange(3, 330) if late else random.randrange(380, 1500)
            bought_on = today - timedelta(days=age)
            arrives_on = bought_on + timedelta(days=3) if late else opened
            serial = f"{line.serials}{random.randrange(10**5, 10**6)}{piece}"
            made.append(
                Thing(
                    number=len(made),
                    line=line,
                    serial=serial if line.serials else "",
                    bought_on=bought_on,
                    home=line.homes[piece % len(line.homes)],
                    arrives_at=_at(arrives_on, 9, 0),
                    priced=random.random() > 0.06,
                    known_place=random.random() > 0.02,
                )
            )
    return made


def acts(stock: list[Thing], today: date, random: Random) -> list[Act]:
    """Return everything that happened to these things up to the morning of `today`, in order."""
    until = _at(today, 10, 45)
    story = {"issued": _issued, "lent": _lent, "placed": _placed}
    told: list[Act] = []
    for thing in stock:
        own = list(story[thing.line.use](thing, today, random))
        told += own + list(_round(thing, today, random, own))
    return sorted((a for a in told if a.at < until), key=lambda a: (a.at, a.verb, a.thing))


def _issued(thing: Thing, today: date, random: Random) -> Iterator[Act]:
    """Tell of something that stays with one person, for years, with a repair between."""
    site = _SITE_OF_LINE.get(thing.line.homes[0], "Berlin")
    day = thing.arrives_at.date() + timedelta(days=random.randrange(1, 12))
    if random.random() < 0.1:
        return
    person = _someone(random, site)
    yield _act(day, random, "check_out", thing, CLERKS[site], to=person, due=None)
    while day < today - timedelta(days=20):
        day += timedelta(days=random.randrange(60, 420))
        turn = random.random()
        if turn < 0.22:
            person = _someone(random, site, but=person)
            yield _act(day, random, "transfer", thing, CLERKS[site], to=person, due=None)
        elif turn < 0.40:
            yield _act(day, random, "check_in", thing, CLERKS[site], condition="worn", place=None)
            yield from _repaired(thing, day, random, CLERKS[site])
            day += timedelta(days=random.randrange(9, 24))
            yield _act(day, random, "check_out", thing, CLERKS[site], to=person, due=None)
        elif turn < 0.55:
            yield _act(day, random, "note", thing, person, text=random.choice(NOTES))


def _lent(thing: Thing, today: date, random: Random) -> Iterator[Act]:
    """Tell of something that goes out for days and comes back, again and again."""
    held = [text for maker, text in HOLDS if maker == thing.line.maker]
    site = (
        "Hamburg"
        if thing.home in {"Tool crib", "Racking A", "Racking B", "Workshop"}
        else ("London" if thing.home in {"Showroom", "London store"} else "Berlin")
    )
    clerk, day = CLERKS[site], thing.arrives_at.date()
    while True:
        day += timedelta(days=random.randrange(6, 60))
        length = random.choice((1, 2, 3, 5, 7, 10, 14, 21))
        back = day + timedelta(days=max(1, length + random.choice((-1, 0, 0, 0, 1, 4))))
        if day >= today:
            break
        person = _someone(random, site)
        still_out = back >= today - timedelta(days=1) and random.random() < 0.8
        near = today + timedelta(days=random.choice((-9, -2, 0, 0, 1, 3, 5, 8)))
        due = max(day, near) if still_out else day + timedelta(days=length)
        yield _act(day, random, "check_out", thing, clerk, to=person, due=due)
        back = min(back, today - timedelta(days=1))
        if still_out or back <= day:
            return
        condition = random.choice(("good", "good", "good", "worn"))
        yield _act(back, random, "check_in", thing, clerk, condition=condition, place=None)
        if random.random() < 0.05:
            yield from _repaired(thing, back, random, clerk)
        day = back + timedelta(days=30 if random.random() < 0.05 else 1)
    if held and random.random() < 0.25:
        last = today - timedelta(days=random.randrange(2, 9))
        yield _act(last, random, "hold", thing, clerk, reason=held[0])


def _placed(thing: Thing, today: date, random: Random) -> Iterator[Act]:
    """Tell of something that stands somewhere, and is moved once in a while."""
    clerk = CLERKS["Hamburg"] if thing.line.category == "Vehicles and lifts" else "Nils Albrecht"
    team = TEAMS.get(thing.home)
    if team and random.random() < 0.95:
        given = thing.arrives_at.date() + timedelta(days=1)
        yield _act(given, random, "check_out", thing, clerk, to=team, due=None)
    else:
        team = None
    day = thing.arrives_at.date() + timedelta(days=random.randrange(20, 200))
    while day < today and random.random() < 0.45:
        place = random.choice(thing.line.homes)
        yield _act(day, random, "move", thing, clerk, place=place)
        day += timedelta(days=random.randrange(60, 240))
    if random.random() < 0.012:
        gone = today - timedelta(days=random.randrange(6, 40))
        if gone > thing.arrives_at.date():
            yield _act(gone, random, "stage", thing, clerk, stage="missing")
    elif random.random() < 0.04 and thing.bought_on < today - timedelta(days=900):
        gone = today - timedelta(days=random.randrange(20, 120))
        if gone > day and gone > thing.arrives_at.date() + timedelta(days=2):
            if team:
                yield _act(gone, random, "check_in", thing, clerk, condition="worn", place=None)
            yield _act(gone, random, "stage", thing, clerk, late=2, stage="retired")


def _repaired(thing: Thing, day: date, random: Random, clerk: str) -> Iterator[Act]:
    yield _act(day, random, "stage", thing, clerk, late=2, stage="in_repair")
    done = day + timedelta(days=random.randrange(4, 9))
    yield _act(done, random, "stage", thing, clerk, stage="in_stock")


def _round(thing: Thing, today: date, random: Random, told: list[Act]) -> Iterator[Act]:
    """Tell of the scans by which things were seen: an autumn round, and in passing."""
    if any(act.what.get("stage") in {"missing", "retired"} for act in told):
        return
    clerk = "Tomás Rey" if thing.line.supplier == "Hansa Werkzeuge" else "Samira Haddad"
    if random.random() < 0.72:
        day = today - timedelta(days=random.randrange(8, 80))
        if day > thing.arrives_at.date():
            yield _act(day, random, "seen", thing, clerk, place=None)
    if random.random() < 0.10:
        day = today - timedelta(days=random.randrange(1, 5))
        if day > thing.arrives_at.date():
            elsewhere = random.random() < 0.3
            place = random.choice(("Dispatch", "Workshop", "Reception")) if elsewhere else None
            yield _act(day, random, "seen", thing, clerk, place=place)


def _someone(random: Random, site: str, but: str = "") -> str:
    here = [people for _, where, _, people in DEPARTMENTS if where == site]
    return random.choice([name for name in random.choice(here) if name != but])


def _act(
    day: date, random: Random, verb: str, thing: Thing, by: str, late: int = 0, **what: object
) -> Act:
    # Acts of one thing on one day must not cross: `late` hours push a follow-up back.
    return Act(_at(day, 6 + late * 3, random.randrange(0, 160)), verb, thing.number, by, what)


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC) + timedelta(minutes=minute)
