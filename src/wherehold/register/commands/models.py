"""Acts on models and their makers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import custom_fields, indexing
from wherehold.register.catalogue_events import (
    ManufacturerCreated,
    ManufacturerRenamed,
    ModelArchived,
    ModelChanged,
    ModelCreated,
    ModelRestored,
)
from wherehold.register.commands import trees
from wherehold.register.commands.trees import BadNode, NameTaken
from wherehold.register.models import Asset, Category, Manufacturer, Model
from wherehold.register.queries import catalogue, reach

COLUMNS = ("name", "number", "manufacturer_id", "category_id", "life_months", "fields")
SEARCHED = frozenset({"name", "manufacturer_id"})
PERMISSION = "catalogue.edit"
NUMBER_MAX = 100
LIFE_MONTHS_MAX = 1_200


@dataclass(frozen=True, kw_only=True)
class NewModel:
    """What is known of a model when it is entered. Its maker by id, or by name, new or not."""

    name: str
    number: str = ""
    manufacturer_id: int | None = None
    manufacturer: str = ""
    category_id: int | None = None
    life_months: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def create_models(*, actor: Actor, models: Sequence[NewModel]) -> list[int]:
    """Enter models, all or none, and return their ids in the order given.

    Raises: NotAllowed; NotFound (makers, categories); BadNode, NameTaken.
    Records: register.model_created, one for each model; register.manufacturer_created.
    """
    if not models:
        raise BadNode({"field": "models", "why": gettext("choose at least one.")})
    rows = [asdict(model) for model in models]
    _settle_makers(actor, rows)
    _allow(actor, rows)
    _fit(actor, rows)
    _differ(rows)
    ids = bulk.next_ids(Model, len(rows))
    values = [(key, *(row[name] for name in COLUMNS)) for key, row in zip(ids, rows, strict=True)]
    bulk.insert(Model, ("id", *COLUMNS), values)
    events = [
        ModelCreated(
            subject_id=key, values={n: v for n, v in row.items() if v not in (None, "", {})}
        )
        for key, row in zip(ids, rows, strict=True)
    ]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return ids


@transaction.atomic
def ensure_manufacturers(*, actor: Actor, names: Iterable[str]) -> dict[str, int]:
    """Return the maker of each name, entering those that are not there. Case tells none apart.

    Raises: NotAllowed (catalogue.edit) and BadNode, for what is missing.
    Records: register.manufacturer_created, one for each maker that was missing.
    """
    wanted = list(dict.fromkeys(names))
    kept = dict(zip(wanted, trees.names(wanted), strict=True))
    found = Manufacturer.objects.values_list("name", "pk")
    known = {name.casefold(): key for name, key in found}
    new = {name.casefold(): name for name in kept.values() if name.casefold() not in known}
    if new:
        if not actor.may_somewhere(PERMISSION):
            raise NotAllowed({"actor": actor.name, "permission": PERMISSION})
        ids = bulk.next_ids(Manufacturer, len(new))
        bulk.insert(Manufacturer, ("id", "name"), list(zip(ids, new.values(), strict=True)))
        known |= dict(zip(new, ids, strict=True))
        events = [
            ManufacturerCreated(subject_id=key, name=name)
            for key, name in zip(ids, new.values(), strict=True)
        ]
        ledger.record(events, actor=actor, happened_at=clock.now())
    return {name: known[written.casefold()] for name, written in kept.items()}


@transaction.atomic
def rename_manufacturer(*, actor: Actor, manufacturer_id: int, name: str) -> None:
    """Call a maker otherwise, on all its models.

    Raises: NotAllowed (catalogue.edit everywhere), NotFound; BadNode, NameTaken.
    Records: register.manufacturer_renamed, unless it is called so already.
    """
    if not actor.may_everywhere(PERMISSION):
        raise NotAllowed({"actor": actor.name, "permission": PERMISSION})
    [kept] = trees.names([name])
    maker = Manufacturer.objects.select_for_update().filter(pk=manufacturer_id).first()
    if maker is None:
        raise NotFound({"what": "manufacturer", "key": manufacturer_id})
    others = Manufacturer.objects.exclude(pk=maker.pk).values_list("name", flat=True)
    if kept.casefold() in {other.casefold() for other in others}:
        raise NameTaken({"index": 0, "name": kept})
    if maker.name == kept:
        return
    event = ManufacturerRenamed(subject_id=maker.pk, changed={"name": [maker.name, kept]})
    maker.name = kept
    maker.save(update_fields=["name"])
    assets = Asset.objects.filter(model__manufacturer=maker.pk)
    indexing.reindex_assets(assets.values_list("pk", flat=True))
    ledger.record([event], actor=actor, happened_at=clock.now())


@transaction.atomic
def change_models(*, actor: Actor, changes: Mapping[int, Mapping[str, Any]]) -> list[int]:
    """Give models other values, each its own, all or none; return the ids that changed.

    A maker may be given by id or, as `manufacturer`, by name, new or not.

    Raises: NotFound (models, makers, categories), NotAllowed; BadNode, NameTaken.
    Records: register.model_changed, one for each model on which something is different;
        register.manufacturer_created.
    """
    models = _enter(actor, changes)
    given = {name for each in changes.values() for name in each}
    if unknown := sorted(given - {*COLUMNS, "manufacturer"}):
        raise BadNode(*({"field": n, "why": gettext("there is no such field.")} for n in unknown))
    rows = [{n: getattr(m, n) for n in COLUMNS} | dict(changes[m.pk]) for m in models]
    _settle_makers(actor, rows)
    _allow(actor, rows)
    _fit(actor, rows)
    _differ(rows, but=[m.pk for m in models])
    events, searched = [], []
    for model, row in zip(models, rows, strict=True):
        what = {n: [getattr(model, n), row[n]] for n in COLUMNS if getattr(model, n) != row[n]}
        if what:
            events.append(ModelChanged(subject_id=model.pk, changed=what))
            searched += [model.pk] if what.keys() & SEARCHED else []
        for name in COLUMNS:
            setattr(model, name, row[name])
    Model.objects.bulk_update(models, COLUMNS)
    if searched:
        assets = Asset.objects.filter(model__in=searched)
        indexing.reindex_assets(assets.values_list("pk", flat=True))
    ledger.record(events, actor=actor, happened_at=clock.now())
    return [event.subject_id for event in events]


@transaction.atomic
def archive_models(*, actor: Actor, model_ids: Iterable[int]) -> list[int]:
    """Take models out of the lists; assets of them stay as they are. Return which were in them.

    Raises: NotFound, NotAllowed.
    Records: register.model_archived, one for each model that was not archived yet.
    """
    return _set_archived(actor, model_ids, ModelArchived, archived=True)


@transaction.atomic
def restore_models(*, actor: Actor, model_ids: Iterable[int]) -> list[int]:
    """Bring archived models back; return which were archived.

    Raises: NotFound, NotAllowed.
    Records: register.model_restored, one for each model that was archived.
    """
    return _set_archived(actor, model_ids, ModelRestored, archived=False)


def _set_archived(
    actor: Actor,
    model_ids: Iterable[int],
    event: type[ModelArchived] | type[ModelRestored],
    *,
    archived: bool,
) -> list[int]:
    models = [m for m in _enter(actor, model_ids) if (m.archived_at is None) == archived]
    now = clock.now()
    ids = [m.pk for m in models]
    Model.objects.filter(pk__in=ids).update(archived_at=now if archived else None)
    ledger.record([event(subject_id=key) for key in ids], actor=actor, happened_at=now)
    return ids


def _enter(actor: Actor, model_ids: Iterable[int]) -> list[Model]:
    """Return models, locked, if the actor may edit them all."""
    ids = set(model_ids)
    seen = Model.objects.filter(reach.models(actor=actor), pk__in=ids).order_by("pk")
    models = list(seen.select_for_update(no_key=True))
    if missing := sorted(ids - {m.pk for m in models}):
        raise NotFound(*({"what": "model", "key": key} for key in missing))
    _allow(actor, [{"category_id": m.category_id} for m in models])
    return models


def _allow(actor: Actor, rows: Sequence[Mapping[str, Any]]) -> None:
    """Refuse categories in which the actor may not edit the catalogue, which lies in no place.

    Raises: NotFound, NotAllowed.
    """
    wanted = {row["category_id"] for row in rows} - {None}
    seen = Category.objects.filter(reach.categories(actor=actor), pk__in=wanted)
    paths = dict(seen.values_list("pk", "path"))
    if missing := sorted(wanted - paths.keys()):
        raise NotFound(*({"what": "category", "key": key} for key in missing))
    tops = [g.category for g in actor.within(PERMISSION) if not g.place]
    for row in rows:
        path = paths.get(row["category_id"], "")
        if not any(path.startswith(top) for top in tops):
            raise NotAllowed({"actor": actor.name, "permission": PERMISSION})


def _settle_makers(actor: Actor, rows: Sequence[dict[str, Any]]) -> None:
    """Put the id of its maker in the place of its name, entering makers that are not there."""
    named = {row["manufacturer"] for row in rows if row.get("manufacturer")}
    makers = ensure_manufacturers(actor=actor, names=sorted(named)) if named else {}
    for row in rows:
        if name := row.pop("manufacturer", ""):
            row["manufacturer_id"] = makers[name]


def _fit(actor: Actor, rows: Sequence[dict[str, Any]]) -> None:
    """Refuse values that do not fit, and settle names and own fields.

    Raises: BadNode; NotFound for makers.
    """
    for row, name in zip(rows, trees.names(row["name"] for row in rows), strict=True):
        row["name"], row["number"] = name, row["number"].strip()
    definitions = catalogue.definitions(actor=actor, target="model")
    bad = []
    for index, row in enumerate(rows):
        row["fields"], wrong = custom_fields.kept(definitions, row["fields"], "")
        faults = [(f"fields.{key}", why) for key, why in wrong]
        if len(row["number"]) > NUMBER_MAX or not row["number"].isprintable():
            faults.append(("number", gettext("at most {most} characters.").format(most=NUMBER_MAX)))
        if not 0 < (row["life_months"] or 1) <= LIFE_MONTHS_MAX:
            most = gettext("from 1 to {most} months.").format(most=LIFE_MONTHS_MAX)
            faults.append(("life_months", most))
        bad += [{"index": index, "field": name, "why": why} for name, why in faults]
    if bad:
        raise BadNode(*bad)
    makers = {row["manufacturer_id"] for row in rows} - {None}
    known = set(Manufacturer.objects.filter(pk__in=makers).values_list("pk", flat=True))
    if missing := sorted(makers - known):
        raise NotFound(*({"what": "manufacturer", "key": key} for key in missing))


def _differ(rows: Sequence[Mapping[str, Any]], but: Sequence[int] = ()) -> None:
    """Refuse a second model of one maker with the same name and number."""

    def key(maker: int | None, name: str, number: str) -> tuple[int | None, str, str]:
        return maker, name.casefold(), number.casefold()

    found = Model.objects.filter(archived_at=None).exclude(pk__in=but)
    known = {key(*row) for row in found.values_list("manufacturer_id", "name", "number")}
    bad = []
    for index, row in enumerate(rows):
        own = key(row["manufacturer_id"], row["name"], row["number"])
        if own in known:
            bad.append({"index": index, "name": row["name"]})
        known.add(own)
    if bad:
        raise NameTaken(*bad)
