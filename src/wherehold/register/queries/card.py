"""One asset with everything that its page says. What the asker may not know is left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register import access, custom_fields
from wherehold.register.models import (
    Asset,
    AssetKeyword,
    Attachment,
    Category,
    Hold,
    Identifier,
    Party,
    Place,
)
from wherehold.register.queries import catalogue, lines, parties

CONTENTS_MAX = 50


@dataclass(frozen=True)
class File:
    """A photo or document on an asset."""

    id: int
    kind: str
    name: str
    size: int
    added_at: datetime
    has_thumbnail: bool


@dataclass(frozen=True)
class Standing:
    """A hold that stands."""

    id: int
    reason: str
    cause: str
    placed_at: datetime


@dataclass(frozen=True)
class OwnField:
    """A field of the organisation's own with what it holds."""

    definition: custom_fields.Definition
    value: Any


@dataclass(frozen=True, kw_only=True)
class Card:
    """An asset as its page shows it. `line` is what lists say of it."""

    line: lines.Line
    place_path: str
    category_path: str
    seen_path: str
    version: int
    model_number: str
    order_no: str
    refresh_on: date | None
    notes: str
    created_at: datetime
    updated_at: datetime
    voided: bool
    confirmed_how: str
    seen_how: str
    supplier_id: int | None
    accountable_id: int | None
    accountable: str
    accountable_by: str
    container: tuple[int, str, str] | None
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    holds: list[Standing] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    contents: list[lines.Line] = field(default_factory=list)
    contents_more: int = 0
    fields: list[OwnField] = field(default_factory=list)


def card(*, actor: Actor, asset_id: int) -> Card:
    """Return one asset. A fixed number of statements, whatever it has.

    Raises: NotFound.
    """
    seen = Asset.objects.filter(access.visible(actor), pk=asset_id, merged_into=None)
    asset = seen.select_related("model", "container", "category", "place").first()
    if asset is None:
        raise NotFound({"what": "asset", "key": asset_id})
    [line] = lines.read(actor=actor, ids=[asset_id])
    answer = _answering(actor, asset)
    inside = _inside(actor, asset_id)
    return Card(
        line=line,
        place_path=asset.place_path,
        category_path=asset.category_path,
        seen_path=asset.seen_path,
        version=asset.version,
        model_number=asset.model.number if asset.model else "",
        order_no=asset.order_no,
        refresh_on=asset.refresh_on,
        notes=asset.notes,
        created_at=asset.created_at,
        updated_at=asset.updated_at,
        voided=asset.voided_at is not None,
        confirmed_how=asset.confirmed_how,
        seen_how=asset.seen_how,
        supplier_id=asset.supplier_id,
        accountable_id=answer[0],
        accountable=answer[1],
        accountable_by=answer[2],
        container=_container(actor, asset),
        identifiers=_codes(asset_id),
        keywords=_keywords(asset_id),
        holds=_holds(asset_id),
        files=_files(asset_id),
        contents=lines.read(actor=actor, ids=inside[:CONTENTS_MAX]),
        contents_more=max(0, len(inside) - CONTENTS_MAX),
        fields=_own_fields(actor, asset),
    )


def merged_into(*, actor: Actor, asset_id: int) -> int | None:
    """Return the record that an asset's own was merged into, if it was. One statement."""
    seen = Asset.objects.filter(access.visible(actor), pk=asset_id)
    return seen.values_list("merged_into_id", flat=True).first()


def may(*, actor: Actor, card: Card, permission: str) -> bool:
    """Say whether the actor may do something to this asset: whether to show its button."""
    if actor.may(permission, card.place_path, card.category_path):
        return True
    holder = card.line.get("holder_id")
    return holder is not None and holder == actor.party_id and actor.may_own(permission)


def _answering(actor: Actor, asset: Asset) -> tuple[int | None, str, str]:
    """Return who answers for an asset: its own party, else its category's, else its place's."""
    key, by = asset.accountable_id, "asset"
    if key is None:
        key, by = _nearest(Category, asset.category_path), "category"
    if key is None:
        key, by = _nearest(Place, asset.place_path), "place"
    if key is None:
        return None, "", ""
    name = parties.names(actor=actor, ids=[key]).get(key, "")
    return (key, name, by) if name else (None, "", "")


def _nearest(table: type[Category] | type[Place], path: str) -> int | None:
    """Return who answers for the nearest of the nodes along a path that anybody answers for."""
    if not path:
        return None
    steps = [path[:end] for end in range(5, len(path) + 1, 5)]
    rows = table.objects.filter(path__in=steps, accountable__isnull=False)
    found: Mapping[str, int | None] = dict(rows.values_list("path", "accountable"))
    return found[max(found, key=len)] if found else None


def _container(actor: Actor, asset: Asset) -> tuple[int, str, str] | None:
    inside = asset.container
    if inside is None or not access.may(actor, "asset.see", inside):
        return None
    return inside.pk, inside.tag, inside.name


def _inside(actor: Actor, asset_id: int) -> list[int]:
    found = Asset.objects.filter(
        access.visible(actor), container=asset_id, archived_at=None, merged_into=None
    )
    return list(found.order_by("tag").values_list("pk", flat=True)[:1_000])


def _codes(asset_id: int) -> list[tuple[str, str]]:
    found = Identifier.objects.filter(asset=asset_id).exclude(kind="token").order_by("pk")
    return list(found.values_list("kind", "value"))


def _keywords(asset_id: int) -> list[str]:
    found = AssetKeyword.objects.filter(asset=asset_id).order_by("keyword__name")
    return list(found.values_list("keyword__name", flat=True))


def _holds(asset_id: int) -> list[Standing]:
    found = Hold.objects.filter(asset=asset_id, lifted_at=None).order_by("pk")
    return [Standing(*row) for row in found.values_list("pk", "reason", "cause", "placed_at")]


def _files(asset_id: int) -> list[File]:
    found = Attachment.objects.filter(
        subject_type="asset", subject_id=asset_id, archived_at=None
    ).order_by("-pk")
    rows = found.values_list("pk", "kind", "name", "size", "added_at", "thumbnail")[:200]
    return [
        File(key, kind, name, size, added_at, bool(small))
        for key, kind, name, size, added_at, small in rows
    ]


def _own_fields(actor: Actor, asset: Asset) -> list[OwnField]:
    definitions = catalogue.definitions(actor=actor, target="asset")
    mine = [one for one in definitions if one.concerns(asset.category_path)]
    people = [asset.fields.get(one.key) for one in mine if one.type == "person"]
    names = parties.names(actor=actor, ids=[one for one in people if isinstance(one, int)])
    found = []
    for one in mine:
        value = asset.fields.get(one.key)
        found.append(OwnField(one, names.get(value) if one.type == "person" else value))
    return found


def party_name(*, actor: Actor, party_id: int | None) -> str:
    """Return what a party is called, or nothing if the actor may not know."""
    if party_id is None:
        return ""
    seen = Party.objects.filter(parties.reach(actor=actor), pk=party_id)
    return seen.values_list("name", flat=True).first() or ""
