"""Left its zone: was in it, by its tracker, and is not any more."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.finding import Facts, Finder, Found, Parameter


def find(facts: Facts, parameters: Mapping[str, Any]) -> list[Found]:
    """Find what was in the zone last and went out of it."""
    return [
        Found(
            key=f"asset:{one.asset_id}",
            title=_("{thing} left {zone}").format(thing=one.asset, zone=one.zone),
            since=one.left_at,
            asset_id=one.asset_id,
            evidence={"crossing": str(one.id), "zone": one.zone},
        )
        for one in facts.visits
        if one.zone_id == parameters["zone_id"] and one.left_at is not None and not one.cut
    ]


FINDER = Finder(
    "left_zone",
    gettext_lazy("Left its zone"),
    gettext_lazy("What was in a zone by its tracker, and is not any more."),
    "log-out",
    find,
    (Parameter("zone_id", gettext_lazy("Zone"), kind="zone"),),
)
