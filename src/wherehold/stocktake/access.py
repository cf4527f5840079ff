"""The one door to counts: who may see one, count in it, run it, sign it.

A count lies where all that it expects lies. Whoever may see assets there sees the count; who is
to count one of its zones sees it as well. Everybody else finds no such count.
"""

from dataclasses import replace

from django.db.models import Q, QuerySet

from wherehold.kernel import paths
from wherehold.kernel.actor import Actor, Grant
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import access as register
from wherehold.register.models import Asset
from wherehold.stocktake.models import Counter, Stocktake

COUNT, RUN, CLOSE = "stocktake.count", "stocktake.run", "stocktake.close"
# What is there to be found. Others are counted when the scope names their stage.
COUNTED = ("in_stock", "in_service", "in_repair")
# What counting entails, whatever else a person may do: writing down that a thing was seen.
ENTAILED = frozenset({"asset.see", "asset.move", "asset.note"})


def visible(actor: Actor) -> Q:
    """Return the condition on counts that the actor may see."""
    reach = Q(pk__in=())
    for grant in actor.within("asset.see"):
        if not grant.place and not grant.category:
            return Q()
        part = Q()
        if grant.place:
            part &= Q(place_path__range=paths.below(grant.place))
        if grant.category:
            part &= Q(category_path__range=paths.below(grant.category))
        reach |= part
    if actor.party_id is not None and actor.may_somewhere(COUNT):
        mine = Counter.objects.filter(party=actor.party_id).values("zone__stocktake")
        reach |= Q(pk__in=mine)
    return reach


def may(actor: Actor, permission: str, stocktake: Stocktake) -> bool:
    """Say whether the actor has a permission for a count; who runs it and its people may count."""
    where = (stocktake.place_path, stocktake.category_path)
    if actor.may(permission, *where):
        return True
    if permission != COUNT:
        return False
    return actor.may(RUN, *where) or (actor.may_somewhere(COUNT) and is_counter(actor, stocktake))


def is_counter(actor: Actor, stocktake: Stocktake) -> bool:
    """Say whether the actor is to count a zone of it. One statement."""
    zones = Counter.objects.filter(party=actor.party_id, zone__stocktake=stocktake)
    return actor.party_id is not None and zones.exists()


def overlooks(actor: Actor, stocktake: Stocktake) -> bool:
    """Say whether all of a count lies where the actor may see assets."""
    return actor.may("asset.see", stocktake.place_path, stocktake.category_path)


def sees_prices(actor: Actor, stocktake: Stocktake) -> bool:
    """Say whether the actor may know what the things of a count are worth."""
    return actor.may("asset.price", stocktake.place_path, stocktake.category_path)


def lines_seen(actor: Actor) -> Q:
    """Return the condition on lines of a count whose asset the actor may see."""
    seen = register.visible(actor)
    return Q(asset__in=Asset.objects.filter(seen).values("pk")) if seen else Q()


def countable(actor: Actor) -> QuerySet[Asset]:
    """Return what is there to be counted where the actor sees things and runs counts."""
    there = Q(stage__in=COUNTED, archived_at=None, merged_into=None)
    return Asset.objects.filter(register.visible(actor), register.visible(actor, RUN), there)


def found(actor: Actor, stocktake_id: int) -> Stocktake:
    """Return a count that the actor may see.

    Raises: NotFound.
    """
    stocktake = Stocktake.objects.filter(visible(actor), pk=stocktake_id).first()
    if stocktake is None:
        raise NotFound({"what": "stocktake", "key": stocktake_id})
    return stocktake


def missing(what: str, key: int) -> NotFound:
    """Return the refusal that says that there is no such part of a count."""
    return NotFound({"what": what, "key": key})


def for_update(actor: Actor, stocktake_id: int, permission: str) -> Stocktake:
    """Return a count, locked to the end of the transaction, if the actor may do this to it.

    Raises: NotFound, NotAllowed.
    """
    seen = Stocktake.objects.filter(visible(actor), pk=stocktake_id)
    stocktake = seen.select_for_update(of=("self",), no_key=True).first()
    if stocktake is None:
        raise NotFound({"what": "stocktake", "key": stocktake_id})
    require(actor, permission, stocktake)
    return stocktake


def require(actor: Actor, permission: str, stocktake: Stocktake) -> None:
    """Refuse who may not do this to a count.

    Raises: NotAllowed.
    """
    if not may(actor, permission, stocktake):
        raise NotAllowed({"actor": actor.name, "permission": permission})


def counting(actor: Actor) -> Actor:
    """Return the same actor with what counting entails, where they may see assets."""
    grants = tuple(
        Grant(ENTAILED, grant.place, grant.category) for grant in actor.within("asset.see")
    )
    own = ENTAILED if actor.may_own("asset.see") else frozenset[str]()
    return replace(actor, grants=grants, own=own, scopes=None)
