"""Reserved but not back: somebody else has what is promised soon."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.bookings import out
from wherehold.alerts.finding import Asked, Facts, Finder, Found, Parameter


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find what is promised soon and still out."""
    return [
        Found(
            key=f"asset:{one.asset_id}",
            title=_("{thing} is reserved for {when} and not back").format(
                thing=one.asset, when=f"{one.begins_at:%Y-%m-%d %H:%M}"
            ),
            since=min(one.begins_at, asked.now),
            asset_id=one.asset_id,
            evidence={"holder": one.holder, "reservation": one.reservation_id},
        )
        for one in facts
    ]


FINDER = Finder(
    "reserved_not_back",
    gettext_lazy("Reserved but not back"),
    gettext_lazy("What is promised to somebody within so many hours while another has it."),
    "calendar-clock",
    out,
    find,
    (Parameter("hours", gettext_lazy("Hours"), default=24, least=0, most=720),),
)
