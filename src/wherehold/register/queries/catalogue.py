"""Questions about categories, models, makers, own fields and keywords. Nothing here writes."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from wherehold.kernel import cursors, paths, written
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.custom_fields import Definition
from wherehold.register.models import Category, FieldDefinition, Keyword, Manufacturer, Model
from wherehold.register.queries import parties, reach

LIMIT_MAX = 500
Line = dict[str, Any]
# Names by which lines are told, and the columns that they come from.
CATEGORY = {
    **{name: name for name in ("id", "name", "full_name", "parent_id", "icon", "life_months")},
    **{name: name for name in ("accountable_id", "tag_prefix", "tag_digits", "tag_next")},
    "path": "path",
    "archived_at": "archived_at",
}
MODEL = {
    **{name: name for name in ("id", "name", "number", "manufacturer_id", "category_id")},
    "manufacturer": "manufacturer__name",
    "category": "category__full_name",
    **{name: name for name in ("life_months", "image_id", "fields", "archived_at")},
}
FIELD = {
    **{name: name for name in ("id", "target", "key", "label", "type", "unit", "choices")},
    "category": "category__full_name",
    **{name: name for name in ("category_id", "required", "position", "archived_at")},
}


def category_page(
    *,
    actor: Actor,
    search: str = "",
    archived: bool = False,
    cursor: str = "",
    limit: int = 50,
) -> tuple[list[Line], str | None]:
    """List categories by full name, and the cursor of the page after. Two statements.

    Raises: BadCursor.
    """
    wanted = reach.categories(actor=actor) & Q(archived_at__isnull=not archived)
    if search.strip():
        wanted &= Q(full_name__icontains=search.strip())
    lines, after = _page(Category, CATEGORY, wanted, "full_name", cursor, limit)
    return _categories(actor, lines), after


def categories(*, actor: Actor, category_ids: Iterable[int]) -> list[Line]:
    """Return these categories in order of id. Two statements.

    Raises: NotFound, naming every one that the actor may not see.
    """
    lines = _known(Category, CATEGORY, reach.categories(actor=actor), "category", category_ids)
    return _categories(actor, lines)


def category_tree(*, actor: Actor) -> list[Line]:
    """Return every category that the actor knows, each before what is below it. Two statements."""
    wanted = reach.categories(actor=actor) & Q(archived_at=None)
    rows = Category.objects.filter(wanted).order_by("full_name", "pk")
    return _categories(actor, _lines(rows, CATEGORY))


def model_page(
    *,
    actor: Actor,
    search: str = "",
    category_id: int | None = None,
    archived: bool = False,
    cursor: str = "",
    limit: int = 50,
) -> tuple[list[Line], str | None]:
    """List models by name, and the cursor of the page after. One statement.

    Raises: BadCursor.
    """
    wanted = reach.models(actor=actor) & Q(archived_at__isnull=not archived)
    if text := search.strip():
        wanted &= (
            Q(name__icontains=text)
            | Q(number__icontains=text)
            | Q(manufacturer__name__icontains=text)
        )
    if category_id is not None:
        wanted &= Q(category=category_id)
    return _page(Model, MODEL, wanted, "name", cursor, limit)


def models(*, actor: Actor, model_ids: Iterable[int]) -> list[Line]:
    """Return these models in order of id. One statement.

    Raises: NotFound, naming every one that the actor may not see.
    """
    return _known(Model, MODEL, reach.models(actor=actor), "model", model_ids)


def manufacturer_page(
    *, actor: Actor, search: str = "", cursor: str = "", limit: int = 50
) -> tuple[list[Line], str | None]:
    """List makers by name, and the cursor of the page after. One statement.

    Raises: BadCursor.
    """
    wanted = Q() if actor.may_somewhere("asset.see") else reach.NOTHING
    if search.strip():
        wanted &= Q(name__icontains=search.strip())
    return _page(Manufacturer, {"id": "id", "name": "name"}, wanted, "name", cursor, limit)


def keyword_page(
    *, actor: Actor, search: str = "", cursor: str = "", limit: int = 50
) -> tuple[list[Line], str | None]:
    """List keywords, and the cursor of the page after. One statement.

    Raises: BadCursor.
    """
    wanted = Q() if actor.may_somewhere("asset.see") else reach.NOTHING
    if search.strip():
        wanted &= Q(name__icontains=search.strip())
    return _page(Keyword, {"id": "id", "name": "name"}, wanted, "name", cursor, limit)


def field_page(*, actor: Actor, target: str = "", archived: bool = False) -> list[Line]:
    """List the organisation's own fields in their order. One statement."""
    assert actor.name
    rows = FieldDefinition.objects.filter(archived_at__isnull=not archived)
    if target:
        rows = rows.filter(target=target)
    return _lines(rows.order_by("target", "position", "pk"), FIELD)


