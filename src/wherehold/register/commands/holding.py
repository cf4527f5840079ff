"""What custody writes on the rows of assets. Custody records why; here it is only done.

Present state stands on the asset for lists; the stays stand in custody, and both are written
in one transaction. What is inside an asset goes where the asset goes: the caller says so.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection, transaction

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.register.models import Asset, Place

TYPES = {
    "held": "varchar",
    "holder_id": "bigint",
    "held_place_id": "bigint",
    "held_asset_id": "bigint",
    "held_since": "timestamptz",
    "due_on": "date",
    "place_id": "bigint",
    "container_id": "bigint",
    "condition": "varchar",
}
COLUMNS = tuple(TYPES)
State = Mapping[str, Any]


def state_of(asset: Asset) -> dict[str, Any]:
    """Return the part of an asset's state that custody changes."""
    return {column: getattr(asset, column) for column in COLUMNS}


def contents_of(asset_ids: Iterable[int]) -> list[tuple[int, Asset]]:
    """Return what is inside these assets, locked, each with the outermost of them around it.

    One statement if there is nothing inside, two otherwise.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE tops(id) AS (SELECT id FROM register_asset WHERE id IN "
            f"({', '.join(str(int(key)) for key in asset_ids)})), "
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
    rows = [
        [key, *(_plain(state[column]) for column in COLUMNS), paths[state["place_id"]]]
        for key, state in states.items()
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [clock.now(), orjson.dumps(rows).decode()])


def _paths(place_ids: Iterable[int | None]) -> dict[int | None, str]:
    ids = {key for key in place_ids if key is not None}
    found: dict[int | None, str] = {None: ""}
    if ids:
        found.update(Place.objects.filter(pk__in=ids).values_list("pk", "path"))
    return found


def _statement() -> str:
    names = ("id", *COLUMNS, "place_path")
    types = ("bigint", *TYPES.values(), "varchar")
    sets = ", ".join(f"{name} = v.{name}" for name in names[1:])
    if connection.vendor == "postgresql":
        columns = [f"(one->>{i})::{types[i]} AS {name}" for i, name in enumerate(names)]
        source = "jsonb_array_elements(%s::jsonb) AS one"
    else:
        columns = [f"json_extract(value, '$[{i}]') AS {name}" for i, name in enumerate(names)]
        source = "json_each(%s)"
    return (
        f"UPDATE register_asset SET {sets}, version = version + 1, updated_at = %s "
        f"FROM (SELECT {', '.join(columns)} FROM {source}) AS v WHERE register_asset.id = v.id"
    )


def _plain(value: object) -> object:
    """Write a value as the database does in a column of its type."""
    if isinstance(value, datetime):
        if connection.vendor == "postgresql":
            return value.isoformat()
        return str(connection.ops.adapt_datetimefield_value(value))
    return value.isoformat() if isinstance(value, date) else value
