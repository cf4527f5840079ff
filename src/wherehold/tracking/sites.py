"""At which site, building or room a position is: as much as is told of where a person is."""

from wherehold.kernel import paths
from wherehold.kernel.actor import Actor
from wherehold.register.queries import places, whereabouts
from wherehold.tracking import zones
from wherehold.tracking.folding import distance_m
from wherehold.tracking.models import Zone
from wherehold.tracking.privacy import ROOM

SITE_M = 1_000.0


def name_of(actor: Actor, lat: float, lon: float, precision: int) -> str:
    """Return the name of the place at a position, as far as the actor knows it; nothing elsewhere.

    The site alone, with its building, or down to the smallest place. By the zones that are places,
    else by the nearest place with coordinates within a kilometre. Five statements at most.
    """
    near = {one.id for one in zones.current().grid.near(lat, lon) if one.beyond_m(lat, lon) <= 0}
    ids = Zone.objects.filter(pk__in=near, place__isnull=False).values_list("place_id", flat=True)
    there = [key for key in ids if key]
    if not there:
        apart = [
            (distance_m(lat, lon, float(one.latitude), float(one.longitude)), one.id)
            for one in places.located(actor=actor)
            if one.latitude is not None and one.longitude is not None
        ]
        there = [key for metres, key in sorted(apart)[:1] if metres <= SITE_M]
    known = whereabouts.places(actor=actor, ids=there)
    ways = [paths.ids(path) for _name, path in known.values()]
    way = max(ways, key=len, default=[])[: 1 + precision if precision < ROOM else None]
    named = whereabouts.places(actor=actor, ids=way)
    return " › ".join(named[key][0] for key in way if key in named)
