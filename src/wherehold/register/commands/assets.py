"""Entering assets: one, or two thousand at a time of a million."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wherehold.kernel import bulk, clock, ledger, organisation
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound, Refusal
from wherehold.register import access, fieldvalues, indexing, numbering, tallying
from wherehold.register.codes import key_of
from wherehold.register.commands import claims, keywording
from wherehold.register.commands.drafts import (
    AssetDraft,
    Checks,
    Fault,
    Known,
    KnownModel,
    refuse,
    value_minor,
)
from wherehold.register.events import Created
from wherehold.register.models import Asset, Category, Identifier, Model, Place
from wherehold.register.queries import catalogue, parties, reach
from wherehold.register.refusals import InFuture, NothingChosen, TakenMeanwhile

DUPLICATES_MAX = 1_000
GIVEN = (
    *("tag", "serial", "name", "model_id", "category_id", "stage", "condition", "place_id"),
    *("container_id", "accountable_id", "supplier_id", "order_no", "purchased_on"),
    *("price_minor", "currency", "rate"),
)
LATER = ("warranty_until", "refresh_on", "notes", "fields")
COLUMNS = (
    *("id", *GIVEN, "value_minor", *LATER, "category_path", "place_path"),
    *("created_at", "updated_at", "version", "seen_how", "confirmed_how", "held"),
)
_REST = (1, "", "", "")
_KEPT = (*GIVEN, "value_minor", *LATER)
# What an asset has without being told; the ledger does not repeat it.
_PLAIN: tuple[Any, ...] = (None, "", {})
Numbered = tuple[int, AssetDraft]


class TooMany(NothingChosen):
    """More copies are asked for than are made at once."""

    code = "too_many"
    title = _("Too many")
    message = _("{field}: from 1 to {limit}.")


@dataclass(frozen=True)
class RefusedDraft:
    """One draft of many that was left out, and why: `fields` as a refusal names them."""

    index: int
    code: str
    sentence: str
    fields: list[dict[str, Any]]


@dataclass(frozen=True)
class Entered:
    """What came of drafts: the id of each in order, None for those that are refused."""

    ids: list[int | None]
    refused: list[RefusedDraft]


@transaction.atomic
def create_assets(
    *,
    actor: Actor,
    drafts: Sequence[AssetDraft],
    at: datetime | None = None,
    act: UUID | None = None,
) -> list[int]:
    """Enter assets, all or none, and return their ids in the order given.

    An asset without a tag gets the next one of its category's or the organisation's numbering;
    without a category, that of its model; what is put into another asset is where that one is.

    Units: `at` is when they came to be known, now if left out.
    Raises: NotAllowed, NotFound (what they refer to); NothingChosen, InFuture, BadAsset,
        DatesOutOfOrder, DuplicateIdentifier, TakenMeanwhile.
    Records: register.created, one for each asset.
    """
    return [key for key in _enter(actor, drafts, at, act, partial=False).ids if key is not None]


@transaction.atomic
def create_good_assets(
    *,
    actor: Actor,
    drafts: Sequence[AssetDraft],
    at: datetime | None = None,
    act: UUID | None = None,
    codes_are_free: bool = False,
) -> Entered:
    """Enter those of the drafts that can be, and return the others as refused, each with why.

    Of drafts that claim one code the first gets it. Whoever has looked in this transaction that
    their codes are free says so, and spares them being looked up again; if one is not, that is
    TakenMeanwhile.

    Units: as in `create_assets`.
    Raises: NothingChosen, InFuture; TakenMeanwhile.
    Records: register.created, one for each asset that was entered.
    """
    return _enter(actor, drafts, at, act, partial=True, look_up=not codes_are_free)


@transaction.atomic
def duplicate_asset(*, actor: Actor, asset_id: int, count: int) -> list[int]:
    """Enter more pieces of what an asset is one of, and return their ids.

    They have everything in common with it but codes, files, holds and who holds it.

    Raises: NotFound, NotAllowed (asset.create there); TooMany.
    Records: register.created, one for each new asset.
    """
    if not 0 < count <= DUPLICATES_MAX:
        raise TooMany({"field": "count", "limit": DUPLICATES_MAX})
    source = Asset.objects.filter(access.visible(actor), pk=asset_id, merged_into=None).first()
    if source is None:
        raise NotFound({"what": "asset", "key": asset_id})
    copied = {name: getattr(source, name) for name in (*GIVEN, *LATER)}
    copied |= {"tag": "", "serial": ""}
    if not actor.may("asset.price", source.place_path, source.category_path):
        copied |= {"price_minor": None, "currency": "", "rate": ""}
    words = keywording.names_of([asset_id]).get(asset_id, ())
    draft = AssetDraft(**copied, keywords=tuple(words))
    return create_assets(actor=actor, drafts=[replace(draft) for _ in range(count)])


def _enter(
    actor: Actor,
    drafts: Sequence[AssetDraft],
    at: datetime | None,
    act: UUID | None,
    *,
    partial: bool,
    look_up: bool = True,
) -> Entered:
    now = clock.now()
    if not drafts:
        raise NothingChosen({"field": "assets"})
    if at is not None and at > now:
        raise InFuture({"field": "at", "at": f"{at:%Y-%m-%d %H:%M}"})
    if not actor.may_somewhere("asset.create"):
        raise NotAllowed({"actor": actor.name, "permission": "asset.create"})
    known = _known(actor, drafts)
    find = Checks(actor, known).faults
    faults = [(i, fault) for i, draft in enumerate(drafts) for fault in find(draft)]
    if not partial:
        refuse(faults)
    bad = {index for index, _ in faults}
    good = [(i, draft) for i, draft in enumerate(drafts) if i not in bad]
    clashes = claims.faults(list(_claims(good)), actor) if look_up else []
    if not partial:
        refuse(clashes)
    bad = {index for index, _ in clashes}
    good = [one for one in good if one[0] not in bad]
    ids = _write(actor, known, good, (at or now, now), act)
    every: list[int | None] = [None] * len(drafts)
    for (index, _draft), key in zip(good, ids, strict=True):
        every[index] = key
    return Entered(every, _refused([*faults, *clashes]))


def _known(actor: Actor, drafts: Sequence[AssetDraft]) -> Known:
    """Look up what the drafts refer to: a statement for each kind of thing, if there is any."""
    models = _models(actor, {d.model_id for d in drafts})
    categories = {d.category_id for d in drafts} | {one[0] for one in models.values()}
    containers = _containers(actor, {d.container_id for d in drafts})
    places = {d.place_id for d in drafts} | set(containers.values())
    definitions = catalogue.definitions(actor=actor, target="asset")
    people = {d.supplier_id for d in drafts} | {d.accountable_id for d in drafts}
    if any(one.type == "person" for one in definitions):
        values = (value for d in drafts for value in d.fields.values())
        people |= {value for value in values if type(value) is int}
    people.discard(None)
    names = parties.names(actor=actor, ids=people) if people else {}  # type: ignore[arg-type]
    return Known(
        places=_paths(Place, reach.places(actor=actor), places),
        categories=_paths(Category, reach.categories(actor=actor), categories),
        models=models,
        containers=containers,
        parties={None, *names},
        definitions=definitions,
        currency=organisation.current().currency,
    )


def _paths(
    table: type[Place] | type[Category], seen: Q, ids: set[int | None]
) -> dict[int | None, str]:
    paths: dict[int | None, str] = {None: ""}
    if wanted := [key for key in ids if key is not None]:
        rows = table.objects.filter(seen, pk__in=wanted, archived_at=None)
        paths.update(rows.values_list("pk", "path"))
    return paths


def _models(actor: Actor, ids: set[int | None]) -> dict[int | None, KnownModel]:
    found: dict[int | None, KnownModel] = {None: (None, "", "")}
    if wanted := [key for key in ids if key is not None]:
        rows = Model.objects.filter(reach.models(actor=actor), pk__in=wanted, archived_at=None)
        columns = ("pk", "category", "name", "manufacturer__name")
        for key, category_id, name, maker in rows.values_list(*columns):
            found[key] = category_id, name, maker or ""
    return found


def _containers(actor: Actor, ids: set[int | None]) -> dict[int | None, int | None]:
    found: dict[int | None, int | None] = {None: None}
    if wanted := [key for key in ids if key is not None]:
        may = access.visible(actor) & access.visible(actor, "asset.create")
        rows = Asset.objects.filter(may, pk__in=wanted, archived_at=None, merged_into=None)
        found.update(rows.values_list("pk", "place_id"))
    return found


def _claims(drafts: Iterable[Numbered]) -> Iterator[claims.Claim]:
    for index, draft in drafts:
        draft.tag = draft.tag.strip()
        draft.serial = draft.serial.strip()
        if draft.tag:
            yield index, "tag", key_of("tag", draft.tag), draft.tag
        if draft.serial:
            yield index, "serial", key_of("serial", draft.serial), draft.serial
        for kind, value in draft.identifiers:
            yield index, kind, key_of(kind, value), value.strip()


def _write(
    actor: Actor,
    known: Known,
    drafts: Sequence[Numbered],
    when: tuple[datetime, datetime],
    act: UUID | None,
) -> list[int]:
    """Insert assets, codes, search texts and entries: as many statements for one as for many."""
    if not drafts:
        return []
    bare = [draft for _, draft in drafts if not draft.tag]
    tags = numbering.take([known.categories[draft.category_id] for draft in bare]) if bare else []
    for draft, tag in zip(bare, tags, strict=True):
        draft.tag = tag
    ids = bulk.next_ids(Asset, len(drafts))
    rows, codes, texts, entries = [], [], [], []
    for key, (_index, draft) in zip(ids, drafts, strict=True):
        row = _row(draft, known)
        own = _codes(draft)
        rows.append((key, *row[0], *row[1], *when, *_REST))
        codes += [(kind, key_of(kind, value), value, key) for kind, value in own]
        texts.append((key, _text(draft, known)))
        entries.append((key, when[0], _entry(draft, row[0])))
    try:
        tallying.insert(COLUMNS, rows)
        bulk.insert(Identifier, ("kind", "key", "value", "asset_id"), codes)
    except IntegrityError as error:
        raise TakenMeanwhile({"field": "tag"}) from error
    indexing.index_rows(texts)
    if values := {k: d.fields for k, (_, d) in zip(ids, drafts, strict=True) if d.fields}:
        fieldvalues.add(values)
    if any(draft.keywords for _, draft in drafts):
        words = {k: d.keywords for k, (_, d) in zip(ids, drafts, strict=True) if d.keywords}
        keywording.add(words)
    ledger.record_rows(Created, entries, actor=actor, act=act)
    return ids


def _row(draft: AssetDraft, known: Known) -> tuple[tuple[Any, ...], tuple[str, str]]:
    """Return the values that are told and kept, and the two paths."""
    worth = value_minor(draft.price_minor, draft.currency, draft.rate, known.currency)
    values = (
        draft.tag,
        draft.serial,
        draft.name,
        draft.model_id,
        draft.category_id,
        draft.stage,
        draft.condition,
        draft.place_id,
        draft.container_id,
        draft.accountable_id,
        draft.supplier_id,
        draft.order_no,
        draft.purchased_on,
        draft.price_minor,
        draft.currency,
        draft.rate,
        worth,
        draft.warranty_until,
        draft.refresh_on,
        draft.notes,
        draft.fields,
    )
    return values, (known.categories[draft.category_id], known.places[draft.place_id])


def _codes(draft: AssetDraft) -> list[tuple[str, str]]:
    codes = [("tag", draft.tag)]
    if draft.serial:
        codes.append(("serial", draft.serial))
    return [*codes, *((kind, value.strip()) for kind, value in draft.identifiers)]


def _text(draft: AssetDraft, known: Known) -> str:
    _, model, maker = known.models[draft.model_id]
    others = draft.identifiers
    return indexing.text_of(draft.tag, draft.serial, draft.name, model, maker, others)


def _entry(draft: AssetDraft, values: tuple[Any, ...]) -> dict[str, Any]:
    told = {name: v for name, v in zip(_KEPT, values, strict=True) if v not in _PLAIN}
    codes = [[kind, value.strip()] for kind, value in draft.identifiers]
    return {"values": told, "identifiers": codes, "keywords": list(draft.keywords)}


def _refused(faults: Sequence[tuple[int, Fault]]) -> list[RefusedDraft]:
    kinds: dict[int, type[Refusal]] = {}
    fields: dict[int, list[dict[str, Any]]] = {}
    for index, (kind, what) in faults:
        if kinds.setdefault(index, kind) is kind:
            fields.setdefault(index, []).append(what)
    told = [(index, kinds[index](*named)) for index, named in sorted(fields.items())]
    return [RefusedDraft(index, one.code, str(one), one.fields) for index, one in told]
