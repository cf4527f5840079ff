"""Moved after hours: goes at a time of day at which nothing should."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.devices import devices
from wherehold.alerts.finding import OFTEN_S, Asked, Facts, Finder, Found, Parameter
from wherehold.tracking.instants import to_us

FRESH_MIN = 10
MOVES_MPS = 0.6


def where(asked: Asked) -> Q:
    """Narrow to devices that moved a moment ago."""
    return Q(speed_mps__gte=MOVES_MPS, at_us__gte=to_us(asked.ago(minutes=FRESH_MIN)))


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find things that moved between two hours of the organisation's day."""
    return [
        Found(
            key=f"asset:{one.asset_id}",
            title=_("{thing} moves after hours").format(thing=one.asset),
            since=one.at,
            asset_id=one.asset_id,
            evidence={"device": one.label, "holder": one.holder},
        )
        for one in facts
        if is_closed(one.at.astimezone(asked.zone).hour, asked)
    ]


def is_closed(hour: int, asked: Asked) -> bool:
    """Say whether an hour lies between two of the day, over midnight if need be."""
    begin, end = asked.number("from_hour"), asked.number("until_hour")
    return begin <= hour < end if begin <= end else hour >= begin or hour < end


FINDER = Finder(
    "moved_after_hours",
    gettext_lazy("Moved after hours"),
    gettext_lazy("A tracker reports that a thing moves between two hours of the day."),
    "moon",
    devices(where),
    find,
    (
        Parameter("from_hour", gettext_lazy("From, hour"), default=20, least=0, most=23),
        Parameter("until_hour", gettext_lazy("Until, hour"), default=6, least=0, most=23),
    ),
    every_s=OFTEN_S,
)
