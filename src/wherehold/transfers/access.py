"""The one door to transfers: who sees one, who sends, who receives.

Whoever may see things of those kinds at the place that they leave, or at the one that they go
to, sees the transfer with those of its things. Who is let in to send or to receive may do with
its things what that takes, though one of the two places is not theirs: rights are lent for that
act alone.
"""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q, QuerySet

from wherehold.kernel import paths
from wherehold.kernel.actor import Actor, Grant
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.transfers.models import Item, Transfer

SEE, MOVE, EDIT = "asset.see", "asset.move", "asset.edit"
LENT = frozenset({SEE, MOVE})
SIDES = ("from_place", "to_place")


def items_seen(actor: Actor) -> Q:
    """Return the condition on things of transfers that the actor may know of."""
    reach = Q(pk__in=())
    for grant in actor.within(SEE):
        if not grant.place and not grant.category:
            return Q()
        part, place = Q(), paths.below(grant.place)
        if grant.place:
            part &= Q(transfer__from_place__path__range=place) | Q(
                transfer__to_place__path__range=place
            )
        if grant.category:
            part &= Q(asset__category_path__range=paths.below(grant.category))
        reach |= part
    return reach


def visible(actor: Actor) -> Q:
    """Return the condition on transfers that the actor may see."""
    seen = items_seen(actor)
    return Q(pk__in=Item.objects.filter(seen).values("transfer")) if seen else Q()


def found(actor: Actor, transfer_id: int) -> Transfer:
    """Return a transfer that the actor may see.

    Raises: NotFound.
    """
    return _one(Transfer.objects.filter(visible(actor)), transfer_id)


def for_update(actor: Actor, transfer_id: int) -> tuple[Transfer, list[Item]]:
    """Return a transfer that the actor may see, locked, with all its things.

    Raises: NotFound.
    """
    rows = Transfer.objects.filter(visible(actor)).select_for_update(no_key=True, of=("self",))
    one = _one(rows, transfer_id)
    return one, list(Item.objects.filter(transfer=one).select_related("asset").order_by("pk"))


def may_at(actor: Actor, one: Transfer, items: Iterable[Item], side: str) -> bool:
    """Say whether the actor may move such things at one of the two places."""
    path = getattr(one, side).path
    return all(actor.may(MOVE, path, item.asset.category_path) for item in items)


def require(actor: Actor, one: Transfer, items: Iterable[Item], *sides: str) -> None:
    """Refuse those who may move such things at none of these places.

    Raises: NotAllowed.
    """
    items = list(items)
    if not any(may_at(actor, one, items, side) for side in sides):
        raise NotAllowed({"actor": actor.name, "permission": MOVE})


def lent(actor: Actor, *path: str, also: Iterable[str] = ()) -> Actor:
    """Return the actor with the right to move things within these places, for one act."""
    rights = LENT | set(also)
    return replace(actor, grants=(*actor.grants, *(Grant(rights, place=one) for one in path)))


def receiving(actor: Actor, one: Transfer) -> Actor:
    """Return who receives as they are let in to what comes: on its way, and from where it left."""
    transit = [one.transit.path] if one.transit else []
    return lent(actor, *transit, one.from_place.path, one.to_place.path)


def _one(rows: QuerySet[Transfer], transfer_id: int) -> Transfer:
    places = ("from_place", "to_place", "transit", "made_by")
    one = rows.filter(pk=transfer_id).select_related(*places).first()
    if one is None:
        raise NotFound({"what": "transfer", "key": transfer_id})
    return one
