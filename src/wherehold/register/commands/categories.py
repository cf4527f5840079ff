"""Acts on the tree of categories."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.catalogue_events import (
    CategoryArchived,
    CategoryChanged,
    CategoryCreated,
    CategoryRestored,
)
from wherehold.register.commands import trees
from wherehold.register.commands.trees import CATEGORIES, BadNode
from wherehold.register.models import Category
from wherehold.register.queries import parties, reach

TREE = frozenset({"name", "parent_id"})
REST = ("icon", "accountable_id", "life_months", "tag_prefix", "tag_digits", "tag_next")
CHANGEABLE = TREE | frozenset(REST)
PERMISSION = "catalogue.edit"
LIFE_MONTHS_MAX = 1_200
TAG_DIGITS_MAX = 12


@dataclass(frozen=True, kw_only=True)
class NewCategory:
    """What is known of a category when it is entered.

    With a `tag_prefix` its things are numbered by itself, from `tag_next` on.
    """

    name: str
    parent_id: int | None = None
    icon: str = ""
    accountable_id: int | None = None
    life_months: int | None = None
    tag_prefix: str = ""
    tag_digits: int = 4
    tag_next: int = 1


@transaction.atomic
def create_categories(*, actor: Actor, categories: Sequence[NewCategory]) -> list[int]:
    """Enter categories, all or none, and return their ids in the order given.

    Raises: NotAllowed; NotFound (parents, accountable parties); BadNode, NameTaken.
    Records: register.category_created, one for each category.
    """
    if not categories:
        raise BadNode({"field": "categories", "why": gettext("choose at least one.")})
    rows = [asdict(category) for category in categories]
    _reach(actor, {row["parent_id"] for row in rows})
    for row, name in zip(rows, trees.names(row["name"] for row in rows), strict=True):
        row["name"] = name
    _fit(actor, rows)
    nodes = [(row["name"], row["parent_id"]) for row in rows]
    ids = trees.plant(CATEGORIES, nodes, [{name: row[name] for name in REST} for row in rows])
    events = [
        CategoryCreated(
            subject_id=key, values={n: v for n, v in row.items() if v not in (None, "")}
        )
        for key, row in zip(ids, rows, strict=True)
    ]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return ids


@transaction.atomic
def ensure_categories(
    *, actor: Actor, names: Iterable[tuple[str, ...]]
) -> dict[tuple[str, ...], int]:
    """Return the category of each path of names, entering those that are not there.

    Raises: as `create_categories`, for what is missing.
    Records: register.category_created, one for each category that was missing.
    """

    def make(nodes: Sequence[trees.Name]) -> list[int]:
        new = [NewCategory(name=name, parent_id=parent) for name, parent in nodes]
        return create_categories(actor=actor, categories=new)

    return trees.ensure(CATEGORIES, names, make)


@transaction.atomic
def change_categories(*, actor: Actor, changes: Mapping[int, Mapping[str, Any]]) -> list[int]:
    """Give categories other values, each its own, all or none; return the ids that changed.

    Raises: NotFound (categories, parents, parties), NotAllowed; BadNode, NameTaken, NodeCycle.
    Records: register.category_changed, one for each category on which something is different.
    """
    found = _enter(actor, changes)
    if unknown := sorted({name for each in changes.values() for name in each} - CHANGEABLE):
        raise BadNode(*({"field": n, "why": gettext("there is no such field.")} for n in unknown))
    if moved := [each["parent_id"] for each in changes.values() if "parent_id" in each]:
        _reach(actor, set(moved))
    _fit(actor, [{name: getattr(c, name) for name in REST} | dict(changes[c.pk]) for c in found])
    changed = {
        c.pk: {n: [getattr(c, n), v] for n, v in changes[c.pk].items() if getattr(c, n) != v}
        for c in found
    }
    changed = {key: what for key, what in changed.items() if what}
    if replanted := [c for c in found if changed.get(c.pk, {}).keys() & TREE]:
        trees.replant(CATEGORIES, replanted, {c.pk: changes[c.pk] for c in replanted})
    different = [c for c in found if c.pk in changed]
    for category in different:
        for name, (_old, new) in changed[category.pk].items():
            setattr(category, name, new)
    Category.objects.bulk_update(different, [*REST])
    events = [CategoryChanged(subject_id=key, changed=what) for key, what in changed.items()]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return list(changed)


@transaction.atomic
def archive_categories(*, actor: Actor, category_ids: Iterable[int]) -> list[int]:
    """Archive categories with all below them; return the ids that were archived.

    Raises: NotFound, NotAllowed; InUse (things are in them).
    Records: register.category_archived, one for each category that was not archived yet.
    """
    gone = trees.set_archived(CATEGORIES, _enter(actor, category_ids), archived=True)
    events = [CategoryArchived(subject_id=category.pk) for category in gone]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return [category.pk for category in gone]


@transaction.atomic
def restore_categories(*, actor: Actor, category_ids: Iterable[int]) -> list[int]:
    """Bring archived categories back with all below them; return the ids that came back.

    Raises: NotFound, NotAllowed.
    Records: register.category_restored, one for each category that was archived.
    """
    back = trees.set_archived(CATEGORIES, _enter(actor, category_ids), archived=False)
    events = [CategoryRestored(subject_id=category.pk) for category in back]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return [category.pk for category in back]


def _enter(actor: Actor, category_ids: Iterable[int]) -> list[Category]:
    """Return categories, locked, if the actor may edit them all."""
    ids = set(category_ids)
    seen = Category.objects.filter(reach.categories(actor=actor), pk__in=ids).order_by("pk")
    found = list(seen.select_for_update(no_key=True))
    if missing := sorted(ids - {c.pk for c in found}):
        raise NotFound(*({"what": "category", "key": key} for key in missing))
    _covered(actor, [c.path for c in found])
    return found


def _reach(actor: Actor, parent_ids: set[int | None]) -> None:
    """Refuse parents below which the actor may plant nothing."""
    wanted = {key for key in parent_ids if key is not None}
    seen = Category.objects.filter(reach.categories(actor=actor), pk__in=wanted)
    paths = dict(seen.values_list("pk", "path"))
    if missing := sorted(wanted - paths.keys()):
        raise NotFound(*({"what": "category", "key": key} for key in missing))
    _covered(actor, [*paths.values(), *([""] if None in parent_ids else [])])


def _covered(actor: Actor, paths: Iterable[str]) -> None:
    """Refuse categories that the actor may not edit. The catalogue lies in no place."""
    tops = [g.category for g in actor.within(PERMISSION) if not g.place]
    if not all(any(path.startswith(top) for top in tops) for path in paths):
        raise NotAllowed({"actor": actor.name, "permission": PERMISSION})


def _fit(actor: Actor, rows: Sequence[Mapping[str, Any]]) -> None:
    bad = [
        {"index": index, "field": name, "why": why}
        for index, row in enumerate(rows)
        for name, why in _faults(row)
    ]
    if bad:
        raise BadNode(*bad)
    people = {row["accountable_id"] for row in rows if row["accountable_id"]}
    if people and (unknown := people - parties.names(actor=actor, ids=people).keys()):
        raise NotFound(*({"what": "party", "key": key} for key in sorted(unknown)))


def _faults(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    icon, prefix = row["icon"], row["tag_prefix"]
    rules = (
        ("icon", len(icon) <= 40 and (not icon or icon.replace("-", "").isalnum()), "a-z, 0-9, -"),
        ("life_months", 0 < (row["life_months"] or 1) <= LIFE_MONTHS_MAX, f"1–{LIFE_MONTHS_MAX}"),
        ("tag_prefix", len(prefix) <= 12 and prefix.isprintable(), "0–12"),
        ("tag_digits", 1 <= row["tag_digits"] <= TAG_DIGITS_MAX, f"1–{TAG_DIGITS_MAX}"),
        ("tag_next", 0 < row["tag_next"] < 10**TAG_DIGITS_MAX, "1–"),
    )
    return [
        (name, gettext("it has to be {what}.").format(what=what))
        for name, fits, what in rules
        if not fits
    ]
