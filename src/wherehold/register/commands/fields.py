"""Acts on the organisation's own fields, and on keywords."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext

from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.catalogue_events import (
    FieldArchived,
    FieldChanged,
    FieldDefined,
    FieldRestored,
    KeywordCreated,
    KeywordRenamed,
)
from wherehold.register.commands import trees
from wherehold.register.commands.trees import BadNode, NameTaken
from wherehold.register.models import Category, FieldDefinition, Keyword

PERMISSION = "catalogue.edit"
# A field keeps its key, type and target: values of it are stored everywhere.
CHANGEABLE = ("label", "unit", "choices", "category_id", "required", "position")
COLUMNS = ("target", "key", "type", *CHANGEABLE)
KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
LABEL_MAX, UNIT_MAX, CHOICES_MAX, CHOICE_MAX, KEYWORD_MAX = 120, 20, 200, 120, 60
POSITION_MAX = 10_000


@dataclass(frozen=True, kw_only=True)
class NewField:
    """A field to define. Without a key it gets one from its label."""

    label: str
    key: str = ""
    target: str = "asset"
    type: str = "text"
    unit: str = ""
    choices: Sequence[str] = ()
    category_id: int | None = None
    required: bool = False
    position: int = 0


@transaction.atomic
def define_fields(*, actor: Actor, fields: Sequence[NewField]) -> list[int]:
    """Define fields, all or none, and return their ids in the order given.

    Raises: NotAllowed (catalogue.edit everywhere), NotFound (category); BadNode, NameTaken.
    Records: register.field_defined, one for each field.
    """
    _allow(actor)
    rows = [asdict(one) | {"choices": list(one.choices)} for one in fields]
    for row in rows:
        row["key"] = row["key"] or slugify(row["label"]).replace("-", "_")[:60]
    _fit(rows)
    known = set(FieldDefinition.objects.values_list("target", "key"))
    bad = []
    for index, row in enumerate(rows):
        if (own := (row["target"], row["key"])) in known:
            bad.append({"index": index, "name": row["key"]})
        known.add(own)
    if bad:
        raise NameTaken(*bad)
    ids = bulk.next_ids(FieldDefinition, len(rows))
    values = [(key, *(row[name] for name in COLUMNS)) for key, row in zip(ids, rows, strict=True)]
    bulk.insert(FieldDefinition, ("id", *COLUMNS), values)
    events = [FieldDefined(subject_id=key, values=row) for key, row in zip(ids, rows, strict=True)]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return ids


@transaction.atomic
def change_fields(*, actor: Actor, changes: Mapping[int, Mapping[str, Any]]) -> list[int]:
    """Change fields, each its own way, all or none; return the ids that changed.

    What stands in a field already stays, also what would not fit any more.

    Raises: NotAllowed (catalogue.edit everywhere), NotFound; BadNode.
    Records: register.field_changed, one for each field on which something is different.
    """
    fields = _enter(actor, changes)
    if unknown := sorted({name for each in changes.values() for name in each} - set(CHANGEABLE)):
        raise BadNode(*({"field": n, "why": gettext("it cannot be changed.")} for n in unknown))
    rows = [{n: getattr(f, n) for n in COLUMNS} | dict(changes[f.pk]) for f in fields]
    _fit(rows)
    events = []
    for one, row in zip(fields, rows, strict=True):
        what = {n: [getattr(one, n), row[n]] for n in CHANGEABLE if getattr(one, n) != row[n]}
        if what:
            events.append(FieldChanged(subject_id=one.pk, changed=what))
        for name in CHANGEABLE:
            setattr(one, name, row[name])
    FieldDefinition.objects.bulk_update(fields, CHANGEABLE)
    ledger.record(events, actor=actor, happened_at=clock.now())
    return [event.subject_id for event in events]


@transaction.atomic
def archive_fields(*, actor: Actor, field_ids: Iterable[int]) -> list[int]:
    """Ask for fields no more; what stands in them is kept. Return which were asked for.

    Raises: NotAllowed (catalogue.edit everywhere), NotFound.
    Records: register.field_archived, one for each field that was not archived yet.
    """
    fields = [one for one in _enter(actor, field_ids) if one.archived_at is None]
    now = clock.now()
    FieldDefinition.objects.filter(pk__in=[f.pk for f in fields]).update(archived_at=now)
    events = [FieldArchived(subject_id=one.pk) for one in fields]
    ledger.record(events, actor=actor, happened_at=now)
    return [one.pk for one in fields]


@transaction.atomic
def restore_fields(*, actor: Actor, field_ids: Iterable[int]) -> list[int]:
    """Ask for archived fields again; return which they are.

    Raises: NotAllowed (catalogue.edit everywhere), NotFound.
    Records: register.field_restored, one for each field that was archived.
    """
    fields = [one for one in _enter(actor, field_ids) if one.archived_at is not None]
    FieldDefinition.objects.filter(pk__in=[f.pk for f in fields]).update(archived_at=None)
    events = [FieldRestored(subject_id=one.pk) for one in fields]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return [one.pk for one in fields]


@transaction.atomic
def create_keywords(*, actor: Actor, names: Sequence[str]) -> list[int]:
    """Offer keywords, all or none, and return their ids in the order given.

    Raises: NotAllowed (catalogue.edit everywhere); BadNode, NameTaken.
    Records: register.keyword_created, one for each keyword.
    """
    _allow(actor)
    kept = _keywords(names)
    known = {name.casefold() for name in Keyword.objects.values_list("name", flat=True)}
    bad = []
    for index, name in enumerate(kept):
        if name.casefold() in known:
            bad.append({"index": index, "name": name})
        known.add(name.casefold())
    if bad:
        raise NameTaken(*bad)
    ids = bulk.next_ids(Keyword, len(kept))
    bulk.insert(Keyword, ("id", "name"), list(zip(ids, kept, strict=True)))
    events = [KeywordCreated(subject_id=k, name=n) for k, n in zip(ids, kept, strict=True)]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return ids


@transaction.atomic
def rename_keyword(*, actor: Actor, keyword_id: int, name: str) -> None:
    """Write a keyword otherwise, on everything that has it.

    Raises: NotAllowed (catalogue.edit everywhere), NotFound; BadNode, NameTaken.
    Records: register.keyword_renamed, unless it is written so already.
    """
    _allow(actor)
    [kept] = _keywords([name])
    keyword = Keyword.objects.select_for_update().filter(pk=keyword_id).first()
    if keyword is None:
        raise NotFound({"what": "keyword", "key": keyword_id})
    others = Keyword.objects.exclude(pk=keyword.pk).values_list("name", flat=True)
    if kept.casefold() in {other.casefold() for other in others}:
        raise NameTaken({"index": 0, "name": kept})
    if keyword.name == kept:
        return
    event = KeywordRenamed(subject_id=keyword.pk, changed={"name": [keyword.name, kept]})
    keyword.name = kept
    keyword.save(update_fields=["name"])
    ledger.record([event], actor=actor, happened_at=clock.now())


def _allow(actor: Actor) -> None:
    if not actor.may_everywhere(PERMISSION):
        raise NotAllowed({"actor": actor.name, "permission": PERMISSION})


def _enter(actor: Actor, field_ids: Iterable[int]) -> list[FieldDefinition]:
    _allow(actor)
    ids = set(field_ids)
    found = FieldDefinition.objects.filter(pk__in=ids).order_by("pk").select_for_update()
    fields = list(found)
    if missing := sorted(ids - {one.pk for one in fields}):
        raise NotFound(*({"what": "field", "key": key} for key in missing))
    return fields


def _keywords(texts: Sequence[str]) -> list[str]:
    kept = trees.names(texts)
    if long := [i for i, name in enumerate(kept) if len(name) > KEYWORD_MAX]:
        why = gettext("at most {most} characters.").format(most=KEYWORD_MAX)
        raise BadNode(*({"index": i, "field": "name", "why": why} for i in long))
    return kept


def _fit(rows: Sequence[dict[str, Any]]) -> None:
    """Refuse values that do not fit.

    Raises: BadNode; NotFound for categories.
    """
    bad = [
        {"index": index, "field": name, "why": gettext("it has to be {what}.").format(what=what)}
        for index, row in enumerate(rows)
        for name, fits, what in _rules(row)
        if not fits
    ]
    if bad:
        raise BadNode(*bad)
    wanted = {row["category_id"] for row in rows} - {None}
    known = set(Category.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    if missing := sorted(wanted - known):
        raise NotFound(*({"what": "category", "key": key} for key in missing))


def _rules(row: Mapping[str, Any]) -> list[tuple[str, bool, str]]:
    choices = row["choices"]
    fit = all(isinstance(c, str) and 0 < len(c.strip()) <= CHOICE_MAX for c in choices)
    distinct = len(set(choices)) == len(choices) <= CHOICES_MAX if fit else False
    targets, types = FieldDefinition.Target.values, FieldDefinition.Type.values
    bound = row["category_id"] is None or row["target"] == "asset"
    return [
        ("label", 0 < len(row["label"].strip()) <= LABEL_MAX and "\0" not in row["label"], "1–120"),
        ("key", bool(KEY.fullmatch(row["key"])), "a-z, 0-9, _"),
        ("target", row["target"] in targets, ", ".join(targets)),
        ("type", row["type"] in types, ", ".join(types)),
        ("unit", len(row["unit"]) <= UNIT_MAX and "\0" not in row["unit"], "0–20"),
        ("choices", fit and distinct and bool(choices) == (row["type"] == "choice"), "1–200"),
        ("category", bound, "asset"),
        ("position", 0 <= row["position"] <= POSITION_MAX, f"0–{POSITION_MAX}"),
    ]
