"""What rows change on assets that are there already, each by the act that is for it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from wherehold.importers.planning import Wish
from wherehold.importers.rows import Rows
from wherehold.importers.values.bad import Bad
from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Refusal
from wherehold.register import access
from wherehold.register.codes import key_of
from wherehold.register.commands import keywording
from wherehold.register.commands.changes import change_assets
from wherehold.register.commands.identifiers import add_identifiers
from wherehold.register.commands.lifecycle import set_stage
from wherehold.register.commands.moving import move_assets
from wherehold.register.models import Asset, Identifier

Column = Callable[[Mapping[str, Any]], int]
_BY_ACT = frozenset({"place_id", "stage"})
_OWN_CODES = ("tag", "serial")
Todo = dict[int, dict[str, Any]]
Act = Callable[[Collection[int]], object]


def apply(
    *, actor: Actor, wishes: Sequence[Wish], rows: Rows, act: UUID, column: Column
) -> set[int]:
    """Change what the rows say otherwise than the register; return the rows that changed anything.

    An asset that the actor may not see is refused as if it were not there.
    """
    by_asset = {wish.asset_id: wish for wish in wishes if wish.asset_id is not None}
    if not by_asset:
        return set()
    seen = Asset.objects.filter(access.visible(actor), pk__in=list(by_asset), merged_into=None)
    assets = {asset.pk: asset for asset in seen}
    for key in by_asset.keys() - assets.keys():
        rows.fault(by_asset[key].row, column({"field": "tag"}), Bad("duplicate_identifier"))
    words = keywording.names_of([key for key in assets if "keywords" in by_asset[key].given])
    todo = {key: _differences(asset, by_asset[key], words) for key, asset in assets.items()}
    codes = _new_codes({key: by_asset[key] for key in assets})
    done = {key for key, what in todo.items() if what} | codes.keys()
    for keys, run in _acts(actor, todo, codes, act):
        for key, refusal in done_or_refused(sorted(keys), run):
            said = Bad("refused", said=str(refusal), refusal=refusal.code)
            rows.fault(by_asset[key].row, column(refusal.fields[0]), said)
    return {by_asset[key].row for key in done}


def leave_out_held(*, actor: Actor, by_asset: dict[int, Wish], rows: Rows, column: Column) -> None:
    """Leave out what is with the one whom its row names; put aside what somebody else has."""
    if not by_asset:
        return
    held = Asset.objects.filter(access.visible(actor), pk__in=list(by_asset)).exclude(held="")
    for key, holder_id, place_id in held.values_list("pk", "holder", "held_place"):
        wish = by_asset.pop(key)
        wanted = (wish.holder_id, None if wish.holder_id else wish.held_place_id)
        if (holder_id, place_id) != wanted:
            rows.fault(wish.row, column({"field": "holder"}), Bad("held_by_another"))


def changed_since(asset_ids: Collection[int], source: str) -> set[int]:
    """Return the assets of which something is recorded that did not come through a door."""
    entries = ledger.Entry.objects.filter(subject_type="asset", subject_id__in=asset_ids)
    return set(entries.exclude(source=source).values_list("subject_id", flat=True))


def _differences(asset: Asset, wish: Wish, words: Mapping[int, Sequence[str]]) -> dict[str, Any]:
    """Return the columns in which a row differs from its asset."""
    given = wish.given | {kind: value for kind, value in wish.codes if kind in _OWN_CODES}
    found = {
        name: value
        for name, value in given.items()
        if name not in {"keywords", "fields"} and getattr(asset, name) != value
    }
    if own := given.get("fields"):
        changed = {key: value for key, value in own.items() if asset.fields.get(key) != value}
        found |= {"fields": changed} if changed else {}
    if wanted := given.get("keywords"):
        had = list(words.get(asset.pk, ()))
        folded = {word.casefold() for word in had}
        if new := [word for word in wanted if word.casefold() not in folded]:
            found["keywords"] = [*had, *new]
    return found


def _new_codes(wishes: Mapping[int, Wish]) -> dict[int, list[tuple[str, str]]]:
    """Return the further codes that rows give and their assets do not have."""
    wanted = {
        (key, kind, key_of(kind, value)): value
        for key, wish in wishes.items()
        for kind, value in wish.codes
        if kind not in _OWN_CODES
    }
    if not wanted:
        return {}
    had = Identifier.objects.filter(asset__in=list(wishes))
    known = set(had.values_list("asset_id", "kind", "key"))
    new: dict[int, list[tuple[str, str]]] = {}
    for (key, kind, code), value in wanted.items():
        if (key, kind, code) not in known:
            new.setdefault(key, []).append((kind, value))
    return new


def _acts(
    actor: Actor, todo: Todo, codes: Mapping[int, list[tuple[str, str]]], act: UUID
) -> list[tuple[Collection[int], Act]]:
    """Return which acts there are to do, each with its assets."""
    values = {
        key: plain
        for key, what in todo.items()
        if (plain := {name: value for name, value in what.items() if name not in _BY_ACT})
    }
    places = {key: what["place_id"] for key, what in todo.items() if "place_id" in what}
    stages = {key: what["stage"] for key, what in todo.items() if "stage" in what}
    return [
        (values, lambda keys: change_assets(actor=actor, changes=_of(values, keys), act=act)),
        (places, lambda keys: move_assets(actor=actor, moves=_of(places, keys), act=act)),
        (stages, lambda keys: set_stage(actor=actor, stages=_of(stages, keys), act=act)),
        (codes, lambda keys: add_identifiers(actor=actor, codes=_of(codes, keys), act=act)),
    ]


def _of(values: Mapping[int, Any], keys: Collection[int]) -> dict[int, Any]:
    return {key: values[key] for key in keys}


def done_or_refused(keys: Sequence[int], run: Act) -> list[tuple[int, Refusal]]:
    """Do an act for all assets; if it is refused, for each half; return those to blame."""
    if not keys:
        return []
    try:
        with transaction.atomic():
            run(keys)
        return []
    except Refusal as refusal:
        if len(keys) == 1:
            return [(keys[0], refusal)]
    half = len(keys) // 2
    return [*done_or_refused(keys[:half], run), *done_or_refused(keys[half:], run)]
