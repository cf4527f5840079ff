"""With somebody who leaves: held by a person whose last day is near or past."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.things import Thing, things
from wherehold.alerts.finding import Asked, Facts, Finder, Found, Parameter


def where(asked: Asked) -> Q:
    """Narrow to what is with people who leave within so many days, or have left."""
    last = asked.today + timedelta(days=asked.number("days"))
    leaves = Q(holder__leaves_on__lte=last) | Q(holder__archived_at__isnull=False)
    return Q(held="party") & leaves


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find what leavers have."""
    return [_told(one, asked) for one in facts]


def _told(one: Thing, asked: Asked) -> Found:
    span = timedelta(days=asked.number("days"))
    title = _("{thing} is with {person}, who leaves").format(thing=one.tag, person=one.holder)
    since = asked.begin_of(one.leaves_on - span) if one.leaves_on else one.left_at or one.created_at
    day = one.leaves_on.isoformat() if one.leaves_on else ""
    return one.found(title, max(since, one.held_since or since), holder=one.holder, leaves=day)


FINDER = Finder(
    "leaver",
    gettext_lazy("With a leaver"),
    gettext_lazy("What is with somebody whose last day is within so many days, or past."),
    "user-x",
    things(where),
    find,
    (Parameter("days", gettext_lazy("Days"), default=7, least=0, most=365),),
)
