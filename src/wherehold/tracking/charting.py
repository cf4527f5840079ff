"""What every map says by itself, and what lies under it."""

import orjson
from django.conf import settings
from django.utils.translation import gettext as _


def words() -> str:
    """Return what maps say by themselves, in the language of whoever looks, as JSON."""
    said = {
        "here": _("{number} here"),
        "things": _("{number} things here"),
        "accuracy": _("exact to {metres} m"),
        "silent": _("not heard of for a day"),
        "astray": _("recorded elsewhere: {place}"),
        "recorded": _("recorded at {place}"),
        "battery": _("battery {percent} %"),
        "open": _("Open"),
        "trail": _("Trail"),
        "zone": _("Zone {name}"),
        "place": _("Place {name}"),
        "edit": _("Change its shape"),
        "save": _("Save shape"),
        "offline": _("Not live: the server does not answer"),
        "live": _("Live"),
        "in": _("Zoom in"),
        "out": _("Zoom out"),
        "attribution": _("Map: Natural Earth"),
        "point": _("{time}, {speed} km/h"),
    }
    return orjson.dumps(said).decode()


def base() -> dict[str, str]:
    """Return what lies under everything: a tile source, if the installation names one."""
    return {"tiles": settings.MAP_TILES, "credit": settings.MAP_CREDIT}
