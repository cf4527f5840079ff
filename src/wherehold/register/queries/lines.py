"""Assets as lists show them: one statement for a page, names and all."""

from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any

import orjson
from django.db import connection

from wherehold.kernel.actor import Actor
from wherehold.register.lookups import looked_up

Line = dict[str, Any]
_COLUMNS = {
    "id": "a.id",
    "tag": "a.tag",
    "name": "a.name",
    "serial": "a.serial",
    "stage": "a.stage",
    "condition": "a.condition",
    "category_id": "a.category_id",
    "category": looked_up("category", "name", "category_id"),
    "category_icon": looked_up("category", "icon", "category_id"),
    "model_id": "a.model_id",
    "model": "m.name",
    "manufacturer": "f.name",
    "place_id": "a.place_id",
    "place": looked_up("place", "full_name", "place_id"),
    "seen_place_id": "a.seen_place_id",
    "seen_place": looked_up("place", "full_name", "seen_place_id"),
    "seen_at": "a.seen_at",
    "astray": "a.astray",
    "confirmed_at": "a.confirmed_at",
    "held": "a.held",
    "held_since": "a.held_since",
    "due_on": "a.due_on",
    "holder_id": "a.holder_id",
    "holder": looked_up("party", "name", "holder_id"),
    "held_place_id": "a.held_place_id",
    "held_place": looked_up("place", "full_name", "held_place_id"),
    "held_asset_id": "a.held_asset_id",
    "held_asset": looked_up("asset", "tag", "held_asset_id"),
    "supplier": looked_up("party", "name", "supplier_id"),
    "purchased_on": "a.purchased_on",
    "warranty_until": "a.warranty_until",
    "price_minor": "a.price_minor",
    "currency": "a.currency",
    "value_minor": "a.value_minor",
    "photo_id": "a.photo_id",
    "on_hold": (
        "EXISTS (SELECT 1 FROM register_hold o WHERE o.asset_id = a.id AND o.lifted_at IS NULL)"
    ),
    "archived": "a.archived_at IS NOT NULL",
    "_place_path": "a.place_path",
    "_category_path": "a.category_path",
    "_seen_path": "a.seen_path",
    "_held_path": looked_up("place", "path", "held_place_id"),
    "_host_path": looked_up("asset", "place_path", "held_asset_id"),
    "_host_category": looked_up("asset", "category_path", "held_asset_id"),
}
_FROM = (
    "register_asset a "
    "LEFT JOIN register_model m ON m.id = a.model_id "
    "LEFT JOIN register_manufacturer f ON f.id = m.manufacturer_id"
)
_NAMES = tuple(_COLUMNS)
_INSTANTS = tuple(i for i, n in enumerate(_NAMES) if n in ("seen_at", "confirmed_at", "held_since"))
_FLAGS = tuple(i for i, n in enumerate(_NAMES) if n in ("on_hold", "archived", "astray"))
_HOLDER = ("holder_id", "holder", "held_place_id", "held_place", "held_asset_id", "held_asset")
_PRICE = ("price_minor", "currency", "value_minor")


def read(*, actor: Actor, ids: Sequence[int]) -> list[Line]:
    """Return the lines of these assets, which the actor was found to see, in this order.

    What the actor may not know of one is not in its line: who holds it, what it cost, places
    that are none of theirs. Instants and days are Python's.
    """
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [_listed(ids)])
        rows = cursor.fetchall()
    convert = _from_sqlite if connection.vendor == "sqlite" else list
    found = {row[0]: dict(zip(_NAMES, convert(row), strict=True)) for row in rows}
    strip = _strip(actor)
    return [strip(found[key]) for key in ids if key in found]


def _statement() -> str:
    ids = "= ANY(%s)"
    if connection.vendor == "sqlite":
        ids = "IN (SELECT value FROM json_each(%s))"
    columns = ", ".join(_COLUMNS.values())
    return f"SELECT {columns} FROM {_FROM} WHERE a.id {ids}"


def _listed(ids: Sequence[int]) -> list[int] | str:
    return list(ids) if connection.vendor == "postgresql" else orjson.dumps(list(ids)).decode()


def _from_sqlite(row: Sequence[Any]) -> list[Any]:
    """Say of instants that they are in UTC, and read truths, which are numbers here."""
    values = list(row)
    for i in _INSTANTS:
        if values[i] is not None:
            values[i] = values[i].replace(tzinfo=UTC)
    for i in _FLAGS:
        values[i] = bool(values[i])
    return values


def _strip(actor: Actor) -> Callable[[Line], Line]:
    """Return how to take out of a line what the actor may not know, decided once a page."""
    free = all(actor.may_everywhere(one) for one in ("asset.see", "custody.holder", "asset.price"))

    def strip(line: Line) -> Line:
        where = (line.pop("_place_path"), line.pop("_category_path"))
        seen, held = line.pop("_seen_path"), line.pop("_held_path")
        host = (line.pop("_host_path"), line.pop("_host_category"))
        if free:
            return line
        mine = line["holder_id"] is not None and line["holder_id"] == actor.party_id
        if not (actor.may("custody.holder", *where) or mine):
            _drop(line, _HOLDER)
        if not (actor.may("asset.price", *where) or (mine and actor.may_own("asset.price"))):
            _drop(line, _PRICE)
        if seen and not _knows(actor, seen):
            _drop(line, ("seen_place_id", "seen_place"))
        if held and not _knows(actor, held):
            _drop(line, ("held_place_id", "held_place"))
        if host[0] is not None and not actor.may("asset.see", *host):
            _drop(line, ("held_asset_id", "held_asset"))
        return line

    return strip


def _knows(actor: Actor, path: str) -> bool:
    return any(path.startswith(grant.place) for grant in actor.within("asset.see"))


def _drop(line: Line, names: Sequence[str]) -> None:
    for name in names:
        line.pop(name, None)
