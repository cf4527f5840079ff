"""The last visit of each thing to the zone of a rule."""

from collections.abc import Iterable

from wherehold.alerts.finding import Asked
from wherehold.tracking.queries import zones
from wherehold.tracking.queries.zones import Visit


def last_visits(asked: Asked, asset_ids: Iterable[int] | None = None) -> list[Visit]:
    """Return the last visit of each thing to the zone, of these things if some are named.

    Of several devices on one thing, what the latest says counts. Five statements.
    """
    last: dict[int, Visit] = {}
    for one in zones.last_visits(
        actor=asked.actor, zone_ids=[asked.number("zone_id")], asset_ids=asset_ids
    ):
        last.setdefault(one.asset_id, one)
    within = set(asked.things.filter(pk__in=list(last)).values_list("pk", flat=True))
    return [visit for key, visit in last.items() if key in within]
