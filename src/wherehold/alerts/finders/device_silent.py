"""Silent: a device in use has not been heard of for a while."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.finding import Facts, Finder, Found, Parameter


def find(facts: Facts, parameters: Mapping[str, Any]) -> list[Found]:
    """Find devices on things that have reported before, and not for so many hours."""
    before = facts.now - timedelta(hours=parameters["hours"])
    return [
        Found(
            key=f"device:{one.id}",
            title=_("{device} is silent").format(device=one.label),
            since=one.contact_at,
            asset_id=one.asset_id,
            evidence={"device": one.key},
        )
        for one in facts.devices
        if one.asset_id is not None and one.contact_at is not None and one.contact_at < before
    ]


FINDER = Finder(
    "device_silent",
    gettext_lazy("Device silent"),
    gettext_lazy("A device on a thing has not reported for so many hours."),
    "wifi-off",
    find,
    (Parameter("hours", gettext_lazy("Hours"), default=24, most=8_760),),
)
