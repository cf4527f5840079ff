"""Due soon: to be back within some days."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.things import Thing, things
from wherehold.alerts.finding import Asked, Facts, Finder, Found, Parameter


def where(asked: Asked) -> Q:
    """Narrow to what is out and due between today and so many days from now."""
    last = asked.today + timedelta(days=asked.number("days"))
    return ~Q(held="") & Q(due_on__range=(asked.today, last))


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find what is due soon."""
    return [_told(one, asked) for one in facts if one.due_on]


def _told(one: Thing, asked: Asked) -> Found:
    assert one.due_on is not None
    title = _("{thing} is due back on {day}").format(thing=one.tag, day=one.due_on.isoformat())
    soon = asked.begin_of(one.due_on - timedelta(days=asked.number("days")))
    since = max(soon, one.held_since or one.created_at)
    return one.found(title, since, holder=one.holder, due=one.due_on.isoformat())


FINDER = Finder(
    "due_soon",
    gettext_lazy("Due soon"),
    gettext_lazy("What is out and due within so many days."),
    "calendar-clock",
    things(where),
    find,
    (Parameter("days", gettext_lazy("Days"), default=3, least=0, most=365),),
)
