"""The one door to hand-overs: who may see one, and who may do what with it.

Whoever may know who holds one of its things sees a hand-over, with those of its things that they
may see; the receiver sees all of it. To everybody else there is no such hand-over.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from wherehold.accounts import secrets
from wherehold.handover.models import Handover, Item, Key
from wherehold.handover.refusals import NoKey, NotTheReceiver
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register import access as register
from wherehold.register.models import Asset

GIVE, TAKE, DECIDE = "custody.check_out", "custody.check_in", "handover.decide"
GIVER, RECEIVER = "giver", "receiver"


def items_seen(actor: Actor) -> Q:
    """Return the condition on things of hand-overs that the actor may know of."""
    mine = Q(handover__receiver=actor.party_id or 0)
    seen, told = register.visible(actor), register.visible(actor, "custody.holder")
    if not seen and not told:
        return Q()
    assets = Asset.objects.filter(seen, told)
    return mine | Q(asset__in=assets.values("pk"))


def visible(actor: Actor) -> Q:
    """Return the condition on hand-overs that the actor may see."""
    seen = items_seen(actor)
    return Q(pk__in=Item.objects.filter(seen).values("handover")) if seen else Q()


def found(actor: Actor, handover_id: int) -> Handover:
    """Return a hand-over that the actor may see.

    Raises: NotFound.
    """
    return _one(Handover.objects.filter(visible(actor)), handover_id)


def for_update(actor: Actor, handover_id: int) -> Handover:
    """Return a hand-over that the actor may see, locked to the end of the transaction.

    Raises: NotFound.
    """
    seen = Handover.objects.filter(visible(actor)).select_for_update(no_key=True, of=("self",))
    return _one(seen, handover_id)


def items_of(actor: Actor, handover: Handover) -> list[Item]:
    """Return the things of a hand-over that the actor may know of. One statement."""
    rows = Item.objects.filter(items_seen(actor), handover=handover)
    return list(rows.select_related("asset", "stay", "back").order_by("pk"))


def all_items(handover: Handover) -> list[Item]:
    """Return every thing of a hand-over, for acts on the whole of it. One statement."""
    rows = Item.objects.filter(handover=handover).select_related("asset", "stay")
    return list(rows.order_by("pk"))


def may_with(actor: Actor, permission: str, items: Iterable[Item]) -> bool:
    """Say whether the actor has a permission for each of these things, and there are any."""
    items = list(items)
    return bool(items) and all(
        actor.may(permission, one.asset.place_path, one.asset.category_path) for one in items
    )


def side_of(actor: Actor, handover: Handover, items: Iterable[Item]) -> str:
    """Return which side somebody speaks for.

    Raises: NotTheReceiver for those of neither.
    """
    if actor.party_id is not None and actor.party_id == handover.receiver_id:
        return RECEIVER
    if may_with(actor, TAKE, items):
        return GIVER
    raise NotTheReceiver({"receiver": handover.receiver.name})


def key_of(secret: str) -> Key:
    """Return the key that a link holds, while it works.

    Raises: NoKey, for every reason alike.
    """
    good = Key.objects.filter(
        digest=secrets.digest(secret), used_at=None, expires_at__gt=clock.now()
    )
    key = good.exclude(kind=Key.Kind.CODE).select_related("handover", "handover__receiver").first()
    if key is None or key.handover.state != Handover.State.UNCONFIRMED:
        raise NoKey({"field": "link"})
    return key


def receiver_of(handover: Handover, source: str) -> Actor:
    """Return the receiver as whoever holds a link is taken for: they see what they received."""
    name, own = f"party:{handover.receiver_id}", frozenset({"asset.see"})
    return Actor(name=name, party_id=handover.receiver_id, source=source, own=own)


def _one(handovers: QuerySet[Handover], handover_id: int) -> Handover:
    one = handovers.filter(pk=handover_id).select_related("giver", "receiver").first()
    if one is None:
        raise NotFound({"what": "hand-over", "key": handover_id})
    return one
