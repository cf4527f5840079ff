"""The codes by which assets are known: giving them more, and taking some off."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.register import indexing
from wherehold.register.codes import key_of
from wherehold.register.commands import claims, doors, drafts, rows
from wherehold.register.events import IdentifierAdded, IdentifierRemoved
from wherehold.register.models import Asset, Identifier
from wherehold.register.refusals import NoSuchIdentifier, NothingChosen, TagStays, TakenMeanwhile

# Codes by asset id: (kind, value).
Codes = Mapping[int, Sequence[tuple[str, str]]]


@transaction.atomic
def add_identifiers(*, actor: Actor, codes: Codes, act: UUID | None = None) -> list[int]:
    """Give assets more codes, all or none; return the ids of the assets.

    The first serial of an asset that has none becomes its serial.

    Raises: NotFound, NotAllowed (asset.edit); NothingChosen, IsArchived, BadAsset,
        DuplicateIdentifier, TakenMeanwhile.
    Records: register.identifier_added, one for each asset.
    """
    wanted = _clean(codes)
    assets = doors.enter(actor, wanted, "asset.edit")
    keyed = [(k, kind, key_of(kind, v), v) for k, each in wanted.items() for kind, v in each]
    drafts.refuse(claims.faults(keyed, actor))
    first = _first_serials(assets, wanted)
    try:
        bulk.insert(
            Identifier,
            ("kind", "key", "value", "asset_id"),
            [(kind, key, value, asset_id) for asset_id, kind, key, value in keyed],
        )
    except IntegrityError as error:
        raise TakenMeanwhile({"field": keyed[0][1]}) from error
    _write_serials(assets, first)
    indexing.reindex_assets(wanted)
    changed = {key: {"serial": ["", value]} for key, value in first.items()}
    events = [
        IdentifierAdded(
            subject_id=key,
            identifiers=[list(code) for code in each],
            changed=dict(changed.get(key, {})),
        )
        for key, each in wanted.items()
    ]
    ledger.record(events, actor=actor, happened_at=clock.now(), act=act)
    return sorted(wanted)


@transaction.atomic
def remove_identifiers(*, actor: Actor, codes: Codes, act: UUID | None = None) -> list[int]:
    """Take codes off assets, all or none; return the ids of the assets.

    The tag of an asset is changed, never taken off; without its serial it has none.

    Raises: NotFound, NotAllowed (asset.edit); NothingChosen, IsArchived, BadAsset,
        NoSuchIdentifier, TagStays.
    Records: register.identifier_removed, one for each asset.
    """
    wanted = _clean(codes)
    assets = doors.enter(actor, wanted, "asset.edit")
    _keep_tags(assets, wanted)
    keys = {(k, kind, key_of(kind, v)) for k, each in wanted.items() for kind, v in each}
    found = Identifier.objects.filter(asset__in=list(wanted), key__in={key for *_, key in keys})
    rows_ = {(a or 0, kind, key): pk for pk, a, kind, key in _quads(found)}
    tags = {a.pk: a.tag for a in assets}
    if lost := sorted(keys - rows_.keys()):
        raise NoSuchIdentifier(*({"tag": tags[a], "kind": k, "value": v} for a, k, v in lost))
    Identifier.objects.filter(pk__in=[rows_[code] for code in keys]).delete()
    bare = [a for a in assets if (a.pk, "serial", key_of("serial", a.serial)) in keys]
    changed = {a.pk: {"serial": [a.serial, ""]} for a in bare}
    _write_serials(assets, {a.pk: "" for a in bare})
    indexing.reindex_assets(wanted)
    events = [
        IdentifierRemoved(
            subject_id=key,
            identifiers=[list(code) for code in each],
            changed=dict(changed.get(key, {})),
        )
        for key, each in wanted.items()
    ]
    ledger.record(events, actor=actor, happened_at=clock.now(), act=act)
    return sorted(wanted)


def _clean(codes: Codes) -> dict[int, list[tuple[str, str]]]:
    """Return the codes without surrounding space, if each can be one.

    Raises: NothingChosen, BadAsset.
    """
    if not codes or not all(codes.values()):
        raise NothingChosen({"field": "identifiers"})
    every = [(key, code) for key, each in codes.items() for code in each]
    faults = [(key, fault) for key, code in every for fault in drafts.code(*code)]
    drafts.refuse(faults)
    return {key: [(kind, value.strip()) for kind, value in each] for key, each in codes.items()}


def _first_serials(assets: Iterable[Asset], wanted: Codes) -> dict[int, str]:
    return {
        a.pk: serial
        for a in assets
        if not a.serial
        and (serial := next((v for kind, v in wanted[a.pk] if kind == "serial"), ""))
    }


def _write_serials(assets: Sequence[Asset], serials: Mapping[int, str]) -> None:
    """Write the serials that differ, and count every asset as changed."""
    rows.write({a.pk: {"serial": serials.get(a.pk, a.serial)} for a in assets})


def _keep_tags(assets: Iterable[Asset], wanted: Codes) -> None:
    own = [
        a
        for a in assets
        if ("tag", key_of("tag", a.tag)) in {(k, key_of(k, v)) for k, v in wanted[a.pk]}
    ]
    if own:
        raise TagStays(*({"asset_id": a.pk, "tag": a.tag} for a in own))


def _quads(found: object) -> Iterable[tuple[int, int | None, str, str]]:
    columns = ("pk", "asset_id", "kind", "key")
    return found.values_list(*columns)  # type: ignore[attr-defined, no-any-return]
