"""The tops of the place tree that somebody gets to see."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from wherehold.kernel.actor import Actor
from wherehold.register.models import Place
from wherehold.register.queries import reach

MOST = 200
LOCATED_MAX = 5_000
Spot = tuple[float, float]


@dataclass(frozen=True)
class Site:
    """A place that nothing the asker sees lies above of."""

    id: int
    name: str
    path: str


def sites(*, actor: Actor) -> list[Site]:
    """Return the highest places that the actor sees, by name. One statement."""
    tops = {grant.place for grant in actor.within("asset.see")}
    found = Place.objects.filter(reach.places(actor=actor), archived_at=None)
    found = found.filter(parent=None) if "" in tops else found.filter(path__in=tops)
    rows = found.order_by("name").values_list("pk", "name", "path")[:MOST]
    return [Site(*row) for row in rows]


def spots(*, actor: Actor, places: Sequence[Site]) -> dict[str, Spot]:
    """Return where places lie, by path: by their own coordinates, else the highest within them.

    Places of which nothing is known are left out. One statement.
    """
    found = Place.objects.filter(reach.places(actor=actor), archived_at=None)
    found = found.filter(latitude__isnull=False, longitude__isnull=False).order_by("path")
    rows = found.values_list("path", "latitude", "longitude")[:LOCATED_MAX]
    known = {path: (float(lat or 0), float(lon or 0)) for path, lat, lon in rows}
    highest_first = list(known)
    spots = {}
    for one in places:
        at = bisect_left(highest_first, one.path)
        if at < len(known) and highest_first[at].startswith(one.path):
            spots[one.path] = known[highest_first[at]]
    return spots


def below(*, actor: Actor, place: Site) -> list[Site]:
    """Return the places that lie straight in one, by name. One statement."""
    found = Place.objects.filter(reach.places(actor=actor), archived_at=None, parent=place.id)
    rows = found.order_by("name").values_list("pk", "name", "path")[:MOST]
    return [Site(*row) for row in rows]
