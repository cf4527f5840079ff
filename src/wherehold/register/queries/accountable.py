"""Who answers for a record: its own party, else its category's, else its place's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from wherehold.kernel import bulk, paths
from wherehold.kernel.actor import Actor
from wherehold.register import access
from wherehold.register.models import Asset
from wherehold.register.queries import parties

# An asset: its id, who answers for itself, and the paths of its category and its place.
Row = tuple[int, int | None, str, str]


@dataclass(frozen=True)
class Accountable:
    """A party that answers for an asset, and by what: "asset", "category" or "place"."""

    party_id: int
    name: str
    by: str


def accountable(*, actor: Actor, asset_ids: Iterable[int]) -> dict[int, Accountable]:
    """Return who answers for assets, by asset id. Three statements.

    The nearest of the categories or places above counts. Whoever may not be seen is left out.
    """
    seen = Asset.objects.filter(access.visible(actor), pk__in=set(asset_ids))
    rows = seen.values_list("pk", "accountable_id", "category_path", "place_path")
    return answering(actor=actor, rows=list(rows))


def answering(*, actor: Actor, rows: Sequence[Row]) -> dict[int, Accountable]:
    """Return the same for assets that the actor was found to see. Two statements."""
    categories, places = _owners([row[2] for row in rows], [row[3] for row in rows])
    found: dict[int, tuple[int, str]] = {}
    for key, own, category_path, place_path in rows:
        for party_id, by in (
            (own, "asset"),
            (_nearest(categories, category_path), "category"),
            (_nearest(places, place_path), "place"),
        ):
            if party_id is not None:
                found[key] = party_id, by
                break
    if not found:
        return {}
    names = parties.names(actor=actor, ids=(party_id for party_id, _ in found.values()))
    return {
        key: Accountable(party_id, names[party_id], by)
        for key, (party_id, by) in found.items()
        if party_id in names
    }


def _owners(*along: Iterable[str]) -> list[dict[int, int]]:
    """Return who answers for the categories and the places along some paths. One statement."""
    owners: list[dict[int, int]] = [{}, {}]
    parts, params = [], []
    for which, (table, some) in enumerate(zip(("category", "place"), along, strict=True)):
        among = bulk.among({key for path in some for key in paths.ids(path)})
        parts.append(
            f"SELECT {which}, id, accountable_id FROM register_{table} "  # noqa: S608 - values bound
            f"WHERE accountable_id IS NOT NULL AND id IN ({among.sql})"
        )
        params += among.params
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        for which, key, party_id in cursor.fetchall():
            owners[which][key] = party_id
    return owners


def _nearest(owners: dict[int, int], path: str) -> int | None:
    return next((owners[key] for key in reversed(paths.ids(path)) if key in owners), None)
