"""Names of what a list is filtered by, and names while one types. Only what one gets to know of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from wherehold.kernel.actor import Actor
from wherehold.register.access import visible
from wherehold.register.models import Asset, Category, Keyword, Model, Party, Place
from wherehold.register.queries import omni, parties, reach


@dataclass(frozen=True)
class Option:
    """Something that a field offers. `value` is what the filter takes."""

    value: str
    label: str
    detail: str = ""


@dataclass(frozen=True)
class _Kind:
    table: Any
    reach: Callable[[Actor], Q]
    label: str
    value: str = "pk"
    detail: str = ""


def _everybody(actor: Actor) -> Q:
    return Q()


_KINDS = {
    "place": _Kind(Place, lambda actor: reach.places(actor=actor), "full_name"),
    "category": _Kind(Category, lambda actor: reach.categories(actor=actor), "full_name"),
    "model": _Kind(Model, lambda a: reach.models(actor=a), "name", detail="manufacturer__name"),
    "party": _Kind(Party, lambda actor: parties.reach(actor=actor), "name", detail="email"),
    "asset": _Kind(Asset, visible, "tag"),
    "keyword": _Kind(Keyword, _everybody, "name", "name"),
}
KINDS = tuple(_KINDS)


def labels(*, actor: Actor, kind: str, values: Iterable[str]) -> dict[str, str]:
    """Return what these ids or names are called. What the actor does not know is left out."""
    one = _KINDS[kind]
    ids = [value for value in values if value.isascii() and value.isdigit() and len(value) < 19]
    if one.value != "pk" or not ids:
        return {}
    found = one.table.objects.filter(one.reach(actor), pk__in=ids)
    return {str(key): label for key, label in found.values_list("pk", one.label)}


def like(*, actor: Actor, kind: str, text: str, limit: int = 12) -> list[Option]:
    """Return what is called like a text, in order of name. One statement.

    Assets are found as the search does: by their codes first, then by their words.
    """
    if kind == "asset":
        hits = omni.find(actor=actor, text=text, kind=kind)
        found = [*hits.exact, *hits.assets][:limit]
        return [Option(str(line["id"]), line["tag"], line["name"]) for line in found]
    one = _KINDS[kind]
    rows = one.table.objects.filter(one.reach(actor))
    if kind not in ("keyword",):
        rows = rows.filter(archived_at=None)
    if text.strip():
        rows = rows.filter(**{f"{one.label}__icontains": text.strip()})
    columns = [one.value, one.label, *([one.detail] if one.detail else [])]
    offered = rows.order_by(one.label, "pk").values_list(*columns)[:limit]
    return [Option(str(row[0]), row[1], (row[2] or "") if len(row) > 2 else "") for row in offered]
