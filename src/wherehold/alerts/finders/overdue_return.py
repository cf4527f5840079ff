"""Overdue: promised for an earlier day, and still out."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.things import Thing, things
from wherehold.alerts.finding import Asked, Facts, Finder, Found, Parameter


def where(asked: Asked) -> Q:
    """Narrow to what is out and was due more than so many days ago."""
    before = asked.today - timedelta(days=asked.number("days"))
    return ~Q(held="") & Q(due_on__lt=before)


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find what is overdue; it is since the day after it was due."""
    return [_told(one, asked) for one in facts if one.due_on]


def _told(one: Thing, asked: Asked) -> Found:
    assert one.due_on is not None
    title = _("{thing} was due back on {day}").format(thing=one.tag, day=one.due_on.isoformat())
    since = asked.begin_of(one.due_on + timedelta(days=1))
    return one.found(title, since, holder=one.holder, due=one.due_on.isoformat())


FINDER = Finder(
    "overdue_return",
    gettext_lazy("Overdue return"),
    gettext_lazy("What is out although it was due more than so many days ago."),
    "clock",
    things(where),
    find,
    (Parameter("days", gettext_lazy("Days"), default=0, least=0, most=365),),
)
