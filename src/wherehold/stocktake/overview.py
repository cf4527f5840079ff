"""The card of the count that is going on, on the overview."""

from typing import Any

from django.utils.safestring import SafeString

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.stocktake import drawing
from wherehold.stocktake.queries import counts, progress
from wherehold.stocktake.queries.progress import ZoneLine

ZONES_MAX = 7


def going_on(actor: Actor) -> dict[str, Any] | None:
    """Return how far the latest open count is; None where none is going on that the actor sees.

    The zones with the most left to look for come first. Eight statements at most.
    """
    lines, _after = counts.page(actor=actor, state="open", limit=1)
    if not lines:
        return None
    [line] = lines
    zones = progress.zones(actor=actor, stocktake_id=line.id)
    shown = sorted(zones, key=lambda zone: (zone.finished_at is not None, -_left(zone)))
    days = (clock.today() - clock.day_of(line.opened_at)).days + 1
    return {
        "line": line,
        "percent": 100 * (line.seen or 0) // line.expected if line.expected else None,
        "day": days,
        "people": len({party for zone in zones for party, _name in zone.people}),
        "done": sum(zone.finished_at is not None for zone in zones),
        "zones": [_row(zone) for zone in shown[:ZONES_MAX]],
        "all": len(zones),
        "more": max(0, len(zones) - ZONES_MAX),
    }


def _row(zone: ZoneLine) -> tuple[ZoneLine, str, SafeString]:
    return zone, zone.name.rpartition(" · ")[2], drawing.zone_bar(zone)


def _left(zone: ZoneLine) -> int:
    return (zone.expected or 0) - zone.done
