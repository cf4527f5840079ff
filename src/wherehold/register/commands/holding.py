"""What custody writes on the rows of assets. Custody records why; here it is only done.

Present state stands on the asset for lists; the stays stand in custody, and both are written
in one transaction. What is inside an asset goes where the asset goes: the caller says so.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction

from wherehold.kernel.actor import Actor
from wherehold.register.commands import rows
from wherehold.register.models import Asset, Place

COLUMNS = (
    *("held", "holder_id", "held_place_id", "held_asset_id", "held_since", "due_on"),
    *("place_id", "placed_at", "container_id", "condition"),
)
State = Mapping[str, Any]


def state_of(asset: Asset) -> dict[str, Any]:
    """Return the part of an asset's state that custody changes."""
    return {column: getattr(asset, column) for column in COLUMNS}


def contents_of(asset_ids: Iterable[int]) -> list[tuple[int, Asset]]:
    """Return what is inside these assets, locked, each with the outermost of them around it.

    No statement for none, one if there is nothing inside, two otherwise.
    """
    ids = ", ".join(str(int(key)) for key in asset_ids)
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE tops(id) AS (SELECT id FROM register_asset WHERE id IN "
            f"({ids})), "
            "inside(id, top) AS (SELECT a.id, tops.id FROM tops "
            "JOIN register_asset a ON a.container_id = tops.id UNION "
            "SELECT a.id, inside.top FROM inside "
            "JOIN register_asset a ON a.container_id = inside.id) SELECT id, top FROM inside",
        )
        tops: dict[int, int] = dict(cursor.fetchall())
    if not tops:
        return []
    inside = Asset.objects.filter(pk__in=tops).order_by("pk").select_for_update(no_key=True)
    return [(tops[asset.pk], asset) for asset in inside]


@transaction.atomic
def write(*, actor: Actor, states: Mapping[int, State]) -> None:
    """Give assets, which the caller has locked, another state. Two statements at most.

    Raises: nothing.
    Records: nothing; the caller's own entries say what was done.
    """
    assert actor.name
    paths = _paths(state["place_id"] for state in states.values())
    rows.write(
        {
            key: {column: state[column] for column in COLUMNS}
            | {"place_path": paths[state["place_id"]]}
            for key, state in states.items()
        }
    )


def _paths(place_ids: Iterable[int | None]) -> dict[int | None, str]:
    ids = {key for key in place_ids if key is not None}
    found: dict[int | None, str] = {None: ""}
    if ids:
        found.update(Place.objects.filter(pk__in=ids).values_list("pk", "path"))
    return found
