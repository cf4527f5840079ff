"""Battery low: a device in use says so."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.finding import Facts, Finder, Found, Parameter


def find(facts: Facts, parameters: Mapping[str, Any]) -> list[Found]:
    """Find devices on things whose battery has no more than so many percent."""
    return [
        Found(
            key=f"device:{one.id}",
            title=_("Battery of {device} at {percent} %").format(
                device=one.label, percent=f"{one.battery_pct:.0f}"
            ),
            since=one.contact_at or facts.now,
            asset_id=one.asset_id,
            evidence={"device": one.key, "percent": round(one.battery_pct)},
        )
        for one in facts.devices
        if one.asset_id is not None
        and one.battery_pct is not None
        and one.battery_pct <= parameters["percent"]
    ]


FINDER = Finder(
    "battery_low",
    gettext_lazy("Battery low"),
    gettext_lazy("The battery of a device on a thing has so many percent or fewer."),
    "battery",
    find,
    (Parameter("percent", gettext_lazy("Percent"), default=15, most=100),),
)
