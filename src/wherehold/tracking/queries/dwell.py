"""For how long things stood where: added up by zone, in steps that a map colours."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.tracking.queries import zones
from wherehold.tracking.queries.within import Given
from wherehold.tracking.queries.zones import VISITS_MAX, Visit

STEPS = 5


@dataclass(frozen=True, kw_only=True)
class Dwell:
    """How long things were in a zone within a span, altogether. `step`: from 1 to 5, by that."""

    zone_id: int
    zone: str
    time: timedelta
    things: int
    visits: int
    step: int

    @property
    def hours(self) -> float:
        """Return the time as people compare it."""
        return self.time.total_seconds() / 3600


@dataclass(frozen=True, kw_only=True)
class Heat:
    """What a map is coloured by, the longest first. `bounds` are the hours up to which a step goes.

    `cut` says that there were more visits than are added up: these are the last.
    """

    zones: list[Dwell]
    bounds: list[float]
    cut: bool

    def only(self, names: Iterable[str]) -> "Heat":
        """Return the same of these zones alone."""
        wanted = set(names)
        return replace(self, zones=[one for one in self.zones if one.zone in wanted])


def heat(
    *,
    actor: Actor,
    since: datetime,
    until: datetime,
    given: Given | None = None,
    asset_id: int | None = None,
) -> Heat:
    """Return how long things stood in each zone in a span: one, or those that a list shows.

    Only what somebody may see, and nothing of when one person kept it. Seven statements at most.

    Raises: BadFilter.
    """
    found = zones.visits(
        actor=actor, since=since, until=until, given=given or None, asset_id=asset_id
    )
    added = _added(found, since, min(until, clock.now()))
    longest = max((time for _visits, _things, time in added.values()), default=timedelta())
    rows = [
        Dwell(
            zone_id=key[0],
            zone=key[1],
            time=time,
            things=len(things),
            visits=visits,
            step=max(1, -(-time * STEPS // longest)),
        )
        for key, (visits, things, time) in added.items()
        if time
    ]
    rows.sort(key=lambda one: (-one.time, one.zone))
    hours = longest.total_seconds() / 3600
    return Heat(
        zones=rows,
        bounds=[hours * step / STEPS for step in range(1, STEPS + 1)] if rows else [],
        cut=len(found) >= VISITS_MAX,
    )


def _added(
    found: Iterable[Visit], since: datetime, until: datetime
) -> dict[tuple[int, str], tuple[int, set[int], timedelta]]:
    """Return visits, things and time of each zone; what lies outside of the span is left out."""
    added: dict[tuple[int, str], tuple[int, set[int], timedelta]] = {}
    for one in found:
        begin, end = max(one.entered_at, since), min(one.left_at or until, until)
        if begin >= end:
            continue
        key = (one.zone_id, one.zone)
        visits, things, time = added.get(key, (0, set(), timedelta()))
        added[key] = visits + 1, things | {one.asset_id}, time + (end - begin)
    return added
