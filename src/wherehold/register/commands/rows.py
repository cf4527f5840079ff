"""Writing on rows of assets that are locked: many in one statement, each with its own values.

Codes, paths and search words follow from the columns, so they are written here as well, and
nowhere else after an asset was entered.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import orjson
from django.db import IntegrityError, connection
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from wherehold.kernel import bulk, clock
from wherehold.kernel.actor import Actor
from wherehold.register import fieldvalues, indexing
from wherehold.register.codes import key_of
from wherehold.register.commands import claims
from wherehold.register.commands.drafts import refuse
from wherehold.register.events import Changed
from wherehold.register.models import Asset, Category, Identifier, Place
from wherehold.register.refusals import TakenMeanwhile

TYPES = {
    **dict.fromkeys(("tag", "serial", "name", "stage", "condition", "order_no"), "varchar"),
    **dict.fromkeys(("currency", "rate", "seen_how", "confirmed_how", "held"), "varchar"),
    **dict.fromkeys(("model_id", "category_id", "place_id", "container_id"), "bigint"),
    **dict.fromkeys(("seen_place_id", "accountable_id", "supplier_id"), "bigint"),
    **dict.fromkeys(("price_minor", "value_minor", "photo_id", "merged_into_id"), "bigint"),
    **dict.fromkeys(("holder_id", "held_place_id", "held_asset_id"), "bigint"),
    **dict.fromkeys(("purchased_on", "warranty_until", "refresh_on", "due_on"), "date"),
    **dict.fromkeys(("seen_at", "confirmed_at", "archived_at", "voided_at"), "timestamptz"),
    **dict.fromkeys(("held_since", "created_at", "placed_at"), "timestamptz"),
    "notes": "text",
    "fields": "jsonb",
    "place_path": "varchar",
    "category_path": "varchar",
}
SEARCHED = frozenset({"tag", "serial", "name", "model_id"})
CODES = ("tag", "serial")
Wanted = Mapping[int, Mapping[str, Any]]
# Most values, which are written as they are: asked first, since columns are asked by the million.
_AS_IT_IS = frozenset({str, int})
# Columns that follow from others, which are told instead.
_FOLLOW = frozenset({"place_path", "seen_path", "category_path"})


def change(
    asker: Actor, assets: Iterable[Asset], wanted: Wanted, *, codes: bool = True
) -> dict[int, Changed]:
    """Give locked assets other values, by id and column; return what changed on each.

    Assets on which nothing is different are left as they are and out of the answer. The number
    of statements does not depend on the number of assets. Without `codes` the caller writes
    those that a tag or serial stands for.
    Raises: DuplicateIdentifier, TakenMeanwhile.
    """
    found = {asset.pk: asset for asset in assets}
    changes = {key: _difference(found[key], values) for key, values in wanted.items()}
    changes = {key: changed for key, changed in changes.items() if changed}
    if not changes:
        return {}
    columns = sorted({column for changed in changes.values() for column in changed})
    if codes and (coded := [column for column in CODES if column in columns]):
        _swap_codes(asker, changes, coded)
    for key, changed in changes.items():
        for column in changed:
            setattr(found[key], column, wanted[key][column])
    columns += _paths([found[key] for key in changes], columns)
    write({key: {c: getattr(found[key], c) for c in columns} for key in changes})
    if "fields" in columns:
        own = {k: tuple(both["fields"]) for k, both in changes.items() if "fields" in both}
        fieldvalues.renew(own)
    if SEARCHED & set(columns):
        indexing.reindex_assets(changes)
    return changes


def change_columns(before: Wanted, wanted: Wanted) -> dict[int, Changed]:
    """Give locked assets other values of the columns that were read; return what changed on each.

    As `change`, for columns from which no code or word follows. Paths are given with the places
    that they follow from, and not told.
    """
    states: dict[int, Mapping[str, Any]] = {}
    told: dict[int, Changed] = {}
    for key, values in wanted.items():
        was = before[key]
        if changed := {c: [was[c], v] for c, v in values.items() if was[c] != v}:
            states[key] = {**was, **values}
            told[key] = {c: both for c, both in changed.items() if c not in _FOLLOW}
    write(states)
    return told


def write(states: Wanted) -> None:
    """Write columns of assets, the same ones of each, in one statement; a new version of each."""
    if not states:
        return
    columns = list(next(iter(states.values())))
    instant = bulk.instants()
    rows = []
    for key, state in states.items():
        values = [state[c] for c in columns]
        rows.append([key, *[v if type(v) in _AS_IT_IS else _stored(v, instant) for v in values]])
    now = instant(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(_statement(columns), [now, orjson.dumps(rows).decode()])


def touch(assets: Sequence[Asset]) -> None:
    """Count assets as changed when something beside their row has."""
    write({asset.pk: {"name": asset.name} for asset in assets})


def placed(asset: Asset, place_id: int | None, at: datetime) -> dict[str, Any]:
    """Return the columns of an asset that is said to be at a place: nothing new is no word."""
    seen = asset.astray or (asset.held and asset.seen_at is not None)
    if asset.place_id == place_id and not seen:
        return {"place_id": place_id}
    return {"place_id": place_id, "placed_at": at}


def reversible(asset: Asset, changed: Changed) -> Changed:
    """Return what can be reversed of what an act changed.

    When its place was vouched for since, that word stands, and is no reason to refuse.
    """
    said = changed.get("placed_at")
    if said is None or asset.placed_at == read("placed_at", said[1]):
        return changed
    return {column: both for column, both in changed.items() if column != "placed_at"}


def read(column: str, value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    """Return the value of a column from how it stands in an entry."""
    if value is None or not isinstance(value, str):
        return value
    return READ.get(TYPES[column], str)(value)


READ: dict[str, Callable[[str], Any]] = {
    "date": date.fromisoformat,
    "timestamptz": datetime.fromisoformat,
}


def _difference(asset: Asset, values: Mapping[str, Any]) -> Changed:
    return {c: [old, v] for c, v in values.items() if (old := getattr(asset, c)) != v}


def _swap_codes(asker: Actor, changes: Mapping[int, Changed], columns: Sequence[str]) -> None:
    """Put new tags and serials in the place of the old ones."""
    pairs = [
        (key, column, *changed[column])
        for key, changed in changes.items()
        for column in columns
        if column in changed
    ]
    new = [(k, kind, key_of(kind, now), now) for k, kind, _, now in pairs if now]
    old = {(kind, key_of(kind, was)) for _, kind, was, _ in pairs if was}
    refuse([f for f in claims.faults(new, asker) if not _own(f[1][1], f[0], old)])
    if "tag" in columns:
        # Each lets go of its tag before another takes it, so that two may swap.
        aside = Concat(Value("~"), Cast("pk", CharField()))
        Asset.objects.filter(pk__in=list(changes)).update(tag=aside)
    for column in columns:
        keys = [key for kind, key in old if kind == column]
        Identifier.objects.filter(kind=column, key__in=keys, asset__in=list(changes)).delete()
    try:
        rows = [(kind, key, value, asset_id) for asset_id, kind, key, value in new]
        bulk.insert(Identifier, ("kind", "key", "value", "asset_id"), rows)
    except IntegrityError as error:
        raise TakenMeanwhile({"field": columns[0]}) from error


def _own(what: Mapping[str, Any], asset_id: int, freed: set[tuple[str, str]]) -> bool:
    """Say whether a taken code is one that this change itself sets free."""
    code = what["kind"], key_of(what["kind"], what["value"])
    return code in freed and what.get("asset_id") is not None


def _paths(assets: Sequence[Asset], columns: Sequence[str]) -> list[str]:
    """Set the paths that follow from place and category; return which they are."""
    written = []
    tables: tuple[tuple[str, str, Any], ...] = (
        ("place_id", "place_path", Place),
        ("seen_place_id", "seen_path", Place),
        ("category_id", "category_path", Category),
    )
    for column, path, table in tables:
        if column in columns:
            ids = {getattr(asset, column) for asset in assets} - {None}
            known = dict(table.objects.filter(pk__in=ids).values_list("pk", "path"))
            for asset in assets:
                setattr(asset, path, known.get(getattr(asset, column), ""))
            written.append(path)
    return written


def _statement(columns: Sequence[str]) -> str:
    names = ("id", *columns)
    types = ("bigint", *(TYPES.get(column, "varchar") for column in columns))
    sets = ", ".join(f"{name} = v.{name}" for name in columns)
    if connection.vendor == "postgresql":
        taken = [f"(one->>{i})::{types[i]} AS {name}" for i, name in enumerate(names)]
        source = "jsonb_array_elements(%s::jsonb) AS one"
    else:
        taken = [f"json_extract(value, '$[{i}]') AS {name}" for i, name in enumerate(names)]
        source = "json_each(%s)"
    return (
        f"UPDATE register_asset SET {sets}, version = version + 1, updated_at = %s "
        f"FROM (SELECT {', '.join(taken)} FROM {source}) AS v WHERE register_asset.id = v.id"
    )


def _stored(value: Any, instant: Callable[[datetime], str]) -> Any:  # noqa: ANN401
    """Write a value as the database has it in a column of its type."""
    if value is None:
        return value
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else value
