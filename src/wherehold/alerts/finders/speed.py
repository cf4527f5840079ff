"""Speed: a thing goes faster than it may, by its tracker."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.devices import devices
from wherehold.alerts.finding import OFTEN_S, Asked, Facts, Finder, Found, Parameter
from wherehold.tracking.instants import to_us

FRESH_MIN = 10
KMH = 3.6


def where(asked: Asked) -> Q:
    """Narrow to devices that were too fast a moment ago."""
    fresh_us = to_us(asked.ago(minutes=FRESH_MIN))
    return Q(speed_mps__gt=asked.number("kmh") / KMH, at_us__gte=fresh_us)


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find things that are too fast."""
    return [
        Found(
            key=f"asset:{one.asset_id}",
            title=_("{thing} goes {speed} km/h").format(
                thing=one.asset, speed=round(one.speed_mps * KMH)
            ),
            since=one.at,
            asset_id=one.asset_id,
            evidence={"device": one.label, "kmh": round(one.speed_mps * KMH)},
        )
        for one in facts
    ]


FINDER = Finder(
    "speed",
    gettext_lazy("Speed"),
    gettext_lazy("A tracker reports more kilometres an hour than a thing may go."),
    "route",
    devices(where),
    find,
    (Parameter("kmh", gettext_lazy("Kilometres an hour"), default=90, most=1_000),),
    every_s=OFTEN_S,
)
