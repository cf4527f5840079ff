"""What the address of a map asks for: which part of the earth, how near, which things."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Invalid
from wherehold.tracking.queries.pins import ZOOM_MAX
from wherehold.tracking.queries.within import Box

# What stands in an address besides filters.
OWN = frozenset({"bbox", "zoom", "at", "as", "asset"})
WORLD = Box(-90.0, -180.0, 90.0, 180.0)


class BadView(Invalid):
    """A part of the earth that there is not."""

    code = "atlas.bad_view"
    title = _("No such part of the map")
    message = _("bbox is west,south,east,north in degrees, zoom a whole number from 0 to {most}.")


@dataclass(frozen=True)
class View:
    """What a map shows."""

    box: Box
    zoom: int


def view(said: Mapping[str, str]) -> View:
    """Read what a map shows; without a box, the world.

    Raises: BadView.
    """
    text, zoom = said.get("bbox", ""), said.get("zoom", "0")
    if not (zoom.isascii() and zoom.isdigit() and int(zoom[:4]) <= ZOOM_MAX):
        raise BadView({"most": ZOOM_MAX})
    if not text:
        return View(WORLD, int(zoom))
    try:
        west, south, east, north = (float(one) for one in text.split(","))
    except ValueError:
        raise BadView({"most": ZOOM_MAX}) from None
    whole = all(isfinite(one) for one in (west, south, east, north))
    if not whole or south > north or west > east or max(abs(west), abs(east)) > 10_000:
        raise BadView({"most": ZOOM_MAX})
    return View(Box(max(-90.0, south), west, min(90.0, north), east), int(zoom))
