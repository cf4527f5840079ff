"""Questions about places. Nothing here writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from wherehold.kernel import cursors, paths
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.models import Place
from wherehold.register.queries import parties, reach

LIMIT_MAX = 500
LOCATED_MAX = 5_000
_COLUMNS = (
    *("pk", "name", "full_name", "kind", "parent_id", "path", "address", "latitude"),
    *("longitude", "time_zone", "accountable_id", "fields", "archived_at"),
)


@dataclass(frozen=True, kw_only=True)
class PlaceLine:
    """One place. `accountable` is left out for who may not see that party."""

    id: int
    name: str
    full_name: str
    kind: str
    parent_id: int | None
    depth: int
    address: str
    latitude: Decimal | None
    longitude: Decimal | None
    time_zone: str
    accountable_id: int | None
    accountable: str
    fields: dict[str, Any]
    archived: bool


def known(*, actor: Actor, place_ids: Iterable[int]) -> list[PlaceLine]:
    """Return these places in order of id. Two statements.

    Raises: NotFound, naming every one that the actor may not see.
    """
    ids = set(place_ids)
    lines = _lines(actor, Q(pk__in=ids), ("pk",), len(ids))
    if missing := sorted(ids - {line.id for line in lines}):
        raise NotFound(*({"what": "place", "key": key} for key in missing))
    return lines


def page(
    *,
    actor: Actor,
    search: str = "",
    parent_id: int | None = None,
    archived: bool = False,
    cursor: str = "",
    limit: int = 50,
) -> tuple[list[PlaceLine], str | None]:
    """List places by full name, and the cursor of the page after. Two statements.

    `parent_id` narrows to the places that lie in one, at any depth.

    Raises: BadCursor, NotFound (the place they are to lie in).
    """
    wanted = Q(archived_at__isnull=not archived)
    if search.strip():
        wanted &= Q(full_name__icontains=search.strip())
    if parent_id is not None:
        [parent] = known(actor=actor, place_ids=[parent_id])
        wanted &= Q(path__range=paths.below(_path(parent.id))) & ~Q(pk=parent_id)
    if cursor:
        name, last = cursors.read(cursor, str, int)
        wanted &= Q(full_name__gt=name) | Q(full_name=name, pk__gt=last)
    limit = max(1, min(limit, LIMIT_MAX))
    lines = _lines(actor, wanted, ("full_name", "pk"), limit + 1)
    shown = lines[:limit]
    more = cursors.write([shown[-1].full_name, shown[-1].id]) if len(lines) > limit else None
    return shown, more


def tree(*, actor: Actor, archived: bool = False) -> list[PlaceLine]:
    """Return every place that the actor knows, each before what lies in it. Two statements."""
    return _lines(actor, Q() if archived else Q(archived_at=None), ("full_name", "pk"), None)


def located(*, actor: Actor) -> list[PlaceLine]:
    """Return the places that the actor knows and whose coordinates are known. Two statements."""
    wanted = Q(archived_at=None, latitude__isnull=False, longitude__isnull=False)
    return _lines(actor, wanted, ("full_name", "pk"), LOCATED_MAX)


def _path(place_id: int) -> str:
    return Place.objects.values_list("path", flat=True).get(pk=place_id)


def _lines(actor: Actor, wanted: Q, order: tuple[str, ...], limit: int | None) -> list[PlaceLine]:
    found = Place.objects.filter(reach.places(actor=actor), wanted).order_by(*order)
    rows = [dict(zip(_COLUMNS, row, strict=True)) for row in found.values_list(*_COLUMNS)[:limit]]
    people = {row["accountable_id"] for row in rows} - {None}
    names = parties.names(actor=actor, ids=people) if people else {}
    return [_line(row, names) for row in rows]


def _line(row: dict[str, Any], names: dict[int, str]) -> PlaceLine:
    accountable = row["accountable_id"] if row["accountable_id"] in names else None
    values = {k: v for k, v in row.items() if k not in {"pk", "path", "archived_at"}}
    return PlaceLine(
        **values | {"accountable_id": accountable},
        id=row["pk"],
        depth=len(row["path"]) // paths.WIDTH - 1,
        accountable=names.get(accountable or 0, ""),
        archived=row["archived_at"] is not None,
    )
