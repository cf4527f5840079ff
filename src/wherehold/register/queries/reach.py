"""Which places, categories and models somebody gets to know of. Conditions, no questions.

Whoever is bound to places knows those and what is in them; whoever is bound to categories
knows those. What people hold themselves, wherever it is, shows them its own place only.
"""

from django.db.models import Q

from wherehold.kernel import paths
from wherehold.kernel.actor import Actor

NOTHING = Q(pk__in=())


def places(*, actor: Actor, permission: str = "asset.see") -> Q:
    """Return the condition on places within which the actor has a permission."""
    return _within("path", {grant.place for grant in actor.within(permission)})


def categories(*, actor: Actor, permission: str = "asset.see") -> Q:
    """Return the condition on categories within which the actor has a permission."""
    return _within("path", {grant.category for grant in actor.within(permission)})


def models(*, actor: Actor, permission: str = "asset.see") -> Q:
    """Return the condition on models: those of known categories, and those of none."""
    tops = {grant.category for grant in actor.within(permission)}
    # An empty Q means all, but is nothing in a disjunction.
    if not tops or "" in tops:
        return _within("category__path", tops)
    return _within("category__path", tops) | Q(category=None)


def covers(*, actor: Actor, permission: str, path: str) -> bool:
    """Say whether a place's path lies where the actor has a permission, whatever the category."""
    return any(path.startswith(grant.place) for grant in actor.within(permission))


def _within(column: str, tops: set[str]) -> Q:
    if "" in tops:
        return Q()
    reach = NOTHING
    for top in sorted(tops):
        reach |= Q(**{f"{column}__range": paths.below(top)})
    return reach
