"""What planting and replanting a tree has in common: places and categories.

A node's path and full name follow from those above it, and whatever lies in a node has a copy
of its path. All of that is written here, in as many statements for one node as for a thousand.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wherehold.kernel import bulk, clock, paths
from wherehold.kernel.errors import Conflict, Invalid, NotFound
from wherehold.register.models import Asset, Category, Party, Place

NAME_MAX, FULL_NAME_MAX, DEPTH_MAX = 200, 500, 20
BETWEEN = " · "
Name = tuple[str, int | None]
PARTS = ">"


class BadNode(Invalid):
    """A value does not fit a place, category, model or field."""

    code = "bad_value"
    title = _("Not a valid value")
    message = _("{field}: {why}")


class NameTaken(Conflict):
    """Two things side by side have one name."""

    code = "name_taken"
    title = _("Name already used")
    message = _("There is {name} here already.")


class NodeCycle(Conflict):
    """A node of a tree would be below itself."""

    code = "cycle"
    title = _("Goes in a circle")
    message = _("{name} would be inside itself.")


class InUse(Conflict):
    """Things are still there."""

    code = "in_use"
    title = _("Still in use")
    message = _("{name} still has {count} things in it. Move them first.")


@dataclass(frozen=True)
class Tree:
    """One of the trees: its table, and which columns are copies of its paths."""

    what: str
    table: Any
    copies: tuple[tuple[Any, str], ...]


PLACES = Tree("place", Place, ((Asset, "place_path"), (Asset, "seen_path"), (Party, "place_path")))
CATEGORIES = Tree("category", Category, ((Asset, "category_path"),))


def names(texts: Iterable[str]) -> list[str]:
    """Return names as they are kept.

    Raises: BadNode, naming each that is empty, too long or holds control characters.
    """
    kept = [" ".join(text.split()) for text in texts]
    bad = [
        {"index": i, "field": "name", "why": gettext("from 1 to {most} characters, without >.")
         .format(most=NAME_MAX)}
        for i, name in enumerate(kept)
        if not 0 < len(name) <= NAME_MAX or "\0" in name or PARTS in name
    ]  # fmt: skip
    if bad:
        raise BadNode(*bad)
    return kept


def plant(tree: Tree, nodes: Sequence[Name], rest: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert nodes, by name and parent, with their other columns; return their ids.

    Raises: BadNode, NameTaken; NotFound for parents that are not there.
    """
    kept = names(name for name, _ in nodes)
    above = parents(tree, {parent for _, parent in nodes if parent})
    _unused(tree, list(zip(kept, (parent for _, parent in nodes), strict=True)), above)
    ids = bulk.next_ids(tree.table, len(nodes))
    rows = []
    for key, name, (_name, parent_id), more in zip(ids, kept, nodes, rest, strict=True):
        parent = above[parent_id] if parent_id else None
        path = (parent.path if parent else "") + paths.step(key)
        full = f"{parent.full_name}{BETWEEN}{name}" if parent else name
        _fits(path, full)
        rows.append((key, name, parent_id, path, full, *more.values()))
    columns = ("id", "name", "parent_id", "path", "full_name", *rest[0])
    bulk.insert(tree.table, columns, rows)
    return ids


def parents(tree: Tree, ids: Iterable[int]) -> dict[int, Any]:
    """Return unarchived nodes by id, locked: what is planted below them stays below them.

    Raises: NotFound.
    """
    wanted = set(ids)
    found = tree.table.objects.filter(pk__in=wanted, archived_at=None).order_by("pk")
    nodes = {node.pk: node for node in found.select_for_update(no_key=True)}
    if missing := sorted(wanted - nodes.keys()):
        raise NotFound(*({"what": tree.what, "key": key} for key in missing))
    return nodes


def replant(tree: Tree, nodes: Sequence[Any], wanted: Mapping[int, Mapping[str, Any]]) -> None:
    """Give locked nodes other names or parents, and everything below them what follows.

    The whole tree is locked meanwhile: two who move parts of it wait for each other.
    Raises: NodeCycle, NameTaken, BadNode; NotFound for parents that are not there.
    """
    every = {n.pk: n for n in tree.table.objects.order_by("pk").select_for_update(no_key=True)}
    for node in nodes:
        change = wanted[node.pk]
        mine = every[node.pk]
        if "name" in change:
            [mine.name] = names([change["name"]])
        if "parent_id" in change:
            mine.parent_id = change["parent_id"]
    _siblings_differ(every, {node.pk for node in nodes})
    before = {key: (node.path, node.full_name) for key, node in every.items()}
    for node in every.values():
        _derive(tree, node, every)
    moved = {key: n for key, n in every.items() if before[key] != (n.path, n.full_name)}
    _write(tree, moved)
    _carry(tree, {before[n.pk][0]: every[n.pk].path for n in nodes})
    for node in nodes:
        node.path, node.full_name = every[node.pk].path, every[node.pk].full_name


def split(text: str) -> tuple[str, ...]:
    """Return the names of a path such as "HQ > Floor 2 > 2.07", or as full names are written."""
    return tuple(
        name
        for part in text.replace(BETWEEN, PARTS).split(PARTS)
        if (name := " ".join(part.split()))
    )


