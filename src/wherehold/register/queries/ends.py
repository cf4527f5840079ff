"""Between which places things may be sent, and where they are recorded to be on their way.

A site, a top of the tree, takes things from whoever may move any and knows its name: else nothing
could be sent to where one has no rights. It is not offered to them, nor what lies within it.
"""

from collections.abc import Iterable

from django.db.models import Q

from wherehold.kernel import paths
from wherehold.kernel.actor import Actor
from wherehold.register.models import Place
from wherehold.register.queries import reach


def known(*, actor: Actor, place_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return path and full name of those of the places that things may go between."""
    rows = Place.objects.filter(_ends(actor), pk__in=set(place_ids), archived_at=None)
    return {key: (path, name) for key, path, name in rows.values_list("pk", "path", "full_name")}


def like(*, actor: Actor, text: str, limit: int = 12) -> list[tuple[int, str]]:
    """Find places that things may be sent to: one's own by a part of their name, others by all."""
    text = text.strip()
    own = reach.places(actor=actor) & Q(full_name__icontains=text)
    named = _ends(actor) & Q(full_name__iexact=text)
    rows = Place.objects.filter(own | named, archived_at=None).exclude(kind=Place.Kind.TRANSIT)
    return list(rows.order_by("full_name", "pk").values_list("pk", "full_name")[:limit])


def transit(*, actor: Actor, path: str) -> tuple[int, str] | None:
    """Return the place of what is on its way to the site of a path, with its own path."""
    assert actor.name
    rows = Place.objects.filter(
        parent=site_of(actor=actor, path=path), kind=Place.Kind.TRANSIT, archived_at=None
    )
    return rows.order_by("pk").values_list("pk", "path").first()


def site_of(*, actor: Actor, path: str) -> int:
    """Return the top of the tree above a path."""
    assert actor.name
    return paths.ids(path)[0]


def _ends(actor: Actor) -> Q:
    found = reach.places(actor=actor)
    if found and actor.may_somewhere("asset.move"):
        return found | Q(parent=None)
    return found
