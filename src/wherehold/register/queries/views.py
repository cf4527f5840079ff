"""The views of the list that an actor has: their own, and those that others share."""

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from wherehold.kernel import written
from wherehold.kernel.actor import Actor
from wherehold.register.models import SavedView


@dataclass(frozen=True)
class View:
    """Filters, order and columns under a name. What it says is checked whenever it is used."""

    id: int
    name: str
    mine: bool
    shared: bool
    filters: dict[str, list[str]] = field(default_factory=dict)
    sort: str = ""
    columns: list[str] = field(default_factory=list)


def views(*, actor: Actor, limit: int = 40) -> list[View]:
    """Return the actor's views by name, then those that others share. One statement."""
    rows = written.asked(_views, (actor.party_id, limit))
    found = [_read(row, row.owner_id == actor.party_id) for row in rows]
    return sorted(found, key=lambda one: not one.mine)


def _views(given: tuple[int | None, int]) -> QuerySet[SavedView]:
    owner, limit = given
    return SavedView.objects.filter(Q(shared=True) | Q(owner=owner)).order_by("name", "pk")[:limit]


def _read(row: SavedView, mine: bool) -> View:
    query = row.query if isinstance(row.query, dict) else {}
    said = query.get("filters")
    kept = {
        str(name): [str(value) for value in values]
        for name, values in (said.items() if isinstance(said, dict) else ())
        if isinstance(values, list)
    }
    columns = query.get("columns")
    return View(
        id=row.pk,
        name=row.name,
        mine=mine,
        shared=row.shared,
        filters=kept,
        sort=str(query.get("sort") or ""),
        columns=[str(one) for one in columns] if isinstance(columns, list) else [],
    )