def ensure(
    tree: Tree,
    wanted: Iterable[tuple[str, ...]],
    make: Callable[[Sequence[Name]], list[int]],
) -> dict[tuple[str, ...], int]:
    """Return the node of each path of names, made level by level where it is not there."""
    paths_ = {tuple(path) for path in wanted if path}
    found: dict[tuple[str, ...], int] = {}
    for depth in range(1, max(map(len, paths_), default=0) + 1):
        level = {path[:depth] for path in paths_ if len(path) >= depth}
        above = {found[_folded(path[:-1])] if depth > 1 else None for path in level}
        known = _children(tree, above)
        missing: dict[tuple[str, ...], Name] = {}
        for path in level:
            parent = found[_folded(path[:-1])] if depth > 1 else None
            key = known.get((parent, path[-1].casefold()))
            if key is None:
                missing.setdefault(_folded(path), (path[-1], parent))
            else:
                found[_folded(path)] = key
        if missing:
            found |= dict(zip(missing, make(list(missing.values())), strict=True))
    return {path: found[_folded(path)] for path in paths_}


def set_archived(tree: Tree, nodes: Sequence[Any], *, archived: bool) -> list[Any]:
    """Archive nodes with all below them, or bring them back; return the nodes that changed.

    Raises: InUse, when unarchived things lie there.
    """
    ids: set[int] = set()
    for node in nodes:
        lo, hi = paths.below(node.path)
        below = tree.table.objects.filter(path__range=(lo, hi), archived_at__isnull=archived)
        ids |= set(below.values_list("pk", flat=True))
        if archived:
            _, column = tree.copies[0]
            there = Asset.objects.filter(**{f"{column}__range": (lo, hi)}, archived_at=None)
            if count := there.count():
                raise InUse({"name": node.full_name, "count": count})
    changed = tree.table.objects.filter(pk__in=ids)
    rows = list(changed.order_by("pk"))
    changed.update(archived_at=clock.now() if archived else None)
    return rows


def _folded(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.casefold() for name in path)


def _children(tree: Tree, above: set[int | None]) -> dict[tuple[int | None, str], int]:
    ids = [key for key in above if key is not None]
    found = tree.table.objects.filter(archived_at=None)
    rows = list(found.filter(parent__in=ids).values_list("parent_id", "name", "pk"))
    if None in above:
        rows += found.filter(parent=None).values_list("parent_id", "name", "pk")
    return {(parent, name.casefold()): key for parent, name, key in rows}


def _unused(tree: Tree, nodes: Sequence[Name], above: Mapping[int, Any]) -> None:
    known = set(_children(tree, {parent for _, parent in nodes}))
    bad = []
    for index, (name, parent) in enumerate(nodes):
        key = parent, name.casefold()
        if key in known:
            where = above[parent].full_name if parent else ""
            bad.append({"index": index, "name": name, "in": where})
        known.add(key)
    if bad:
        raise NameTaken(*bad)


def _siblings_differ(every: Mapping[int, Any], changed: set[int]) -> None:
    seen: dict[tuple[int | None, str], int] = {}
    for key, node in every.items():
        if node.archived_at is not None and key not in changed:
            continue
        other = seen.setdefault((node.parent_id, node.name.casefold()), key)
        if other != key and changed & {key, other}:
            raise NameTaken({"index": 0, "name": node.name})


def _derive(tree: Tree, node: Any, every: Mapping[int, Any]) -> None:  # noqa: ANN401 - of either tree
    """Set path and full name of a node from the nodes above it."""
    chain = [node]
    while (parent_id := chain[-1].parent_id) is not None:
        if parent_id not in every:
            raise NotFound({"what": tree.what, "key": parent_id})
        if parent_id == node.pk or len(chain) > DEPTH_MAX + 1:
            raise NodeCycle({"name": node.name})
        chain.append(every[parent_id])
    node.path = "".join(paths.step(one.pk) for one in reversed(chain))
    node.full_name = BETWEEN.join(one.name for one in reversed(chain))
    _fits(node.path, node.full_name)


def _fits(path: str, full_name: str) -> None:
    if len(path) > DEPTH_MAX * paths.WIDTH:
        why = gettext("at most {most} levels.").format(most=DEPTH_MAX)
        raise BadNode({"field": "parent", "why": why})
    if len(full_name) > FULL_NAME_MAX:
        why = gettext("with the names above it at most {most} characters.")
        raise BadNode({"field": "name", "why": why.format(most=FULL_NAME_MAX)})


def _write(tree: Tree, nodes: Mapping[int, Any]) -> None:
    if not nodes:
        return
    rows = [[n.pk, n.name, n.parent_id, n.path, n.full_name] for n in nodes.values()]
    names_ = ("id", "name", "parent_id", "path", "full_name")
    if connection.vendor == "postgresql":
        types = ("bigint", "varchar", "bigint", "varchar", "varchar")
        taken = [
            f"(one->>{i})::{t} AS {n}" for i, (n, t) in enumerate(zip(names_, types, strict=True))
        ]
        source = "jsonb_array_elements(%s::jsonb) AS one"
    else:
        taken = [f"json_extract(value, '$[{i}]') AS {name}" for i, name in enumerate(names_)]
        source = "json_each(%s)"
    table = tree.table._meta.db_table
    sets = ", ".join(f"{name} = v.{name}" for name in names_[1:])
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {sets} FROM (SELECT {', '.join(taken)} FROM {source}) AS v "
            f"WHERE {table}.id = v.id",
            [orjson.dumps(rows).decode()],
        )


def _carry(tree: Tree, moved: Mapping[str, str]) -> None:
    """Rewrite the copies of paths: a statement for each branch that moved and each table."""
    branches = {old: new for old, new in moved.items() if old != new}
    # The innermost first: what lies there belongs to the branch that itself was moved.
    for old, new in sorted(branches.items(), key=lambda one: -len(one[0])):
        for table, column in tree.copies:
            inside = table.objects.filter(**{f"{column}__range": paths.below(old)})
            rest = Substr(F(column), len(old) + 1)
            inside.update(**{column: Concat(Value(new), rest)})
