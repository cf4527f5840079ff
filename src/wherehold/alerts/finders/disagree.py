"""Seen elsewhere: where it is recorded and where it was seen disagree for a while."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.things import things
from wherehold.alerts.finding import Asked, Facts, Finder, Found, Parameter
from wherehold.tracking import privacy


def where(asked: Asked) -> Q:
    """Narrow to what was last seen elsewhere than it is recorded to be, and no person keeps."""
    return Q(astray=True) & ~privacy.personal()


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find what is not where it is recorded to be."""
    return [
        one.found(
            _("{thing} is seen in {seen}, not in {place}").format(
                thing=one.tag, seen=one.seen_place, place=one.place
            ),
            one.seen_at or asked.now,
            place=one.place,
            seen=one.seen_place,
        )
        for one in facts
    ]


FINDER = Finder(
    "disagree",
    gettext_lazy("Seen elsewhere"),
    gettext_lazy("Recorded and observed place disagree for so many hours."),
    "map-pinned",
    things(where),
    find,
    (Parameter("hours", gettext_lazy("Hours"), default=4, least=0, most=8_760),),
    lasts="hours",
)
