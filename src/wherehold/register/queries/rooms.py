"""Rooms: by which places are gone through on foot."""

from collections.abc import Iterable
from dataclasses import dataclass

from wherehold.kernel import paths
from wherehold.kernel.actor import Actor
from wherehold.register.models import Place
from wherehold.register.queries import reach


@dataclass(frozen=True)
class Room:
    """A room, or what stands for one where there is none: a vehicle, a yard, a shelf in a hall."""

    id: int
    path: str
    name: str


def rooms_of(*, actor: Actor, place_ids: Iterable[int]) -> dict[int, Room]:
    """Return for each of these places the room that it is or lies in. Two statements.

    Where no room lies above it, a place is its own. Places that the actor does not know are
    left out: a room is not told by what is in it.
    """
    known = Place.objects.filter(reach.places(actor=actor), pk__in=set(place_ids))
    places = dict(known.values_list("pk", "path"))
    above = {key for path in places.values() for key in paths.ids(path)}
    rows = Place.objects.filter(pk__in=above).values_list("pk", "path", "full_name", "kind")
    lines = {pk: (Room(pk, path, name), kind) for pk, path, name, kind in rows}
    found = {}
    for place_id, path in places.items():
        rooms = [lines[key][0] for key in paths.ids(path) if lines[key][1] == Place.Kind.ROOM]
        found[place_id] = rooms[-1] if rooms else lines[place_id][0]
    return found


def paths_of(*, actor: Actor, place_ids: Iterable[int]) -> dict[int, str]:
    """Return the paths of places, also archived ones, that the actor knows. One statement."""
    known = Place.objects.filter(reach.places(actor=actor), pk__in=set(place_ids))
    return dict(known.values_list("pk", "path"))


def open_places(*, actor: Actor, place_ids: Iterable[int]) -> set[int]:
    """Return those of the places that the actor knows and that are in use. One statement."""
    known = Place.objects.filter(reach.places(actor=actor), pk__in=set(place_ids), archived_at=None)
    return set(known.values_list("pk", flat=True))
