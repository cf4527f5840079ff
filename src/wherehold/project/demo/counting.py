"""The counts of the demonstration: two that were signed, and one that is going on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.project.demo.setting import Scenery
from wherehold.stocktake import commands
from wherehold.stocktake.queries import progress, results

SITE = "Hamburg"
RUNS, SIGNS = "Tomás Rey", "Priya Raman"
COUNTERS = ("Tomás Rey", "Sven Larsen", "Jana Krüger", "Emre Demir")
EACH_S = 40
# Nobody loses a forklift.
DEAR_MINOR = 2_000_00
CODES = ("4006381333931", "FL-5581-2207", "HH 0417 LADE")


@dataclass(frozen=True)
class Round:
    """One count: how long ago, and what share of the things was where it belongs.

    `lost` is the share of what is gone among those of which nothing more is told.
    """

    days_ago: int
    seed: int
    right: float
    lost: float
    ends: bool = True


ROUNDS = (
    Round(days_ago=182, seed=1, right=0.93, lost=0.12),
    Round(days_ago=91, seed=2, right=0.95, lost=0.1),
    Round(days_ago=1, seed=3, right=0.965, lost=0.04, ends=False),
)


def count(made: Scenery, one: Round, quiet: frozenset[int]) -> None:
    """Count a site, beginning now; only what is `quiet`, of which nothing more is told, is lost."""
    begins = clock.now()
    random = Random(one.seed)  # noqa: S311 - a made-up past, the same on every machine
    runs = made.actor(RUNS)
    terms = commands.Terms(
        name=f"{SITE}, {begins:%B %Y}",
        given={"place": [str(made.places[SITE])]},
        signer_id=made.parties[SIGNS],
        goal_permille=970,
    )
    key = commands.open_stocktake(actor=runs, terms=terms)
    _assign(made, runs, key)
    with clock.held_at(begins + timedelta(hours=9 if one.ends else 26)):
        _scan(made, key, one, random, quiet)
    if one.ends:
        _sign(made, key, begins)


def _assign(made: Scenery, runs: Actor, key: int) -> None:
    people = [made.parties[name] for name in COUNTERS]
    zones = progress.zones(actor=runs, stocktake_id=key)
    given = {zone.id: [people[n % len(people)]] for n, zone in enumerate(zones)}
    commands.assign(actor=runs, stocktake_id=key, people=given)


def _scan(made: Scenery, key: int, one: Round, random: Random, quiet: frozenset[int]) -> None:
    """Scan zone after zone, each by whoever counts it; the last zones of a running count wait."""
    runs = made.actor(RUNS)
    zones = progress.zones(actor=runs, stocktake_id=key)
    done = zones if one.ends else zones[: max(1, len(zones) * 3 // 4)]
    rooms = [zone.place_id for zone in zones if zone.place_id]
    at = clock.now() - timedelta(hours=8)
    for zone in done:
        who = made.actor(zone.people[0][1]).via("scan")
        lines = _expected(runs, key, zone.id)
        scans = []
        for number, line in enumerate(lines):
            turn, place = random.random(), zone.place_id
            light = (line.value_minor or 0) < DEAR_MINOR
            if random.random() < one.lost and light and line.asset_id in quiet:
                continue
            if turn > one.right:
                place = random.choice(rooms)
            at += timedelta(seconds=EACH_S)
            said = commands.Said(
                client_id=f"{zone.id}-{number}", code=line.tag, at=at, place_id=place
            )
            scans.append(said)
        if zone.id == done[0].id:
            scans += _codes(one, zone.place_id, at)
        if scans:
            commands.record_scans(actor=who, stocktake_id=key, scans=scans)
        if zone is not done[-1] or one.ends:
            commands.finish_zone(actor=who, stocktake_id=key, zone_id=zone.id)


def _codes(one: Round, place_id: int | None, at: datetime) -> list[commands.Said]:
    """Return scans of codes that nobody knows: two of a running count."""
    return [
        commands.Said(client_id=f"code-{code}", code=code, at=at, place_id=place_id)
        for code in CODES[: 0 if one.ends else 2]
    ]


def _expected(runs: Actor, key: int, zone_id: int) -> Sequence[results.ResultLine]:
    lines, _after = results.lines(
        actor=runs, stocktake_id=key, bucket="open", zone_id=zone_id, limit=results.LIMIT_MAX
    )
    return lines


def _sign(made: Scenery, key: int, begins: datetime) -> None:
    runs = made.actor(RUNS)
    with clock.held_at(begins + timedelta(hours=10)):
        commands.end_counting(actor=runs, stocktake_id=key)
        for state, outcome in (("elsewhere", "moved"), ("missing", "lost"), ("found", "left")):
            commands.decide(actor=runs, stocktake_id=key, outcome=outcome, state=state)
    with clock.held_at(begins + timedelta(hours=30)):
        signs = made.actor(SIGNS)
        commands.close(actor=signs, stocktake_id=key, leave_rest=True)
