"""At which site a position is: as much as is told of where a person is where no more is allowed."""

from wherehold.kernel import paths
from wherehold.kernel.actor import Actor
from wherehold.register.queries import places, whereabouts
from wherehold.tracking import zones
from wherehold.tracking.folding import distance_m
from wherehold.tracking.models import Zone

SITE_M = 1_000.0


def name_of(actor: Actor, lat: float, lon: float) -> str:
    """Return the name of the site at a position, as far as the actor knows it; nothing elsewhere.

    By the zones that are places, else by the nearest place with coordinates within a kilometre.
    Five statements at most.
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
    roots = [paths.ids(path)[0] for _name, path in known.values()]
    named = whereabouts.places(actor=actor, ids=roots)
    return min((name for name, _path in named.values()), default="")
