"""The one door to kits: whoever sees the thing sees the kit. To all others there is none."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kits.models import Kit, Missing, Template
from wherehold.register import access as register

EDIT, PACK = "asset.edit", "asset.move"
OUT, BACK = "custody.check_out", "custody.check_in"


def kits(actor: Actor) -> QuerySet[Kit]:
    """Return the kits that the actor may see."""
    return Kit.objects.filter(asset__in=register.visible_ids(actor), unmade_at=None)


def found(actor: Actor, kit_id: int) -> Kit:
    """Return a kit that the actor may see.

    Raises: NotFound.
    """
    return _one(kits(actor), kit_id)


def for_update(actor: Actor, kit_id: int, permission: str) -> Kit:
    """Return a kit, locked with its thing to the end of the transaction.

    Raises: NotFound, NotAllowed.
    """
    kit = _one(kits(actor).select_for_update(no_key=True, of=("self",)), kit_id)
    register.assets_for_update(actor, [kit.asset_id], permission)
    return kit


def missing_seen(actor: Actor) -> Q:
    """Return the condition on missing pieces that the actor may know of."""
    return Q(kit__in=kits(actor).values("pk"))


def missing_for_update(actor: Actor, missing_id: int) -> Missing:
    """Return a missing piece, locked; its kit is locked first, as every act on kits does.

    Raises: NotFound, NotAllowed (custody.check_in on the kit).
    """
    seen = Missing.objects.filter(missing_seen(actor), pk=missing_id)
    kit_id = seen.values_list("kit_id", flat=True).first()
    if kit_id is None:
        raise NotFound({"what": "missing piece", "key": missing_id})
    for_update(actor, kit_id, BACK)
    locked = Missing.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related("asset", "kit").get(pk=missing_id)


def may_write_templates(actor: Actor) -> None:
    """Refuse those who edit things nowhere.

    Raises: NotAllowed (asset.edit).
    """
    if not actor.may_somewhere(EDIT):
        raise NotAllowed({"actor": actor.name, "permission": EDIT})


def templates(actor: Actor, keys: Iterable[int]) -> dict[int, Template]:
    """Return lists of contents, locked, by id.

    Raises: NotFound; NotAllowed for who sees no things.
    """
    if not actor.may_somewhere("asset.see"):
        raise NotAllowed({"actor": actor.name, "permission": "asset.see"})
    ids = set(keys)
    rows = Template.objects.filter(pk__in=ids, archived_at=None).order_by("pk")
    known = {one.pk: one for one in rows.select_for_update(no_key=True)}
    if gone := sorted(ids - known.keys()):
        raise NotFound(*({"what": "list", "key": key} for key in gone))
    return known


def _one(rows: QuerySet[Kit], kit_id: int) -> Kit:
    one = rows.filter(pk=kit_id).select_related("asset").first()
    if one is None:
        raise NotFound({"what": "kit", "key": kit_id})
    return one
