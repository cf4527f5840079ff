"""Left its zone: was in it, by its tracker, and is not any more."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.visits import last_visits
from wherehold.alerts.finders import by_zone
from wherehold.alerts.finding import Asked, Facts, Finder, Found


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find what was in the zone last and went out of it."""
    title = _("{thing} left {zone}")
    return [by_zone.found(one, title) for one in facts if one.left_at is not None and not one.cut]


FINDER = Finder(
    "left_zone",
    gettext_lazy("Left its zone"),
    gettext_lazy("What was in a zone by its tracker, and is not any more."),
    "log-out",
    last_visits,
    find,
    (by_zone.ZONE,),
)
