"""What kinds of devices and reasons are called."""

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Text

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
