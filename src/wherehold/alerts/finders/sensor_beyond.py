"""Sensor beyond limits: temperature, shock or whatever a device senses."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.sensed import sensed
from wherehold.alerts.finding import OFTEN_S, Asked, Facts, Finder, Found, Parameter


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find things on which a sensor said less or more than it may."""
    least, most = asked.number("least"), asked.number("most")
    return [
        Found(
            key=f"asset:{one.asset_id}",
            title=_("{thing}: {sensor} is {value}").format(
                thing=one.asset, sensor=asked.text("sensor"), value=f"{one.value:g}"
            ),
            since=one.at,
            asset_id=one.asset_id,
            evidence={"device": one.device, "value": f"{one.value:g}", "limits": f"{least}–{most}"},
        )
        for one in facts
        if not least <= one.value <= most
    ]


FINDER = Finder(
    "sensor_beyond",
    gettext_lazy("Sensor beyond limits"),
    gettext_lazy("A sensor on a thing, such as temperature, says less or more than it may."),
    "thermometer",
    sensed,
    find,
    (
        Parameter("sensor", gettext_lazy("Sensor"), kind="text", default="temperature", most=60),
        Parameter("least", gettext_lazy("At least"), default=-20, least=-1_000_000, most=1_000_000),
        Parameter("most", gettext_lazy("At most"), default=8, least=-1_000_000, most=1_000_000),
    ),
    every_s=OFTEN_S,
)
