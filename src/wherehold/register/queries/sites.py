"""The tops of the place tree that somebody gets to see."""

from dataclasses import dataclass

from wherehold.kernel.actor import Actor
from wherehold.register.models import Place
from wherehold.register.queries import reach

MOST = 200


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


def below(*, actor: Actor, place: Site) -> list[Site]:
    """Return the places that lie straight in one, by name. One statement."""
    found = Place.objects.filter(reach.places(actor=actor), archived_at=None, parent=place.id)
    rows = found.order_by("name").values_list("pk", "name", "path")[:MOST]
    return [Site(*row) for row in rows]
