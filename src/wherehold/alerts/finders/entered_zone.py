"""Entered a forbidden zone: is in it, by its tracker."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.visits import last_visits
from wherehold.alerts.finders import by_zone
from wherehold.alerts.finding import Asked, Facts, Finder, Found


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find what is in the zone."""
    title = _("{thing} is in {zone}")
    return [by_zone.found(one, title) for one in facts if one.left_at is None]


FINDER = Finder(
    "entered_zone",
    gettext_lazy("Entered a forbidden zone"),
    gettext_lazy("What is in a zone by its tracker."),
    "circle-x",
    last_visits,
    find,
    (by_zone.ZONE,),
)
