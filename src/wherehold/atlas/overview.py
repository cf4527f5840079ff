"""The map on the overview: how much lies at each site, and what has left its zone."""

from typing import Any
from urllib.parse import urlencode

import orjson
from django.urls import reverse

from wherehold.atlas import asking, concerns
from wherehold.kernel.actor import Actor
from wherehold.register.queries import sites, tallies
from wherehold.tracking import access, charting
from wherehold.tracking.queries import pins

# More than these are not told apart on a small map.
SITES_MAX = 40
FLAGS_MAX = 3


def where_things_are(actor: Actor) -> dict[str, Any] | None:
    """Return the sites with their numbers, and what is outside; None where no site has a spot."""
    tops = sites.sites(actor=actor)
    spots = sites.spots(actor=actor, places=tops)
    if not spots:
        return None
    counts = tallies.by_place(actor=actor, places=[one.path for one in tops])
    known = [one for one in tops if one.path in spots and counts[one.path]]
    known.sort(key=lambda one: -counts[one.path])
    drawn = [
        {
            "name": one.name,
            "number": counts[one.path],
            "at": spots[one.path],
            "url": f"{reverse('desk:assets')}?{urlencode({'place': one.id})}",
        }
        for one in known[:SITES_MAX]
    ]
    if not drawn:
        return None
    sees_map = access.sees_positions(actor)
    marks = {"sites": drawn, "flags": _flags(actor) if sees_map else []}
    return {
        "number": len(known),
        "marks": orjson.dumps(marks).decode(),
        "words": charting.words(),
        "base": charting.base(),
        "sees_map": sees_map,
    }


def _flags(actor: Actor) -> list[dict[str, Any]]:
    """Return where the things are now that have left where they belong, the latest first."""
    outside = concerns.outside(actor, FLAGS_MAX)
    ids = [row.asset_id or 0 for row in outside]
    found = pins.pins(actor=actor, given={}, box=asking.WORLD, asset_ids=ids) if ids else []
    at = {one.asset_id: one for one in found}
    page = reverse("atlas:map")
    return [
        {
            "name": row.title,
            "at": (at[row.asset_id].lat, at[row.asset_id].lon),
            "url": f"{page}?asset={row.asset_id}",
        }
        for row in outside
        if row.asset_id in at
    ]
