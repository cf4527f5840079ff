"""Taking back what an act did to assets, by an entry that reverses it. Both stay readable."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import access
from wherehold.register.commands import doors, keywording, rows
from wherehold.register.commands.lifecycle import ENDS
from wherehold.register.events import Undone
from wherehold.register.models import Asset
from wherehold.register.refusals import BadAsset, ChangedSince, NotUndoable

# The right that taking back an act of a kind needs: that of the act itself, today.
PERMISSIONS = {
    "register.changed": "asset.edit",
    "register.moved": "asset.move",
    "register.stage_changed": "asset.edit",
    "register.condition_changed": "asset.edit",
    "register.contained": "asset.move",
    "register.taken_out": "asset.move",
    "register.archived": "asset.retire",
    "register.restored": "asset.retire",
}
PRICE = frozenset({"price_minor", "currency", "rate", "value_minor"})
REASON_MAX = 300


@transaction.atomic
def undo(*, actor: Actor, undone: UUID, reason: str, act: UUID | None = None) -> list[int]:
    """Give assets back what an act changed on them, whole or not at all; return their ids.

    It is refused once any of it was changed again, for then what was before is not what
    should be.

    Raises: NotFound (the act, or assets of it), NotAllowed (the right of the act itself, and
        asset.retire or asset.price where it was about that); BadAsset, NotUndoable,
        ChangedSince, DuplicateIdentifier.
    Records: register.undone, one for each asset.
    """
    why = reason.strip()
    if not 0 < len(why) <= REASON_MAX or "\0" in why:
        most = gettext("from 1 to {most} characters.").format(most=REASON_MAX)
        raise BadAsset({"field": "reason", "why": most})
    entries = [e for e in ledger.entries_of(undone) if e.subject_type == "asset"]
    unknown = NotFound({"what": "act", "key": undone})
    if not entries:
        raise unknown
    try:
        assets = {a.pk: a for a in _enter(actor, entries)}
    except NotFound:
        # What one may not see must not be told from what never was.
        raise unknown from None
    _not_undone(entries[0].subject_id, undone)
    wanted = _before(assets, entries)
    changed = rows.change(actor, assets.values(), wanted)
    _allowed(actor, assets, entries)
    words = _give_keywords_back(entries)
    rows.touch([assets[key] for key in wanted if key not in changed])
    events = [
        Undone(
            subject_id=entry.subject_id,
            changed=changed.get(entry.subject_id, {}),
            undid=str(undone),
            undid_kind=entry.kind,
            reason=why,
            **words.get(entry.subject_id, {}),
        )
        for entry in entries
    ]
    ledger.record(events, actor=actor, happened_at=clock.now(), act=act)
    return sorted(wanted)


def _enter(actor: Actor, entries: Sequence[ledger.Entry]) -> list[Asset]:
    """Return the assets of an act, locked, before it is known whether it can be undone.

    Raises: NotFound, NotAllowed; NotUndoable.
    """
    if other := {entry.kind for entry in entries} - PERMISSIONS.keys():
        # Whoever may not see the assets learns nothing about the act.
        doors.enter(actor, {e.subject_id for e in entries}, "asset.see", archived=True)
        raise NotUndoable(*({"what": kind} for kind in sorted(other)))
    ids = {entry.subject_id for entry in entries}
    return doors.enter(actor, ids, PERMISSIONS[entries[0].kind], archived=True)


def _allowed(actor: Actor, assets: Mapping[int, Asset], entries: Sequence[ledger.Entry]) -> None:
    """Refuse whoever may not do to the assets, as they are again, what is undone.

    Raises: NotAllowed.
    """
    for entry in entries:
        needed = {PERMISSIONS[entry.kind]}
        changed = _data(entry).get("changed", {})
        if ENDS & set(changed.get("stage", ())):
            needed.add("asset.retire")
        if PRICE & changed.keys():
            needed.add("asset.price")
        for permission in sorted(needed):
            if not access.may(actor, permission, assets[entry.subject_id]):
                raise NotAllowed({"actor": actor.name, "permission": permission})


def _not_undone(asset_id: int, undone: UUID) -> None:
    before = ledger.history("asset", asset_id, kinds=("register.undone",))
    if any(_data(entry).get("undid") == str(undone) for entry in before):
        raise NotUndoable({"what": gettext("it was undone already")})


def _before(
    assets: Mapping[int, Asset], entries: Sequence[ledger.Entry]
) -> dict[int, dict[str, Any]]:
    """Return what the columns were before the act.

    Raises: ChangedSince, naming each asset and column that is not any more as the act left it.
    """
    wanted, since = {}, []
    for entry in entries:
        asset = assets[entry.subject_id]
        changed = rows.reversible(asset, _data(entry).get("changed", {}))
        for column, (_old, new) in changed.items():
            if getattr(asset, column) != rows.read(column, new):
                since.append({"asset_id": asset.pk, "tag": asset.tag, "field": column})
        wanted[asset.pk] = {c: rows.read(c, old) for c, (old, _new) in changed.items()}
    if since:
        raise ChangedSince(*since)
    return wanted


def _give_keywords_back(entries: Sequence[ledger.Entry]) -> dict[int, dict[str, list[str]]]:
    """Turn round what an act did to keywords, and return that by asset id."""
    added = {e.subject_id: _data(e).get("keywords_added") or [] for e in entries}
    removed = {e.subject_id: _data(e).get("keywords_removed") or [] for e in entries}
    if any(added.values()):
        keywording.take_off({key: words for key, words in added.items() if words})
    if any(removed.values()):
        keywording.add({key: words for key, words in removed.items() if words})
    return {
        key: {"keywords_added": removed[key], "keywords_removed": words}
        for key, words in added.items()
        if words or removed[key]
    }


def _data(entry: ledger.Entry) -> dict[str, Any]:
    """Return what an entry says: nothing once it was erased."""
    return entry.data or {}
