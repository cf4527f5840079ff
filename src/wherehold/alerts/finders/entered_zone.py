"""Entered a forbidden zone: is in it, by its tracker."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.finding import Facts, Finder, Found, Parameter


def find(facts: Facts, parameters: Mapping[str, Any]) -> list[Found]:
    """Find what is in the zone."""
    return [
        Found(
            key=f"asset:{one.asset_id}",
            title=_("{thing} is in {zone}").format(thing=one.asset, zone=one.zone),
            since=one.entered_at,
            asset_id=one.asset_id,
            evidence={"crossing": str(one.id), "zone": one.zone},
        )
        for one in facts.visits
        if one.zone_id == parameters["zone_id"] and one.left_at is None
    ]


FINDER = Finder(
    "entered_zone",
    gettext_lazy("Entered a forbidden zone"),
    gettext_lazy("What is in a zone by its tracker."),
    "octagon-alert",
    find,
    (Parameter("zone_id", gettext_lazy("Zone"), kind="zone"),),
)
