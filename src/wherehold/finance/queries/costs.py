"""What things cost: lists of what was paid and came in, and what they come to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from wherehold.finance import access
from wherehold.finance.models import Cost
from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor

_COLUMNS = (
    *("id", "asset_id", "kind", "on", "amount_minor", "tax_minor", "currency", "rate"),
    *("value_minor", "supplier_id", "invoice", "funding", "cost_centre", "note", "capitalised"),
)
Line = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which costs are asked for; what is left out does not narrow."""

    asset_id: int | None = None
    kind: str = ""
    cost_centre: str = ""
    begins: date | None = None
    ends: date | None = None

    @property
    def narrows(self) -> dict[str, Any]:
        """Return what the database is asked."""
        given = {
            "asset": self.asset_id,
            "kind": self.kind,
            "cost_centre": self.cost_centre,
            "on__gte": self.begins,
            "on__lte": self.ends,
        }
        return {name: value for name, value in given.items() if value}


def page(
    *, actor: Actor, asked: Asked, cursor: str = "", limit: int = 50
) -> tuple[list[Line], str]:
    """Return costs, the newest day first, and where to go on. One statement.

    `cursor` is what an earlier page gave; one that cannot be read begins anew.
    """
    found = access.costs(actor).filter(**asked.narrows).order_by("-on", "-pk")
    if place := _place(cursor):
        day, key = place
        found = found.filter(on__lte=day).exclude(on=day, pk__gte=key)
    rows = list(_told(found)[: limit + 1])
    more = ""
    if len(rows) > limit:
        last = rows[limit - 1]
        more = f"{last['on'].isoformat()}.{last['id']}"
    return rows[:limit], more


def of_asset(*, actor: Actor, asset_id: int, limit: int = 200) -> list[Line]:
    """Return what was paid for a thing and came in for it, the newest first. One statement."""
    found = access.costs(actor).filter(asset=asset_id).order_by("-on", "-pk")
    return list(_told(found)[:limit])


def those(*, actor: Actor, cost_ids: Iterable[int]) -> list[Line]:
    """Return these costs in the order of their ids. One statement."""
    return list(_told(access.costs(actor).filter(pk__in=set(cost_ids)).order_by("pk")))


def by_kind(*, actor: Actor, asked: Asked) -> dict[str, tuple[int, int]]:
    """Return how many costs there are of each kind, and what they come to. One statement.

    Units: minor units of the organisation's currency.
    """
    found = access.costs(actor).filter(**asked.narrows).values("kind").order_by("kind")
    counted = found.annotate(n=Count("pk"), value=Sum("value_minor"))
    return {one["kind"]: (one["n"], one["value"] or 0) for one in counted}


def cost_centres(*, actor: Actor) -> list[str]:
    """Return the cost centres that costs name. One statement."""
    named = access.costs(actor).exclude(cost_centre="").order_by("cost_centre")
    return list(named.values_list("cost_centre", flat=True).distinct()[:200])


def _told(found: QuerySet[Cost]) -> "QuerySet[Cost, Line]":
    told: QuerySet[Cost, Line] = found.values(
        *_COLUMNS,
        tag=F("asset__tag"),
        asset_name=F("asset__name"),
        supplier_name=F("supplier__name"),
        by_name=F("by__name"),
    )
    return told


def _place(cursor: str) -> tuple[date, int] | None:
    day, _dot, key = cursor.partition(".")
    if not key.isdecimal() or len(key) > 18:
        return None
    try:
        return date.fromisoformat(day), int(key)
    except ValueError:
        return None


Key = tuple[int, str, date, int, str, str]


def not_there(*, actor: Actor, keys: Sequence[Key]) -> list[bool]:
    """Say of each whether no such cost is recorded, nor stands before it in the list.

    A key is asset, kind, day, amount, currency and invoice. One statement.
    """
    if not keys:
        return []
    assets = bulk.among({one[0] for one in keys})
    found = (
        access.costs(actor)
        .filter(asset__in=assets)
        .values_list("asset", "kind", "on", "amount_minor", "currency", "invoice")
    )
    known, fresh = set(found), []
    for one in keys:
        fresh.append(one not in known)
        known.add(one)
    return fresh
