"""The last visit of each thing to the zone of a rule."""

from collections.abc import Iterable

from wherehold.alerts.finding import Asked
from wherehold.tracking.queries import zones
from wherehold.tracking.queries.zones import Visit


def last_visits(asked: Asked, asset_ids: Iterable[int] | None = None) -> list[Visit]:
    """Return the last visit of each thing to the zone, of these things if some are named.

    Of several devices on one thing, what the latest says counts. Things that are named cost the
    same however often they crossed before. Six statements.
    """
    last: dict[int, Visit] = {}
    zone_id = asked.number("zone_id")
    if asset_ids is None:
        visits = zones.last_visits(actor=asked.actor, zone_ids=[zone_id])
    else:
        visits = zones.newest_visits(actor=asked.actor, zone_id=zone_id, asset_ids=asset_ids)
    for one in visits:
        last.setdefault(one.asset_id, one)
    within = set(asked.things.filter(pk__in=list(last)).values_list("pk", flat=True))
    return [visit for key, visit in last.items() if key in within]
