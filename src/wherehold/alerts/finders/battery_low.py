"""Battery low: a device in use says so."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.devices import devices
from wherehold.alerts.finding import NOW_AND_THEN_S, Asked, Facts, Finder, Found, Parameter


def where(asked: Asked) -> Q:
    """Narrow to devices that said so many percent or fewer."""
    return Q(battery_pct__lte=asked.number("percent"))


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find devices on things whose battery has no more than so many percent."""
    return [
        Found(
            key=f"device:{one.id}",
            title=_("Battery of {device} at {percent} %").format(
                device=one.label, percent=f"{one.battery_pct:.0f}"
            ),
            since=one.contact_at or asked.now,
            asset_id=one.asset_id,
            evidence={"device": one.label, "percent": round(one.battery_pct)},
        )
        for one in facts
    ]


FINDER = Finder(
    "battery_low",
    gettext_lazy("Battery low"),
    gettext_lazy("The battery of a device on a thing has so many percent or fewer."),
    "battery",
    devices(where, of_people=True),
    find,
    (Parameter("percent", gettext_lazy("Percent"), default=15, most=100),),
    every_s=NOW_AND_THEN_S,
)
