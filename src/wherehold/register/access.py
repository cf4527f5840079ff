"""The one door to assets. Commands come through here; nothing else loads them to change.

Who may see what is decided by ranges of two paths, so it is one condition of one statement:
here as a `Q` for the ORM and as SQL for hot reads. An asset without a place lies in no place,
so only those who are granted all places see it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from wherehold.kernel import bulk, paths
from wherehold.kernel.actor import Actor, Grant
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.models import Asset

NOTHING = Q(pk__in=())


def visible(actor: Actor, permission: str = "asset.see") -> Q:
    """Return the condition on assets for which the actor has a permission."""
    reach = NOTHING
    for grant in actor.within(permission):
        if not grant.place and not grant.category:
            return Q()
        reach |= _within(grant)
    if actor.may_own(permission):
        reach |= Q(holder=actor.party_id)
    return reach


def visible_ids(actor: Actor) -> QuerySet[Any]:
    """Return the ids of assets that the actor may see, for slices whose rows are about them."""
    return Asset.objects.filter(visible(actor)).values("pk")


def visible_sql(
    actor: Actor, permission: str = "asset.see", alias: str = "a"
) -> tuple[str, list[object]]:
    """Return the same condition as SQL over a table alias, with its parameters."""
    terms: list[str] = []
    values: list[object] = []
    for grant in actor.within(permission):
        if not grant.place and not grant.category:
            return "TRUE", []
        bounds = [("place_path", grant.place), ("category_path", grant.category)]
        given = [(column, path) for column, path in bounds if path]
        terms.append(" AND ".join(f"{alias}.{column} BETWEEN %s AND %s" for column, _ in given))
        values += [bound for _, path in given for bound in paths.below(path)]
    if actor.may_own(permission):
        terms.append(f"{alias}.holder_id = %s")
        values.append(actor.party_id)
    return (
        ("(" + " OR ".join(f"({term})" for term in terms) + ")", values)
        if terms
        else (
            "FALSE",
            [],
        )
    )


def may(actor: Actor, permission: str, asset: Asset) -> bool:
    """Say whether the actor has a permission for this asset."""
    if actor.may(permission, asset.place_path, asset.category_path):
        return True
    return actor.may_own(permission) and asset.holder_id == actor.party_id


def assets_for_update(actor: Actor, asset_ids: Iterable[int], permission: str) -> list[Asset]:
    """Return the assets, locked to the end of the transaction, if the actor may change them all.

    One statement, and everyone locks in ascending id order, so two batches that share assets
    wait for each other but never deadlock. Rows that only refer to an asset, such as readings,
    are still let in. An id that is given twice counts once.

    Raises: NotFound, with every asset that the actor may not see, in the order asked;
        NotAllowed.
    """
    ids = dict.fromkeys(asset_ids)
    seen = Asset.objects.filter(visible(actor), pk__in=bulk.among(ids), merged_into=None)
    assets = list(seen.order_by("pk").select_for_update(no_key=True))
    found = {asset.pk for asset in assets}
    if missing := [key for key in ids if key not in found]:
        raise NotFound(*({"what": "asset", "key": key} for key in missing))
    if any(not may(actor, permission, asset) for asset in assets):
        raise NotAllowed({"actor": actor.name, "permission": permission})
    return assets


def columns_for_update(
    actor: Actor, asset_ids: Iterable[int], permission: str, columns: Sequence[str]
) -> dict[int, dict[str, Any]]:
    """Return columns of assets by id, locked, if the actor may change them all.

    As `assets_for_update`, for acts on thousands that look at little of each.

    Raises: NotFound, with every asset that the actor may not see; NotAllowed.
    """
    ids = dict.fromkeys(asset_ids)
    seen, values = visible_sql(actor)
    among = bulk.among(ids)
    lock = "FOR NO KEY UPDATE" if connection.features.has_select_for_update else ""
    rows = bulk.read(
        Asset,
        ("id", "place_path", "category_path", "holder_id", *columns),
        f"WHERE {seen} AND a.id IN ({among.sql}) AND a.merged_into_id IS NULL ORDER BY a.id {lock}",
        [*values, *among.params],
    )
    found = {row[0] for row in rows}
    if missing := [key for key in ids if key not in found]:
        raise NotFound(*({"what": "asset", "key": key} for key in missing))
    own = actor.may_own(permission)
    good = {pair: actor.may(permission, *pair) for pair in {row[1:3] for row in rows}}
    if any(not good[row[1:3]] and not (own and row[3] == actor.party_id) for row in rows):
        raise NotAllowed({"actor": actor.name, "permission": permission})
    return {row[0]: dict(zip(columns, row[4:], strict=True)) for row in rows}


def those_for_update(
    actor: Actor, asset_ids: Iterable[int], permission: str
) -> tuple[list[Asset], list[int]]:
    """Return those of the assets that the actor may change, locked, and the ids of the others.

    For acts that do what they can. What may not be seen and what may not be changed are not
    told apart. One statement, locks as `assets_for_update`.
    """
    ids = set(asset_ids)
    seen = Asset.objects.filter(visible(actor), pk__in=ids, merged_into=None)
    locked = seen.order_by("pk").select_for_update(no_key=True)
    assets = [asset for asset in locked if may(actor, permission, asset)]
    return assets, sorted(ids - {asset.pk for asset in assets})


def _within(grant: Grant) -> Q:
    reach = Q()
    if grant.place:
        reach &= Q(place_path__range=paths.below(grant.place))
    if grant.category:
        reach &= Q(category_path__range=paths.below(grant.category))
    return reach
