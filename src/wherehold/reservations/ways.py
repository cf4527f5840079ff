"""How long things are under way between sites, when they are fetched elsewhere than they lie.

A thing comes from its site before it is fetched and goes back after: both are kept free for it.
A site is the nearest place of that kind above, else the root of the tree.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.db.models import Q

from wherehold.kernel import paths
from wherehold.register.models import Place

SITE = Q(kind=Place.Kind.SITE) | Q(parent=None)
MINUTES_MAX = 60 * 24 * 30


@dataclass(frozen=True)
class Way:
    """How long a thing is under way, and from which site it comes."""

    minutes: int = 0
    origin_id: int | None = None
    origin: str = ""

    @property
    def takes(self) -> timedelta:
        """Return the time that one way takes."""
        return timedelta(minutes=self.minutes)


HERE = Way()


@dataclass(frozen=True)
class Ways:
    """The times that were set: between two sites, in either direction, and between all others."""

    default: int = 0
    pairs: Mapping[tuple[int, int], int] = field(default_factory=dict)
    sites: Mapping[int, str] = field(default_factory=dict)

    def between(self, lies: str, fetched: str) -> Way:
        """Return the way of a thing that lies below one path and is fetched below another."""
        if not lies or not fetched or not (self.default or self.pairs):
            return HERE
        here, there = _site(lies, self.sites), _site(fetched, self.sites)
        if here == there:
            return HERE
        minutes = self.pairs.get((min(here, there), max(here, there)), self.default)
        return Way(minutes, here, self.sites.get(here, "")) if minutes else HERE


def known() -> Ways:
    """Return the times that are set. One statement where there are none, else two."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT site_a_id, site_b_id, minutes FROM reservations_transport")
        rows = cursor.fetchall()
    if not rows:
        return Ways()
    sites = Place.objects.filter(SITE).values_list("pk", "name")
    pairs = {(a, b): minutes for a, b, minutes in rows if a is not None}
    default = next((minutes for a, _b, minutes in rows if a is None), 0)
    return Ways(default, pairs, dict(sites))


def sites_of(place_ids: Sequence[int]) -> list[int]:
    """Return the sites that places lie at. Two statements."""
    sites = set(Place.objects.filter(SITE).values_list("pk", flat=True))
    paths_of = dict(Place.objects.filter(pk__in=place_ids).values_list("pk", "path"))
    return [_site(paths_of[key], sites) for key in place_ids]


def _site(path: str, sites: Container[int]) -> int:
    return next(key for key in [*reversed(paths.ids(path)), 0] if key in sites or not key)


def needed(lies: str, fetched: str) -> bool:
    """Say whether a thing may have a way to go: not if it lies within the place."""
    return bool(lies and fetched) and not lies.startswith(fetched)
