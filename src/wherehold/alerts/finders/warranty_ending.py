"""Warranty ending: the last chance to claim."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.things import Thing, things
from wherehold.alerts.finding import Asked, Facts, Finder, Found, Parameter


def where(asked: Asked) -> Q:
    """Narrow to what has a warranty that ends within so many days."""
    last = asked.today + timedelta(days=asked.number("days"))
    return Q(warranty_until__range=(asked.today, last)) & ~Q(stage__in=("retired", "disposed"))


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find what can be claimed for a short while only."""
    return [_told(one, asked) for one in facts]


def _told(one: Thing, asked: Asked) -> Found:
    assert one.warranty_until is not None
    day = one.warranty_until.isoformat()
    span = timedelta(days=asked.number("days"))
    title = _("Warranty of {thing} ends on {day}").format(thing=one.tag, day=day)
    return one.found(title, asked.begin_of(one.warranty_until - span), until=day)


FINDER = Finder(
    "warranty_ending",
    gettext_lazy("Warranty ending"),
    gettext_lazy("What has a warranty that ends within so many days."),
    "shield-alert",
    things(where),
    find,
    (Parameter("days", gettext_lazy("Days"), default=30, most=3_650),),
)
