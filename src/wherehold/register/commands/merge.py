"""Two records of one thing made one, and made two again."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import access, indexing
from wherehold.register.codes import key_of
from wherehold.register.commands import doors, rows
from wherehold.register.events import Contained, Merged, MergedInto, Unmerged
from wherehold.register.models import Asset, AssetKeyword, Attachment, Hold, Identifier
from wherehold.register.refusals import (
    BadAsset,
    ChangedSince,
    MergeIntoItself,
    NotUndoable,
    StillHeld,
)

NOTES_MAX = 10_000
REASON_MAX = 300
# What the record that stays takes from the others where it has nothing itself.
FILLED = (
    *("serial", "model_id", "category_id", "place_id", "accountable_id", "supplier_id"),
    *("order_no", "purchased_on", "warranty_until", "refresh_on", "photo_id"),
)
_PRICE = ("price_minor", "currency", "rate", "value_minor")


@transaction.atomic
def merge_assets(
    *, actor: Actor, asset_id: int, other_ids: Iterable[int], act: UUID | None = None
) -> UUID:
    """Make one record of several of one thing, and return the act, by which it can be undone.

    The first one stays. It takes the codes, files, notes, keywords, holds and contents of the
    others, and what it did not know itself. The others are archived and lead to it.

    Raises: NotFound, NotAllowed (asset.merge, on all of them); NothingChosen, IsArchived,
        MergeIntoItself, StillHeld (one of the others is handed out).
    Records: register.merged for the one that stays, register.merged_into for each other one,
        register.contained for what was in those.
    """
    ids = set(other_ids)
    found = doors.enter(actor, ids | {asset_id} if ids else ids, "asset.merge")
    winner = next(a for a in found if a.pk == asset_id)
    losers = [a for a in found if a.pk in ids]
    if asset_id in ids:
        raise MergeIntoItself({"asset_id": asset_id, "tag": winner.tag})
    if held := [a for a in losers if a.held or a.pk == winner.container_id]:
        raise StillHeld(*({"asset_id": a.pk, "tag": a.tag} for a in held))
    inside = [a for a in _inside(ids) if a.pk != asset_id]
    now = clock.now()
    wanted: dict[int, dict[str, Any]] = {a.pk: {"container_id": asset_id} for a in inside}
    for loser in losers:
        gone = {"archived_at": now, "merged_into_id": asset_id, "container_id": None}
        wanted[loser.pk] = gone | {"tag": f"MERGED-{loser.pk}"}
    wanted[asset_id] = _filled(winner, losers)
    carried = _carry(asset_id, ids)
    # Codes go over as they are, so nothing is claimed anew.
    changed = rows.change(actor, [winner, *losers, *inside], wanted, codes=False)
    if asset_id not in changed:
        rows.touch([winner])
    indexing.reindex_assets([asset_id, *ids])
    what = changed.get(asset_id, {})
    merged = Merged(subject_id=asset_id, changed=what, from_ids=sorted(ids), carried=carried)
    events: list[ledger.Event] = [merged]
    events += [MergedInto(subject_id=k, changed=changed[k], into_id=asset_id) for k in sorted(ids)]
    events += [
        Contained(subject_id=a.pk, changed=changed[a.pk], container_id=asset_id) for a in inside
    ]
    return ledger.record(events, actor=actor, happened_at=now, act=act)


@transaction.atomic
def unmerge_assets(
    *, actor: Actor, undone: UUID, reason: str, act: UUID | None = None
) -> list[int]:
    """Make the records that an act merged two things again; return their ids, the one first.

    Everything that was carried over goes back. What was changed on the one since stays.

    Raises: NotFound (the act, or its assets), NotAllowed (asset.merge); BadAsset, NotUndoable,
        ChangedSince (a tag is in use elsewhere by now).
    Records: register.unmerged for each of the records, register.taken_out or register.contained
        for what goes back into them.
    """
    why = reason.strip()
    if not 0 < len(why) <= REASON_MAX or "\0" in why:
        most = gettext("from 1 to {most} characters.").format(most=REASON_MAX)
        raise BadAsset({"field": "reason", "why": most})
    entries = {e.subject_id: e for e in ledger.entries_of(undone) if e.subject_type == "asset"}
    merged = next((e for e in entries.values() if e.kind == Merged.kind), None)
    if merged is None or not merged.data:
        raise NotFound({"what": "act", "key": undone})
    winner_id, loser_ids = merged.subject_id, list(merged.data["from_ids"])
    found = _enter_again(actor, undone, winner_id, loser_ids)
    inside = [a for a in _inside([winner_id]) if a.pk in entries and a.pk not in found]
    found |= {a.pk: a for a in inside}
    _return(winner_id, merged.data["carried"])
    wanted = {key: _before(found[key], entries[key]) for key in entries if key in found}
    _tags_free(found, loser_ids, wanted)
    changed = rows.change(actor, found.values(), wanted, codes=False)
    indexing.reindex_assets([winner_id, *loser_ids])
    others = {key: [winner_id] for key in loser_ids} | {winner_id: loser_ids}
    events: list[ledger.Event] = [
        Unmerged(
            subject_id=key,
            changed=changed.get(key, {}),
            undid=str(undone),
            reason=why,
            other_ids=others[key],
        )
        for key in (winner_id, *loser_ids)
    ]
    events += [
        Contained(subject_id=a.pk, changed=changed[a.pk], container_id=a.container_id or 0)
        for a in inside
        if a.pk in changed
    ]
    ledger.record(events, actor=actor, happened_at=clock.now(), act=act)
    return [winner_id, *loser_ids]


def _inside(asset_ids: Iterable[int]) -> list[Asset]:
    """Return what lies in assets, locked."""
    inside = Asset.objects.filter(container__in=list(asset_ids)).order_by("pk")
    return list(inside.select_for_update(no_key=True))


def _filled(winner: Asset, losers: Sequence[Asset]) -> dict[str, Any]:
    """Return what the record that stays takes from the others."""
    wanted: dict[str, Any] = {}
    for loser in losers:
        for column in FILLED:
            if not getattr(winner, column) and column not in wanted and getattr(loser, column):
                wanted[column] = getattr(loser, column)
        if (
            winner.price_minor is None
            and "currency" not in wanted
            and loser.price_minor is not None
        ):
            wanted |= {column: getattr(loser, column) for column in _PRICE}
        if "placed_at" not in wanted and wanted.get("place_id") == loser.place_id is not None:
            wanted["placed_at"] = loser.placed_at or loser.created_at
        missing = {k: v for k, v in loser.fields.items() if k not in winner.fields}
        if missing:
            wanted["fields"] = missing | wanted.get("fields", winner.fields)
    texts = [text for text in (winner.notes, *(a.notes for a in losers)) if text]
    if len(texts) > 1 or (texts and not winner.notes):
        wanted["notes"] = "\n\n".join(dict.fromkeys(texts))[:NOTES_MAX]
    return wanted


def _carry(winner_id: int, ids: set[int]) -> dict[str, list[Any]]:
    """Give everything that lies beside the rows to the one that stays; return what came whence."""
    codes = Identifier.objects.filter(asset__in=ids)
    files = Attachment.objects.filter(subject_type="asset", subject_id__in=ids)
    holds = Hold.objects.filter(asset__in=ids, lifted_at=None)
    carried: dict[str, list[Any]] = {
        "identifiers": sorted(map(list, codes.values_list("pk", "asset_id"))),
        "attachments": sorted(map(list, files.values_list("pk", "subject_id"))),
        "holds": sorted(map(list, holds.values_list("pk", "asset_id"))),
    }
    codes.update(asset=winner_id)
    files.update(subject_id=winner_id)
    holds.update(asset=winner_id)
    own = AssetKeyword.objects.filter(asset=winner_id).values_list("keyword_id", flat=True)
    words = AssetKeyword.objects.filter(asset__in=ids).exclude(keyword__in=list(own))
    carried["keywords"] = sorted(set(words.values_list("keyword_id", flat=True)))
    bulk.insert(
        AssetKeyword, ("asset_id", "keyword_id"), [(winner_id, key) for key in carried["keywords"]]
    )
    return carried


def _return(winner_id: int, carried: Mapping[str, list[Any]]) -> None:
    """Give back what came from the others, as far as it is still there."""
    homes: tuple[tuple[str, Any, str], ...] = (
        ("identifiers", Identifier.objects.filter(asset=winner_id), "asset_id"),
        ("attachments", Attachment.objects.filter(subject_id=winner_id), "subject_id"),
        ("holds", Hold.objects.filter(asset=winner_id), "asset_id"),
    )
    for name, table, column in homes:
        back: dict[int, list[int]] = {}
        for key, home in carried[name]:
            back.setdefault(home, []).append(key)
        for home, keys in back.items():
            table.filter(pk__in=keys).update(**{column: home})
    words = AssetKeyword.objects.filter(asset=winner_id, keyword__in=carried["keywords"])
    words.delete()


def _enter_again(
    actor: Actor, undone: UUID, winner_id: int, loser_ids: Sequence[int]
) -> dict[int, Asset]:
    """Return the records that were merged, locked.

    Raises: NotFound, NotAllowed; NotUndoable when they are not merged any more.
    """
    ids = [winner_id, *loser_ids]
    seen = Asset.objects.filter(access.visible(actor), pk__in=ids).order_by("pk")
    found = {a.pk: a for a in seen.select_for_update(no_key=True)}
    if set(ids) - found.keys():
        # What one may not see must not be told from what never was.
        raise NotFound({"what": "act", "key": undone})
    if not all(access.may(actor, "asset.merge", a) for a in found.values()):
        raise NotAllowed({"actor": actor.name, "permission": "asset.merge"})
    if any(found[key].merged_into_id != winner_id for key in loser_ids):
        raise NotUndoable({"what": gettext("they are not merged any more")})
    return found


def _before(asset: Asset, entry: ledger.Entry) -> dict[str, Any]:
    """Return what the act changed on an asset and nobody did since, as it was."""
    changed = (entry.data or {}).get("changed", {})
    return {
        column: rows.read(column, old)
        for column, (old, new) in changed.items()
        if getattr(asset, column) == rows.read(column, new)
    }


def _tags_free(
    found: Mapping[int, Asset], loser_ids: Sequence[int], wanted: Mapping[int, Mapping[str, Any]]
) -> None:
    """Refuse if a record that comes back has lost its tag to another since."""
    tags = {wanted[key].get("tag", ""): key for key in loser_ids}
    own = Identifier.objects.filter(kind="tag", asset__in=list(loser_ids))
    kept = {key_of("tag", value) for value in own.values_list("value", flat=True)}
    if lost := [key for tag, key in tags.items() if key_of("tag", tag) not in kept]:
        raise ChangedSince(
            *({"asset_id": k, "tag": found[k].tag, "field": "tag"} for k in sorted(lost))
        )
