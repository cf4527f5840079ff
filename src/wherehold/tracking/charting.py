"""What every map says by itself, and what lies under it."""

import logging
from pathlib import Path

import orjson
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from wherehold.tracking import maps, pmtiles
from wherehold.tracking.pmtiles import Archive

log = logging.getLogger(__name__)


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


def base(*, signed_in: bool = True) -> dict[str, str]:
    """Return what lies under everything: tiles, if the installation has or names some.

    Those of its own file, with how far they are zoomed, are for those who are signed in.
    """
    found = _own() if signed_in else None
    if found is not None:
        path, own = found
        name = path.stem[:12] if not settings.MAP_FILE else ""
        version = f"?v={name}" if name else ""
        address = f"{reverse('atlas:map')}/tiles/{{z}}/{{x}}/{{y}}{version}#{own.zooms[-1]}"
        shapes = "#shapes" if own.is_drawn else ""
        return {"tiles": address + shapes, "credit": settings.MAP_CREDIT or own.credit}
    return {"tiles": settings.MAP_TILES, "credit": settings.MAP_CREDIT}


def own_tiles() -> Archive | None:
    """Return the installation's own map: the file that it names, else the one that was brought."""
    found = _own()
    return found[1] if found else None


def _own() -> tuple[Path, Archive] | None:
    path = Path(settings.MAP_FILE) if settings.MAP_FILE else maps.path()
    if path is None:
        return None
    try:
        return path, pmtiles.opened(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        log.warning("There is no map %s", path)
        return None
    except (OSError, pmtiles.BadArchive) as error:
        log.warning("The map %s cannot be read: %s", path, error)
        return None
