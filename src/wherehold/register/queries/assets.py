"""One asset with everything about it, as its reader may know it. Nothing here writes.

The hot read: two statements and no objects.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import orjson
from django.db import connection
from django.db.models import QuerySet

from wherehold.kernel import money, written
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register import access
from wherehold.register.lookups import looked_up
from wherehold.register.models import Asset
from wherehold.register.queries import holding

Card = dict[str, Any]
_COLUMNS = {
    **{n: f"a.{n}" for n in ("id", "tag", "serial", "name", "stage", "condition", "order_no")},
    "category_id": "a.category_id",
    "category": looked_up("category", "full_name", "category_id"),
    "category_icon": looked_up("category", "icon", "category_id"),
    "model_id": "a.model_id",
    "model": "m.name",
    "model_number": "m.number",
    "manufacturer": "f.name",
    "place_id": "a.place_id",
    "place": looked_up("place", "full_name", "place_id"),
    "placed_at": "a.placed_at",
    "parent_id": "a.container_id",
    "parent": looked_up("asset", "tag", "container_id"),
    "seen_place_id": "a.seen_place_id",
    "seen_place": looked_up("place", "full_name", "seen_place_id"),
    **{n: f"a.{n}" for n in ("seen_at", "seen_how", "astray", "confirmed_at", "confirmed_how")},
    "held": "a.held",
    "holder_id": "a.holder_id",
    "holder": "h.name",
    "held_place_id": "a.held_place_id",
    "held_place": looked_up("place", "full_name", "held_place_id"),
    "held_asset_id": "a.held_asset_id",
    "held_asset": looked_up("asset", "tag", "held_asset_id"),
    "held_since": "a.held_since",
    "due_on": "a.due_on",
    "accountable_id": "a.accountable_id",
    "accountable": "r.name",
    "supplier_id": "a.supplier_id",
    "supplier": "v.name",
    **{n: f"a.{n}" for n in ("purchased_on", "price_minor", "currency", "rate", "value_minor")},
    **{n: f"a.{n}" for n in ("warranty_until", "refresh_on", "notes", "fields", "photo_id")},
    **{n: f"a.{n}" for n in ("version", "created_at", "updated_at", "archived_at", "voided_at")},
    "merged_into_id": "a.merged_into_id",
    "_place_path": "a.place_path",
    "_category_path": "a.category_path",
    "_seen_path": "a.seen_path",
    "_held_path": looked_up("place", "path", "held_place_id"),
    "_parent_path": looked_up("asset", "place_path", "container_id"),
    "_parent_category": looked_up("asset", "category_path", "container_id"),
    "_host_path": looked_up("asset", "place_path", "held_asset_id"),
    "_host_category": looked_up("asset", "category_path", "held_asset_id"),
    "_accountable_path": "r.place_path",
}
_FROM = (
    "register_asset a "
    "LEFT JOIN register_model m ON m.id = a.model_id "
    "LEFT JOIN register_manufacturer f ON f.id = m.manufacturer_id "
    "LEFT JOIN register_party h ON h.id = a.holder_id "
    "LEFT JOIN register_party r ON r.id = a.accountable_id "
    "LEFT JOIN register_party v ON v.id = a.supplier_id"
)
_NAMES = tuple(_COLUMNS)
_SELECT = f"SELECT {', '.join(_COLUMNS.values())} FROM {_FROM}"
_BESIDE = (
    "SELECT asset_id, 'hold', reason, cause, placed_at, id FROM register_hold "
    "WHERE asset_id {ids} AND lifted_at IS NULL "
    "UNION ALL SELECT asset_id, 'code', kind, value, NULL, id FROM register_identifier "
    "WHERE asset_id {ids} AND kind <> 'token' "
    "UNION ALL SELECT w.asset_id, 'word', k.name, '', NULL, k.id FROM register_assetkeyword w "
    "JOIN register_keyword k ON k.id = w.keyword_id WHERE w.asset_id {ids}"
)
_HOLDER = (
    *("holder_id", "holder", "held_place_id", "held_place", "held_asset_id", "held_asset"),
)  # fmt: skip
_PRICE = ("price", "price_minor", "currency", "rate", "value_minor")


@dataclass(frozen=True)
class Whole:
    """One asset: what is told of it, and where it lies, by which rights are asked.

    `accountable_id` is who answers for itself, whether or not they may be told.
    """

    told: Card
    place_path: str
    category_path: str
    seen_path: str
    accountable_id: int | None

    def may(self, actor: Actor, permission: str) -> bool:
        """Say whether the actor may do something to it: whether to show a button."""
        holder = self.told.get("holder_id")
        own = holder is not None and holder == actor.party_id and actor.may_own(permission)
        return own or actor.may(permission, self.place_path, self.category_path)


def whole(*, actor: Actor, asset_ids: Iterable[int]) -> list[Whole]:
    """Return these assets with all that is known of them, in the order given. Two statements.

    What the actor may not know is not in a card: prices, holders, places and things of others.
    Instants and days are Python's.

    Raises: NotFound, naming every one that the actor may not see.
    """
    wanted = list(asset_ids)
    if not wanted:
        return []
    condition, values = access.visible_sql(actor)
    with connection.cursor() as cursor:
        where = f"WHERE a.id {_ids(wanted)} AND {condition}"
        cursor.execute(f"{_SELECT} {where}", values)  # type: ignore[arg-type]
        found = {row[0]: dict(zip(_NAMES, row, strict=True)) for row in cursor.fetchall()}
        if missing := [key for key in wanted if key not in found]:
            raise NotFound(*({"what": "asset", "key": key} for key in missing))
        cursor.execute(_BESIDE.format(ids=_ids(wanted)))
        beside = cursor.fetchall()
    for card in found.values():
        card |= {"identifiers": [], "keywords": [], "holds": []}
    _fill(found, beside)
    return [_told(actor, found[key]) for key in wanted]


def cards(*, actor: Actor, asset_ids: Iterable[int]) -> list[Card]:
    """Return what `whole` tells of these assets.

    Raises: NotFound, naming every one that the actor may not see.
    """
    return [one.told for one in whole(actor=actor, asset_ids=asset_ids)]


def card(*, actor: Actor, asset_id: int) -> Card:
    """Return one asset with all that is known of it. Two statements.

    Raises: NotFound.
    """
    return cards(actor=actor, asset_ids=[asset_id])[0]


def standing_holds(*, actor: Actor, asset_ids: Iterable[int]) -> dict[int, str]:
    """Return why these assets are on hold. One statement.

    The caller has asked whether the actor may see them.
    """
    return holding.standing_holds(actor=actor, asset_ids=asset_ids)


def contents(*, actor: Actor, asset_id: int, limit: int | None = None) -> list[Card]:
    """Return what lies right in an asset, as far as the actor sees it. One statement."""
    return [
        {"id": key, "tag": tag, "name": name, "stage": stage, "category": category}
        for key, tag, name, stage, category in written.asked(_inside, (actor, limit), asset_id)
    ]


def _inside(given: tuple[Actor, int | None], asset_id: int) -> QuerySet[Any, Any]:
    actor, limit = given
    rows = Asset.objects.filter(access.visible(actor), container=asset_id, archived_at=None)
    columns = ("pk", "tag", "name", "stage", "category__name")
    return rows.order_by("tag").values_list(*columns)[:limit]


def _ids(ids: Sequence[int]) -> str:
    """Write ids, which are numbers, into a statement."""
    if len(ids) == 1:
        return f"= {int(ids[0])}"
    return f"IN ({', '.join(str(int(key)) for key in ids)})"


def _fill(found: Mapping[int, Card], beside: Sequence[tuple[Any, ...]]) -> None:
    for asset_id, what, first, second, at, key in sorted(beside, key=lambda row: row[5]):
        card = found[asset_id]
        if what == "code":
            card["identifiers"].append({"kind": first, "value": second})
        elif what == "word":
            card["keywords"].append(first)
        else:
            hold = {"id": key, "reason": first, "cause": second, "placed_at": _instant(at)}
            card["holds"].append(hold)


def _told(actor: Actor, card: Card) -> Whole:
    """Return an asset without what the actor may not know, with prices and instants as told."""
    hidden = {name: card.pop(name) for name in _HIDDEN}
    if connection.vendor == "sqlite":
        _read_sqlite(card)
    # A raw cursor gives JSON as its text, on either database.
    card["fields"] = orjson.loads(card["fields"])
    place, category = hidden["_place_path"], hidden["_category_path"]
    accountable_id = card["accountable_id"]
    mine = card["holder_id"] is not None and card["holder_id"] == actor.party_id
    if not (actor.may("custody.holder", place, category) or mine):
        _drop(card, _HOLDER)
    if actor.may("asset.price", place, category) or (mine and actor.may_own("asset.price")):
        minor = card["price_minor"]
        card["price"] = None if minor is None else money.plain(minor, card["currency"])
    else:
        _drop(card, _PRICE)
    if not actor.may_everywhere("asset.see"):
        _hide_foreign(actor, card, hidden)
    card["archived"] = card.pop("archived_at") is not None
    card["voided"] = card.pop("voided_at") is not None
    card["astray"] = bool(card["astray"])
    return Whole(card, place, category, hidden["_seen_path"], accountable_id)


_HIDDEN = tuple(name for name in _NAMES if name.startswith("_"))
_INSTANTS = (
    *("seen_at", "placed_at", "confirmed_at", "held_since", "created_at", "updated_at"),
)  # fmt: skip


def _hide_foreign(actor: Actor, card: Card, hidden: Mapping[str, str | None]) -> None:
    """Take out the names of places, things and people that are none of the actor's."""
    tops = {grant.place for grant in actor.within("asset.see")}

    def knows(path: str | None) -> bool:
        return any((path or "").startswith(top) for top in tops)

    if card["seen_place_id"] and not knows(hidden["_seen_path"]):
        _drop(card, ("seen_place_id", "seen_place"))
    if card.get("held_place_id") and not knows(hidden["_held_path"]):
        _drop(card, ("held_place_id", "held_place"))
    for name, key in (("parent", "_parent"), ("held_asset", "_host")):
        where = hidden[f"{key}_path"] or "", hidden[f"{key}_category"] or ""
        if card.get(f"{name}_id") and not actor.may("asset.see", *where):
            _drop(card, (f"{name}_id", name))
    if card["accountable_id"] and not _knows_party(actor, hidden["_accountable_path"] or ""):
        _drop(card, ("accountable_id", "accountable"))


def _knows_party(actor: Actor, path: str) -> bool:
    grants = actor.within("party.see")
    return any(path.startswith(grant.place) or not path for grant in grants)


def _drop(card: Card, names: Iterable[str]) -> None:
    for name in names:
        card.pop(name, None)


def _read_sqlite(card: Card) -> None:
    """Read what SQLite gives back as text or without its zone."""
    for name in _INSTANTS:
        card[name] = _instant(card[name])
    for name in ("due_on", "purchased_on", "warranty_until", "refresh_on"):
        if isinstance(value := card[name], str):
            card[name] = date.fromisoformat(value)


def _instant(value: datetime | str | None) -> datetime | None:
    """Read an instant, which SQLite gives as text or without its zone."""
    if value is None:
        return None
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
