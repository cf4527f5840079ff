"""Who answers for a record: its own party, else its category's, else its place's."""

from collections.abc import Iterable
from dataclasses import dataclass

from wherehold.kernel import paths
from wherehold.kernel.actor import Actor
from wherehold.register import access
from wherehold.register.models import Asset, Category, Place
from wherehold.register.queries import parties


@dataclass(frozen=True)
class Accountable:
    """A party that answers for an asset, and by what: "asset", "category" or "place"."""

    party_id: int
    name: str
    by: str


def accountable(*, actor: Actor, asset_ids: Iterable[int]) -> dict[int, Accountable]:
    """Return who answers for assets, by asset id. Four statements.

    The nearest of the categories or places above counts. Whoever may not be seen is left out.
    """
    seen = Asset.objects.filter(access.visible(actor), pk__in=set(asset_ids))
    rows = list(seen.values_list("pk", "accountable_id", "category_path", "place_path"))
    categories = _owners(Category, (row[2] for row in rows))
    places = _owners(Place, (row[3] for row in rows))
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
    names = parties.names(actor=actor, ids=(party_id for party_id, _ in found.values()))
    return {
        key: Accountable(party_id, names[party_id], by)
        for key, (party_id, by) in found.items()
        if party_id in names
    }


def _owners(table: type[Category] | type[Place], along: Iterable[str]) -> dict[int, int]:
    """Return who answers for the nodes along some paths. One statement."""
    ids = {key for path in along for key in paths.ids(path)}
    nodes = table.objects.filter(pk__in=ids, accountable__isnull=False)
    return dict(nodes.values_list("pk", "accountable_id"))


def _nearest(owners: dict[int, int], path: str) -> int | None:
    return next((owners[key] for key in reversed(paths.ids(path)) if key in owners), None)
