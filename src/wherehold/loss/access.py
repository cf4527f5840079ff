"""The one door to searches: who may see a thing sees the search for it.

Who may edit it searches. Whoever was asked may answer, though the thing is none of theirs.
"""

from collections.abc import Iterable

from django.db.models import QuerySet

from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.loss.models import Search
from wherehold.register import access as register
from wherehold.register.models import Asset

EDIT, RETIRE = "asset.edit", "asset.retire"


def visible(actor: Actor) -> QuerySet[Search]:
    """Return the searches that the actor may know of."""
    return Search.objects.filter(asset__in=register.visible_ids(actor))


def for_update(actor: Actor, search_ids: Iterable[int], permission: str) -> list[Search]:
    """Return searches in order of their things, locked, if the actor may change all of these.

    Raises: NotFound, naming every one; NotAllowed.
    """
    ids = dict.fromkeys(search_ids)
    found = visible(actor).filter(pk__in=bulk.among(ids))
    rows = list(found.order_by("asset_id", "pk").select_for_update(no_key=True, of=("self",)))
    there = {one.pk for one in rows}
    if missing := [key for key in ids if key not in there]:
        raise NotFound(*({"what": "search", "key": key} for key in missing))
    assets = register.assets_for_update(actor, {one.asset_id for one in rows}, permission)
    by_id = {asset.pk: asset for asset in assets}
    for one in rows:
        one.asset = by_id[one.asset_id]
    return rows


def priced(actor: Actor, asset_ids: Iterable[int]) -> set[int]:
    """Return those of the things whose price the actor may know. One statement."""
    found = Asset.objects.filter(register.visible(actor, "asset.price"), pk__in=set(asset_ids))
    return set(found.values_list("pk", flat=True))
