"""The overview: figures of what somebody may see, how they went, and what needs a look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, Sum

from wherehold.insights.attention import ROWS, Row
from wherehold.insights.models import DailyFigure
from wherehold.kernel import clock, kept, paths
from wherehold.kernel.actor import Actor
from wherehold.register.queries import listing, risk, tallies
from wherehold.register.queries.tallies import Totals

POINTS_MAX = 60


@dataclass(frozen=True)
class Trend:
    """One figure over the days of a period, oldest first, and how it changed."""

    values: tuple[int, ...]

    @property
    def change(self) -> int:
        """Return by how much the last value differs from the first."""
        return self.values[-1] - self.values[0] if self.values else 0


@dataclass(frozen=True)
class Trends:
    """The figures that have a history; empty where what the actor sees has none of its own."""

    assets: Trend
    held: Trend
    value: Trend
    confirmed: Trend


@dataclass(frozen=True)
class Attention:
    """One kind of thing that needs a look, with where to look, and the first of them."""

    row: Row
    amount: risk.Risk
    address: str
    first: listing.Line | None = None


def figures(*, actor: Actor, place_path: str = "") -> Totals:
    """Return the figures of now, in one place if it is given. Two statements."""
    return tallies.totals(actor=actor, place_path=place_path)


def attention(*, actor: Actor, place_id: str = "") -> list[Attention]:
    """Return what needs a look, the most pressing first; kinds with nothing in them are left out.

    What the actor may not act upon is left out too. A fixed number of statements a kind; none
    while nothing is recorded.
    """
    key = ("attention", actor, place_id, clock.today())
    return kept.until_recorded(key, lambda: _attention(actor, place_id))


def _attention(actor: Actor, place_id: str) -> list[Attention]:
    shown = []
    for row in ROWS:
        if row.permission and not actor.may_somewhere(row.permission):
            continue
        given = _asked(place_id, row.given)
        found = risk.at_risk(actor=actor, given=given)
        if found.assets:
            query = {**row.given, **({"place": place_id} if place_id else {})}
            first = _first(actor, given, row.first) if row.first else None
            shown.append(Attention(row, found, urlencode(query), first))
    return shown


def _first(actor: Actor, given: Mapping[str, Sequence[str]], sort: str) -> listing.Line | None:
    return next(iter(listing.page(actor=actor, given=given, sort=sort, limit=1).items), None)


def trends(*, actor: Actor, place_path: str = "", days: int) -> Trends | None:
    """Return how the figures went, or None where they were not kept for just what is seen.

    Figures are kept by site and top category, so whoever sees only a part of either has none.
    """
    scope = _scope(actor, place_path)
    if scope is None:
        return None
    since = clock.today() - timedelta(days=days)
    sums = {name: Sum(name) for name in ("assets", "held", "value_minor", "confirmed")}
    kept = DailyFigure.objects.filter(scope, day__gte=since)
    rows: list[tuple[Any, ...]] = list(kept.values_list("day").annotate(**sums).order_by("day"))
    rows = _thinned(rows)
    columns = [Trend(tuple(int(row[n]) for row in rows)) for n in range(1, 5)]
    return Trends(columns[0], columns[1], columns[2], columns[3])


def _asked(place_id: str, given: Mapping[str, str]) -> dict[str, list[str]]:
    asked = {name: [value] for name, value in given.items()}
    return asked | ({"place": [place_id]} if place_id else {})


def _scope(actor: Actor, place_path: str) -> Q | None:
    """Return the condition on kept figures, or None when cells cannot tell what is seen."""
    if len(place_path) > paths.WIDTH:
        return None
    within = Q(pk__in=())
    for grant in actor.within("asset.see"):
        if len(grant.place) > paths.WIDTH or len(grant.category) > paths.WIDTH:
            return None
        if not grant.place and not grant.category:
            within = Q()
            break
        cell = {"site_path": grant.place, "category_path": grant.category}
        within |= Q(**{name: path for name, path in cell.items() if path})
    return within & Q(site_path=place_path) if place_path else within


def _thinned(rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return at most so many days as a small picture shows, the last of them included."""
    step = -(-len(rows) // POINTS_MAX) or 1
    return list(rows[::-1][::step][::-1])
