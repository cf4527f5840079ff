"""Taking back what one chunk of an import did: by reversing acts, all but what changed since."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from wherehold.custody import commands as custody
from wherehold.importers.changing import changed_since, done_or_refused
from wherehold.importers.events import Undone
from wherehold.importers.models import Import, ImportChunk
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Refusal
from wherehold.register import access
from wherehold.register.commands import keywording, rows
from wherehold.register.commands.changes import CHANGEABLE, change_assets
from wherehold.register.commands.containment import take_out
from wherehold.register.commands.identifiers import remove_identifiers
from wherehold.register.commands.lifecycle import set_stage, void
from wherehold.register.commands.moving import move_assets

KEPT_SHOWN_MAX = 1_000
_DERIVED = frozenset({"value_minor", "place_path", "category_path"})
Kept = list[dict[str, Any]]


@transaction.atomic
def give_back(*, actor: Actor, chunk_id: int) -> Kept:
    """Take back the check-outs and changes of a chunk; return what is kept, and why.

    A value that somebody changed again since stays as it is now.

    Raises: nothing; what is refused is kept.
    Records: what the reversing acts record.
    """
    chunk = ImportChunk.objects.get(pk=chunk_id)
    entries = [e for e in ledger.entries_of(chunk.act) if e.subject_type == "asset" and e.data]
    kept = _undo_check_outs(actor, entries)
    kept += _undo_containment(actor, entries)
    changed = [e for e in entries if e.kind in _REVERSIBLE]
    kept += _undo_changes(actor, changed)
    kept += _undo_codes(actor, [e for e in entries if e.kind == "register.identifier_added"])
    return kept


@transaction.atomic
def void_created(*, actor: Actor, chunk_id: int) -> tuple[int, Kept]:
    """Void the assets that a chunk entered; return how many, and what is kept, and why.

    Whatever anybody else has recorded of an asset since keeps it.

    Raises: nothing; what is refused is kept.
    Records: register.voided, one for each asset.
    """
    chunk = ImportChunk.objects.select_related("run").get(pk=chunk_id)
    source = f"import:{chunk.run_id}"
    entries = ledger.entries_of(chunk.act)
    created = {e.subject_id for e in entries if e.kind == "register.created"}
    touched = changed_since(created, source)
    kept = [{"asset_id": key, "why": gettext("It has been changed since.")} for key in touched]
    reason = gettext("Import {run} was undone.").format(run=chunk.run_id)
    todo = sorted(created - touched)
    refused = done_or_refused(todo, lambda keys: void(actor=actor, asset_ids=keys, reason=reason))
    kept += _told(refused)
    chunk.undone_at = clock.now()
    chunk.save(update_fields=["undone_at"])
    return len(todo) - len(refused), kept


@transaction.atomic
def end_undo(*, actor: Actor, run_id: int, counts: Mapping[str, int], kept: Kept) -> None:
    """Note that an import was taken back.

    Raises: nothing.
    Records: importers.undone.
    """
    run = Import.objects.select_for_update().get(pk=run_id)
    seen = _tags(actor, [one["asset_id"] for one in kept[:KEPT_SHOWN_MAX]])
    told = [{"tag": seen.get(one["asset_id"], ""), **one} for one in kept[:KEPT_SHOWN_MAX]]
    run.state, run.ended_at = Import.State.UNDONE, clock.now()
    run.counts = {**run.counts, **counts, "kept": len(kept)}
    run.options = {**run.options, "kept": told}
    run.save(update_fields=["state", "ended_at", "counts", "options"])
    event = Undone(subject_id=run.pk, counts={**counts, "kept": len(kept)})
    ledger.record([event], actor=actor, happened_at=clock.now())


_REVERSIBLE = frozenset({"register.changed", "register.moved", "register.stage_changed"})


def _undo_check_outs(actor: Actor, entries: Sequence[ledger.Entry]) -> Kept:
    stays = {
        e.data["checkout_id"]: e.subject_id for e in entries if e.kind == "custody.checked_out"
    }
    reason = gettext("The import was undone.")
    refused = done_or_refused(
        sorted(stays),
        lambda keys: custody.undo(actor=actor, checkout_ids=list(keys), reason=reason),
    )
    return [
        {"asset_id": stays[key], "why": str(refusal)}
        for key, refusal in refused
        if refusal.code != "nothing_to_undo"
    ]


def _undo_containment(actor: Actor, entries: Iterable[ledger.Entry]) -> Kept:
    into = {e.subject_id: e.data["container_id"] for e in entries if e.kind == "register.contained"}
    if not into:
        return []
    assets = _assets(actor, into)
    still = [key for key, asset in assets.items() if asset.container_id == into[key]]
    return _told(done_or_refused(still, lambda keys: take_out(actor=actor, asset_ids=keys)))


def _undo_changes(actor: Actor, entries: Sequence[ledger.Entry]) -> Kept:
    """Give back the value before of every column that is still as the import left it."""
    assets = _assets(actor, {e.subject_id for e in entries})
    before: dict[int, dict[str, Any]] = defaultdict(dict)
    kept: Kept = []
    for entry in entries:
        asset = assets.get(entry.subject_id)
        for column, (old, new) in entry.data["changed"].items():
            if asset is None or column in _DERIVED:
                continue
            if getattr(asset, column) == rows.read(column, new):
                before[asset.pk][column] = _value_before(column, old, new)
            else:
                why = gettext("{field} has been changed since.").format(field=column)
                kept.append({"asset_id": asset.pk, "why": why})
    for key, words in _words_before(entries, assets).items():
        before[key]["keywords"] = words
    return kept + _told(_reversals(actor, before))


def _value_before(column: str, old: Any, new: Any) -> Any:  # noqa: ANN401 - any column's value
    """Return what a column gets back. Own fields are given one by one, None takes one away."""
    if column != "fields":
        return rows.read(column, old)
    return {key: old.get(key) for key in {*old, *new} if old.get(key) != new.get(key)}


def _words_before(entries: Iterable[ledger.Entry], assets: Collection[int]) -> dict[int, list[str]]:
    added = {
        e.subject_id: set(words)
        for e in entries
        if e.subject_id in assets and (words := e.data.get("keywords_added"))
    }
    now = keywording.names_of(added)
    return {key: [w for w in now.get(key, ()) if w not in words] for key, words in added.items()}


def _reversals(actor: Actor, before: Mapping[int, Mapping[str, Any]]) -> list[tuple[int, Refusal]]:
    values = _part(before, CHANGEABLE)
    for value in values.values():
        if value.get("price_minor", 0) is None:  # Without a price there is no currency.
            value.pop("currency", None)
    places = {key: one["place_id"] for key, one in before.items() if "place_id" in one}
    stages = {key: one["stage"] for key, one in before.items() if "stage" in one}
    return [
        *done_or_refused(
            sorted(values),
            lambda keys: change_assets(actor=actor, changes={k: values[k] for k in keys}),
        ),
        *done_or_refused(
            sorted(places),
            lambda keys: move_assets(actor=actor, moves={k: places[k] for k in keys}),
        ),
        *done_or_refused(
            sorted(stages), lambda keys: set_stage(actor=actor, stages={k: stages[k] for k in keys})
        ),
    ]


def _part(before: Mapping[int, Mapping[str, Any]], names: Collection[str]) -> dict[int, Any]:
    parts = {
        key: {name: value for name, value in one.items() if name in names}
        for key, one in before.items()
    }
    return {key: part for key, part in parts.items() if part}


def _undo_codes(actor: Actor, entries: Iterable[ledger.Entry]) -> Kept:
    codes = {e.subject_id: [tuple(code) for code in e.data["identifiers"]] for e in entries}
    return _told(
        done_or_refused(
            sorted(codes),
            lambda keys: remove_identifiers(actor=actor, codes={k: codes[k] for k in keys}),
        )
    )


def _assets(actor: Actor, ids: Iterable[int]) -> dict[int, Any]:
    found = access.those_for_update(actor, ids, "asset.see")[0]
    return {asset.pk: asset for asset in found}


def _tags(actor: Actor, ids: Iterable[int]) -> dict[int, str]:
    return {key: asset.tag for key, asset in _assets(actor, ids).items()}


def _told(refused: Iterable[tuple[int, Refusal]]) -> Kept:
    return [{"asset_id": key, "why": str(refusal)} for key, refusal in refused]
