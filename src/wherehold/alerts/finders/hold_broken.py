"""Hold broken: handed out although it is on hold."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.holds import broken
from wherehold.alerts.finding import NOW_AND_THEN_S, Asked, Facts, Finder, Found


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find what somebody was given after a hold was placed on it."""
    return [
        Found(
            key=f"asset:{one.asset_id}",
            title=_("{thing} was handed out on hold").format(thing=one.asset),
            since=one.held_since,
            asset_id=one.asset_id,
            evidence={"hold": one.reason, "holder": one.holder},
        )
        for one in facts
    ]


FINDER = Finder(
    "hold_broken",
    gettext_lazy("Hold broken"),
    gettext_lazy("What was handed out although it is on hold."),
    "octagon-alert",
    broken,
    find,
    every_s=NOW_AND_THEN_S,
)
