"""Silent: a device in use has not been heard of for a while."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.devices import devices
from wherehold.alerts.finding import NOW_AND_THEN_S, Asked, Facts, Finder, Found, Parameter
from wherehold.tracking.instants import to_us


def where(asked: Asked) -> Q:
    """Narrow to devices that have reported before, and not for so many hours."""
    return Q(contact_us__gt=0, contact_us__lt=to_us(asked.ago(hours=asked.number("hours"))))


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find silent devices on things."""
    return [
        Found(
            key=f"device:{one.id}",
            title=_("{device} is silent").format(device=one.label),
            since=one.contact_at,
            asset_id=one.asset_id,
            evidence={"device": one.label, "place": one.place},
        )
        for one in facts
    ]


FINDER = Finder(
    "device_silent",
    gettext_lazy("Device silent"),
    gettext_lazy("A device on a thing has not reported for so many hours."),
    "wifi-off",
    devices(where),
    find,
    (Parameter("hours", gettext_lazy("Hours"), default=24, most=8_760),),
    every_s=NOW_AND_THEN_S,
)