def fields(*, actor: Actor, field_ids: Iterable[int]) -> list[Line]:
    """Return these fields in order of id. One statement.

    Raises: NotFound.
    """
    assert actor.name
    return _known(FieldDefinition, FIELD, Q(), "field", field_ids)


def definitions(*, actor: Actor, target: str) -> list[Definition]:
    """Return the own fields of a kind of object, in their order. One statement.

    Which fields there are is no secret: a form needs them all.
    """
    assert actor.name
    return [
        Definition(key, label, kind, unit, tuple(choices), path or "", required)
        for key, label, kind, unit, choices, path, required in written.asked(_definitions, target)
    ]


def _definitions(target: str) -> QuerySet[Any, Any]:
    rows = FieldDefinition.objects.filter(target=target, archived_at=None)
    columns = ("key", "label", "type", "unit", "choices", "category__path", "required")
    return rows.order_by("position", "pk").values_list(*columns)


def _known(
    table: Any,  # noqa: ANN401 - any of the catalogue's
    columns: dict[str, str],
    seen: Q,
    what: str,
    ids: Iterable[int],
) -> list[Line]:
    wanted = set(ids)
    lines = _lines(table.objects.filter(seen, pk__in=wanted).order_by("pk"), columns)
    if missing := sorted(wanted - {line["id"] for line in lines}):
        raise NotFound(*({"what": what, "key": key} for key in missing))
    return lines


def _page(
    table: Any,  # noqa: ANN401 - any of the catalogue's
    columns: dict[str, str],
    wanted: Q,
    order: str,
    cursor: str,
    limit: int,
) -> tuple[list[Line], str | None]:
    if cursor:
        name, last = cursors.read(cursor, str, int)
        wanted &= Q(**{f"{order}__gt": name}) | Q(**{order: name, "pk__gt": last})
    limit = max(1, min(limit, LIMIT_MAX))
    rows = table.objects.filter(wanted).order_by(order, "pk")[: limit + 1]
    lines = _lines(rows, columns)
    shown = lines[:limit]
    more = cursors.write([shown[-1][order], shown[-1]["id"]]) if len(lines) > limit else None
    return shown, more


def _lines(rows: Any, columns: dict[str, str]) -> list[Line]:  # noqa: ANN401 - rows of any table
    found = [dict(zip(columns, row, strict=True)) for row in rows.values_list(*columns.values())]
    for line in found:
        if "archived_at" in line:
            line["archived"] = line.pop("archived_at") is not None
    return found


def _categories(actor: Actor, lines: list[Line]) -> list[Line]:
    """Name the accountable parties that the actor may see, and leave out the others."""
    people = {line["accountable_id"] for line in lines} - {None}
    names = parties.names(actor=actor, ids=people) if people else {}
    for line in lines:
        if line["accountable_id"] not in names:
            line["accountable_id"] = None
        line["accountable"] = names.get(line["accountable_id"], "")
        line["depth"] = len(line.pop("path")) // paths.WIDTH - 1
    return lines
