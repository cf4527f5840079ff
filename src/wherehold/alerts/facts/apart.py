"""Things and what they are to stay close to, where they were last told of further away."""

from datetime import timedelta

from wherehold.alerts.finding import Asked
from wherehold.tracking.queries import apart
from wherehold.tracking.queries.apart import Pair


def pairs(asked: Asked) -> list[Pair]:
    """Return what was last outside of the circle of the rule, each with what it goes by."""
    window = timedelta(minutes=asked.number("minutes"))
    zone_id = asked.number("zone_id")
    return apart.apart(actor=asked.actor, zone_id=zone_id, things=asked.things, window=window)
