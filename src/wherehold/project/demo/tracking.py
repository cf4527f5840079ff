"""Trackers of the demonstration: some forklifts, a camera kit on its way, one that waits.

A week is told: forklifts work in the yard on weekdays and stand by night, the camera kit went from
Berlin to Hamburg and back. One more tracker sends and nobody has said yet what it is on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random

import orjson

from wherehold.alerts.commands import NewRule, save_rule
from wherehold.ingest import intake
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor, system
from wherehold.project.demo import people
from wherehold.project.demo.plan import Thing
from wherehold.project.demo.setting import Scenery
from wherehold.tracking import commands
from wherehold.tracking.commands import Bind, NewDevice, NewZone
from wherehold.tracking.queries import zones

DAYS = 8
RUNS = "Tomás Rey"
YARD = (53.52610, 9.99640)
# Where forklifts load and unload: doors of the hall, rows of the yard, ramp, gate.
STOPS = (
    *((53.52565, 9.99480), (53.52566, 9.99590), (53.52568, 9.99700)),
    *((53.52620, 9.99440), (53.52622, 9.99560), (53.52624, 9.99690), (53.52630, 9.99830)),
    *((53.52700, 9.99640), (53.52660, 9.99900), (53.52580, 9.99920)),
)
# Where one was found this morning: at a neighbour's.
ASTRAY = (53.52710, 10.00720)
BERLIN = (52.53060, 13.38340)
HAMBURG = (53.52390, 9.99990)
# The motorway between the two, as a few places that one passes.
ROAD = (
    BERLIN,
    (52.5720, 13.2880),
    (52.7010, 13.0450),
    (52.9480, 12.3900),
    (53.1490, 11.9120),
    (53.4130, 11.2830),
    (53.5010, 10.4050),
    (53.5390, 10.1180),
    HAMBURG,
)
Place = tuple[float, float]


@dataclass(frozen=True)
class Tracker:
    """A device: which piece of which model it is on, if anybody has said so."""

    key: str
    model: str
    piece: int
    travels: bool = False
    strays: bool = False
    bound: bool = True


TRACKERS = (
    Tracker("862462040011734", "E20 forklift", 0),
    Tracker("862462040011742", "E20 forklift", 1),
    Tracker("862462040011759", "E20 forklift", 3, strays=True),
    Tracker("FX3-KIT-2", "FX3 camera kit", 1, travels=True),
    Tracker("", "EJE 116 pallet truck", 2, bound=False),
)


def steps(last: datetime) -> list[datetime]:
    """Return the moments at which something is told: the trackers first, then day by day."""
    midnight = datetime.combine(last.date(), time(), tzinfo=UTC)
    days = [midnight - timedelta(days=n) for n in reversed(range(DAYS))]
    return [*days, last]


def tell(made: Scenery, stock: Sequence[Thing], ids: Mapping[int, int], last: datetime) -> None:
    """Tell of the time up to now, since the moment before; at the first, put the trackers on."""
    now, moments = clock.now(), steps(last)
    number = moments.index(now)
    if number == 0:
        _draw_zones(made)
        _set_rules(made)
        _put_on(made.actor(RUNS), stock, ids)
        return
    begin, chance = moments[number - 1], Random(number)  # noqa: S311 - made up, always the same
    readings = [
        said
        for tracker in TRACKERS
        for said in _day(tracker, _key(tracker, stock), number, begin, now, chance)
    ]
    actor = system("readings").via("cli")
    sender = intake.sender_of(actor)
    body = orjson.dumps(readings)
    intake.take(actor=actor, sender=sender, body=body, content_type="application/json")


def _draw_zones(made: Scenery) -> None:
    """Draw the yard and the house in Berlin, each of which is a place."""
    lat, lon = YARD
    ring = [[9.9934, 53.5251], [9.9996, 53.5251], [9.9999, 53.5270], [9.9934, 53.5270]]
    area = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    house = {"type": "Point", "coordinates": [BERLIN[1], BERLIN[0]]}
    shop = {"type": "Point", "coordinates": [lon, lat + 0.0009]}
    commands.save_zones(
        actor=made.actor(RUNS),
        zones=[
            NewZone(name="Hamburg yard", geometry=area, place_id=made.places["Yard"]),
            NewZone(
                name="Berlin HQ", geometry=house, reach_m=120, place_id=made.places["Berlin HQ"]
            ),
            NewZone(name="Loading ramp", geometry=shop, reach_m=45),
        ],
    )


def _set_rules(made: Scenery) -> None:
    """Say what is to be told: what leaves the yard, batteries, silence, what is overdue."""
    actor = made.actor("Priya Raman")
    [yard] = [one.id for one in zones.zones(actor=actor) if one.name == "Hamburg yard"]
    for rule in (
        NewRule(
            name="Left the yard",
            finder="left_zone",
            parameters={"zone_id": yard},
            severity="critical",
            mail_to=[people.email_of(RUNS)],
        ),
        NewRule(name="Tracker battery", finder="battery_low", parameters={"percent": 15}),
        NewRule(name="Tracker silent", finder="device_silent", severity="high"),
        NewRule(name="Overdue a week", finder="overdue_return", parameters={"days": 7}),
        NewRule(name="Not where it should be", finder="disagree", parameters={"hours": 0}),
        NewRule(name="Handed out on hold", finder="hold_broken", severity="critical"),
    ):
        save_rule(actor=actor, rule=rule)


def _put_on(actor: Actor, stock: Sequence[Thing], ids: Mapping[int, int]) -> None:
    bound = [one for one in TRACKERS if one.bound]
    drafts = [NewDevice(key=one.key, kind="gps", name=_name(one)) for one in bound]
    keys = commands.add_devices(actor=actor, devices=drafts)
    binds = [
        Bind(device_id=key, asset_id=ids[_thing(one, stock).number])
        for one, key in zip(bound, keys, strict=True)
    ]
    commands.bind(actor=actor, binds=binds)


def _name(tracker: Tracker) -> str:
    return f"Tracker, {tracker.model} {tracker.piece + 1}"


def _thing(tracker: Tracker, stock: Sequence[Thing]) -> Thing:
    return [one for one in stock if one.line.model == tracker.model][tracker.piece]


def _key(tracker: Tracker, stock: Sequence[Thing]) -> str:
    """Return what a tracker calls itself: one that nobody entered, as the thing it is on."""
    return tracker.key or _thing(tracker, stock).serial


def _day(
    tracker: Tracker, key: str, number: int, begin: datetime, end: datetime, chance: Random
) -> Iterator[dict[str, object]]:
    """Tell of one day of one tracker."""
    battery = max(9.0, 96.0 - 11.0 * number) if tracker.travels else 100.0 - 1.5 * number
    at = begin + timedelta(seconds=chance.randrange(60))
    while at < end:
        works = at.weekday() < 5 and 5 <= at.hour < 16
        gone = tracker.strays and number == DAYS
        lat, lon = _travelled(number, at) if tracker.travels else _worked(tracker, at, works, gone)
        moves = tracker.travels and number in {3, 6} and 7 <= at.hour < 10
        yield {
            "device": key,
            "at": at.isoformat(),
            "lat": round(lat + chance.gauss(0, 2e-5), 6),
            "lon": round(lon + chance.gauss(0, 3e-5), 6),
            "accuracy_m": round(chance.uniform(3, 9), 1),
            "speed_mps": round(chance.uniform(24, 31) if moves else chance.uniform(0, 0.4), 1),
            "battery_pct": round(battery, 1),
        }
        at += timedelta(minutes=5 if works or moves else 60, seconds=chance.randrange(20))


def _worked(tracker: Tracker, at: datetime, works: bool, gone: bool) -> Place:
    """Return where a forklift is: between hall and yard while it works, else where it is kept."""
    if gone:
        return ASTRAY
    if not works:
        return YARD[0] + 0.0002 * tracker.piece, YARD[1]
    minute = at.hour * 60 + at.minute
    begin, end = (_stop(tracker, at, minute // 20 + n) for n in (0, 1))
    share = min(1.0, (minute % 20 + at.second / 60) / 9)
    return begin[0] + share * (end[0] - begin[0]), begin[1] + share * (end[1] - begin[1])


def _stop(tracker: Tracker, at: datetime, turn: int) -> Place:
    """Return where a forklift loads or unloads next."""
    return Random(f"{tracker.key} {at:%j} {turn}").choice(STOPS)  # noqa: S311 - made up


def _travelled(number: int, at: datetime) -> Place:
    """Return where the camera kit is: on the third day it goes to Hamburg, on the sixth back."""
    share = min(1.0, max(0.0, (at.hour + at.minute / 60 - 7) / 3))
    if number < 3 or number > 6:
        return BERLIN
    if 3 < number < 6:
        return HAMBURG
    return _along(share if number == 3 else 1 - share)


def _along(share: float) -> Place:
    """Return the place on the road at a share of its legs."""
    leg, rest = divmod(share * (len(ROAD) - 1), 1)
    if leg >= len(ROAD) - 1:
        return ROAD[-1]
    (lat, lon), (next_lat, next_lon) = ROAD[int(leg)], ROAD[int(leg) + 1]
    return lat + rest * (next_lat - lat), lon + rest * (next_lon - lon)
