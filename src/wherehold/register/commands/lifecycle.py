"""The stages of an asset's life, its condition, and its end: archived, brought back, voided."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.register import access
from wherehold.register.commands import doors, drafts, rows
from wherehold.register.events import (
    Archived,
    ConditionChanged,
    Restored,
    StageChanged,
    Voided,
)
from wherehold.register.models import Asset, Identifier
from wherehold.register.refusals import BadAsset, IsVoided, NotArchived, NotEmpty, StillHeld

NOTE_MAX = 2_000
ENDS = frozenset({"retired", "disposed"})
# Stages that a hold keeps an asset from.
HELD_BACK = ENDS | {"in_service"}


@transaction.atomic
def set_stage(
    *,
    actor: Actor,
    stages: Mapping[int, str],
    note: str = "",
    at: datetime | None = None,
    act: UUID | None = None,
) -> list[int]:
    """Bring assets, by id, into stages of their life; return the ids of those that changed.

    Retiring and disposing, and bringing back from there, is a right of its own.

    Raises: NotFound, NotAllowed (asset.edit; asset.retire); NothingChosen, InFuture, BadAsset,
        IsArchived, OnHold, StillHeld (what is handed out is not retired).
    Records: register.stage_changed, one for each asset that changed.
    """
    happened_at = doors.moment(at)
    _fit("stage", set(stages.values()), Asset.Stage.values, note)
    assets = doors.enter(actor, stages, "asset.edit")
    different = [a for a in assets if a.stage != stages[a.pk]]
    ends = [a for a in different if ENDS & {a.stage, stages[a.pk]}]
    if any(not access.may(actor, "asset.retire", a) for a in ends):
        raise NotAllowed({"actor": actor.name, "permission": "asset.retire"})
    doors.not_on_hold([a for a in different if stages[a.pk] in HELD_BACK])
    _not_held([a for a in ends if stages[a.pk] in ENDS])
    changed = rows.change(actor, different, {a.pk: {"stage": stages[a.pk]} for a in different})
    events = [StageChanged(subject_id=k, changed=what, note=note) for k, what in changed.items()]
    ledger.record(events, actor=actor, happened_at=happened_at, act=act)
    return list(changed)


@transaction.atomic
def set_condition(
    *,
    actor: Actor,
    conditions: Mapping[int, str],
    note: str = "",
    at: datetime | None = None,
    act: UUID | None = None,
) -> list[int]:
    """Say in what condition assets, by id, are; return the ids of those that changed.

    Raises: NotFound, NotAllowed (asset.edit); NothingChosen, InFuture, BadAsset, IsArchived.
    Records: register.condition_changed, one for each asset that changed.
    """
    happened_at = doors.moment(at)
    _fit("condition", set(conditions.values()), Asset.Condition.values, note)
    assets = doors.enter(actor, conditions, "asset.edit")
    changed = rows.change(actor, assets, {k: {"condition": v} for k, v in conditions.items()})
    events = [
        ConditionChanged(subject_id=key, changed=what, note=note) for key, what in changed.items()
    ]
    ledger.record(events, actor=actor, happened_at=happened_at, act=act)
    return list(changed)


@transaction.atomic
def archive(
    *, actor: Actor, asset_ids: Iterable[int], note: str = "", act: UUID | None = None
) -> list[int]:
    """Take assets out of the lists, all or none; return the ids of those that were in them.

    Raises: NotFound, NotAllowed (asset.retire); NothingChosen, BadAsset, OnHold, StillHeld,
        NotEmpty.
    Records: register.archived, one for each asset that was not archived yet.
    """
    now = doors.moment(None)
    _fit("note", (), (), note)
    assets = doors.enter(actor, asset_ids, "asset.retire", archived=True)
    assets = [a for a in assets if a.archived_at is None]
    doors.not_on_hold(assets)
    _not_held(assets)
    _empty(assets)
    changed = rows.change(actor, assets, {a.pk: {"archived_at": now} for a in assets})
    events = [Archived(subject_id=key, changed=what, note=note) for key, what in changed.items()]
    ledger.record(events, actor=actor, happened_at=now, act=act)
    return list(changed)


@transaction.atomic
def restore(
    *, actor: Actor, asset_ids: Iterable[int], note: str = "", act: UUID | None = None
) -> list[int]:
    """Bring archived assets back, all or none; return their ids.

    Raises: NotFound, NotAllowed (asset.retire); NothingChosen, BadAsset, NotArchived, IsVoided.
    Records: register.restored, one for each asset.
    """
    now = doors.moment(None)
    _fit("note", (), (), note)
    assets = doors.enter(actor, asset_ids, "asset.retire", archived=True)
    if still := [a for a in assets if a.archived_at is None]:
        raise NotArchived(*({"asset_id": a.pk, "tag": a.tag} for a in still))
    if mistakes := [a for a in assets if a.voided_at is not None]:
        raise IsVoided(*({"asset_id": a.pk, "tag": a.tag} for a in mistakes))
    changed = rows.change(actor, assets, {a.pk: {"archived_at": None} for a in assets})
    events = [Restored(subject_id=key, changed=what, note=note) for key, what in changed.items()]
    ledger.record(events, actor=actor, happened_at=now, act=act)
    return list(changed)


@transaction.atomic
def void(
    *, actor: Actor, asset_ids: Iterable[int], reason: str, act: UUID | None = None
) -> list[int]:
    """Say that assets were entered by mistake: archive them and set their codes free.

    What was written about them stays readable. There is no way back: enter them anew.

    Raises: NotFound, NotAllowed (asset.retire); NothingChosen, BadAsset, IsVoided, StillHeld,
        NotEmpty.
    Records: register.voided, one for each asset.
    """
    now = doors.moment(None)
    _fit("reason", (), (), reason)
    if not reason.strip():
        raise BadAsset({"field": "reason", "why": gettext("say why.")})
    assets = doors.enter(actor, asset_ids, "asset.retire", archived=True)
    if mistakes := [a for a in assets if a.voided_at is not None]:
        raise IsVoided(*({"asset_id": a.pk, "tag": a.tag} for a in mistakes))
    _not_held(assets)
    _empty(assets)
    codes = _free_codes(assets)
    wanted = {
        a.pk: {
            "tag": f"VOID-{a.pk}",
            "serial": "",
            "archived_at": a.archived_at or now,
            "voided_at": now,
            "container_id": None,
        }
        for a in assets
    }
    changed = rows.change(actor, assets, wanted)
    events = [
        Voided(subject_id=key, changed=what, reason=reason.strip(), identifiers=codes.get(key, []))
        for key, what in changed.items()
    ]
    ledger.record(events, actor=actor, happened_at=now, act=act)
    return list(changed)


def _free_codes(assets: Sequence[Asset]) -> dict[int, list[list[str]]]:
    """Take all codes off assets, and return those that are no secret."""
    codes: dict[int, list[list[str]]] = {}
    found = Identifier.objects.filter(asset__in=[a.pk for a in assets])
    for key, kind, value in found.order_by("pk").values_list("asset_id", "kind", "value"):
        if kind != Identifier.Kind.TOKEN:
            codes.setdefault(key or 0, []).append([kind, value])
    found.delete()
    return codes


def _fit(field: str, values: Iterable[str], known: Sequence[str], note: str) -> None:
    """Refuse words that there are not, and notes that are too long.

    Raises: BadAsset.
    """
    faults = [fault for value in sorted(values) for fault in drafts.choice(field, value, known)]
    if len(note) > NOTE_MAX or "\0" in note:
        faults += drafts.line("note", note.replace("\n", " "), NOTE_MAX)
    drafts.refuse([(0, fault) for fault in faults])


def _not_held(assets: Iterable[Asset]) -> None:
    if held := [a for a in assets if a.held]:
        raise StillHeld(*({"asset_id": a.pk, "tag": a.tag} for a in held))


def _empty(assets: Sequence[Asset]) -> None:
    ids = [a.pk for a in assets]
    inside = Asset.objects.filter(container__in=ids).exclude(pk__in=ids)
    full = set(inside.values_list("container_id", flat=True))
    if packed := [a for a in assets if a.pk in full]:
        raise NotEmpty(*({"asset_id": a.pk, "tag": a.tag} for a in packed))
