"""Not seen: neither scanned, counted, vouched for nor reported for a long time."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.things import KNOWN, Thing, things
from wherehold.alerts.finding import Asked, Facts, Finder, Found, Parameter


def where(asked: Asked) -> Q:
    """Narrow to what should be there and gave no sign for so many days."""
    before = asked.ago(days=asked.number("days"))
    unseen = Q(seen_at=None) | Q(seen_at__lt=before)
    unconfirmed = Q(confirmed_at=None) | Q(confirmed_at__lt=before)
    return KNOWN & unseen & unconfirmed & Q(created_at__lt=before)


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find what gave no sign; it is since then and so many days."""
    return [_told(one, timedelta(days=asked.number("days"))) for one in facts]


def _told(one: Thing, span: timedelta) -> Found:
    last = max(at for at in (one.seen_at, one.confirmed_at, one.created_at) if at)
    title = _("{thing} was not seen since {day}").format(thing=one.tag, day=f"{last:%Y-%m-%d}")
    return one.found(title, last + span, place=one.place, holder=one.holder)


FINDER = Finder(
    "not_seen",
    gettext_lazy("Not seen"),
    gettext_lazy(
        "What nobody scanned, counted or vouched for, and no device saw, for so many days."
    ),
    "clipboard-check",
    things(where),
    find,
    (Parameter("days", gettext_lazy("Days"), default=90, most=3_650),),
)
