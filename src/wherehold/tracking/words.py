"""What kinds of devices and reasons are called."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Text
from wherehold.tracking.queries.zones import ZoneLine

KINDS: dict[str, Text] = {
    "gps": _("GPS tracker"),
    "ble": _("Bluetooth tag"),
    "rfid": _("RFID tag"),
    "reader": _("RFID reader"),
    "gateway": _("Gateway"),
    "phone": _("Phone"),
    "sensor": _("Sensor"),
    "other": _("Other device"),
}
# Beside the kinds, how long readings are kept is set for what tells where somebody was.
PERSON = _("While a person kept it")
ICONS = {
    "gps": "locate",
    "ble": "bluetooth",
    "rfid": "nfc",
    "reader": "radio",
    "gateway": "router",
    "phone": "smartphone",
    "sensor": "gauge",
    "other": "radio",
}

EVIDENCE: dict[str, tuple[Text, str]] = {
    "scan": (_("Scan"), "scan-line"),
    "phone": (_("Phone scan"), "smartphone"),
    "camera": (_("Phone scan"), "smartphone"),
    "wedge": (_("Scanner"), "barcode"),
    "typed": (_("Typed code"), "keyboard"),
    "count": (_("Stocktake"), "clipboard-check"),
    "person": (_("Seen by a person"), "eye"),
    "holder": (_("Its holder"), "user"),
    "handover": (_("Hand-over"), "signature"),
    "check_out": (_("Check-out"), "log-out"),
    "device": (_("Came into a zone"), "locate"),
    "gps": (_("GPS"), "locate"),
    "ble": (_("Bluetooth reader"), "bluetooth"),
    "gate": (_("RFID portal"), "nfc"),
    "rfid": (_("RFID reader"), "nfc"),
    "reader": (_("Reader"), "radio"),
    "network": (_("Network"), "wifi"),
}


def evidence(how: str) -> tuple[str, str]:
    """Return what a kind of evidence is called, and its picture."""
    word, icon = EVIDENCE.get(how, (how, "eye"))
    return str(word), icon


def shape(zone: ZoneLine) -> str:
    """Say what shape a zone has."""
    if zone.around:
        radius = f"{zone.reach_m:,.0f}"
        return gettext("Within {radius} m of {thing}").format(radius=radius, thing=zone.around)
    kind, rings = (zone.geometry or {})["type"], (zone.geometry or {})["coordinates"]
    if kind == "Point":
        return gettext("Circle, {radius} m").format(radius=f"{zone.reach_m:,.0f}")
    if kind == "LineString":
        return gettext("Corridor, {width} m wide").format(width=f"{2 * zone.reach_m:,.0f}")
    points = sum(len(ring) - 1 for ring in rings) if kind == "Polygon" else 0
    return gettext("Area, {points} corners").format(points=points) if points else gettext("Areas")
