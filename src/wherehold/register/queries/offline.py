"""What a phone takes along to know things without a network. Nothing here writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from wherehold.kernel import bulk, paths
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound, TooLarge
from wherehold.register.access import visible
from wherehold.register.models import Asset, Identifier, Party, Place
from wherehold.register.queries import parties, reach

ASSETS_MAX = 20_000
PEOPLE_MAX = 5_000
COLUMNS = ("pk", "tag", "name", "place_id", "condition")
NAMED = frozenset({"tag", "email", "username"})


@dataclass(frozen=True)
class Scope:
    """Things, places and people of a part of the register, as rows, and the codes of each.

    `photos` say under which number the picture of a thing is kept.
    """

    assets: list[tuple[Any, ...]]
    places: list[tuple[int, str]]
    people: list[tuple[int, str]]
    codes: dict[str, dict[int, list[str]]]
    photos: Sequence[tuple[int, int]] = ()


def scope(*, actor: Actor, place_id: int | None = None) -> Scope:
    """Return what lies within a place, or all there is. Seven statements at most.

    People are those who may be seen and have a badge: others are not scanned.
    Raises: NotFound (the place), TooLarge for more than 20,000 things.
    """
    within, inside = Q(), Q()
    if place_id is not None:
        path = _path(actor, place_id)
        within, inside = Q(place_path__range=paths.below(path)), Q(path__range=paths.below(path))
    found = Asset.objects.filter(visible(actor), within, archived_at=None, merged_into=None)
    assets = list(found.order_by("pk").values_list(*COLUMNS)[: ASSETS_MAX + 1])
    if len(assets) > ASSETS_MAX:
        raise TooLarge({"what": "a phone takes things along", "limit": f"{ASSETS_MAX:,}"})
    known = Place.objects.filter(reach.places(actor=actor), inside, archived_at=None)
    places = list(known.order_by("full_name", "pk").values_list("pk", "full_name")[:ASSETS_MAX])
    badges = Identifier.objects.filter(party__isnull=False).exclude(kind__in=NAMED)
    seen = Party.objects.filter(parties.reach(actor=actor), archived_at=None)
    named = seen.filter(pk__in=badges.values("party_id")).order_by("name", "pk")
    people = list(named.values_list("pk", "name")[:PEOPLE_MAX])
    codes = {
        "asset": _codes("asset_id", (row[0] for row in assets)),
        "place": _codes("place_id", (row[0] for row in places)),
        "party": _codes("party_id", (row[0] for row in people)),
    }
    return Scope(assets, places, people, codes)


def named(*, actor: Actor, asset_ids: Iterable[int], place_ids: Iterable[int]) -> Scope:
    """Return these things and places, as far as the actor may see them. Four statements.

    Raises: TooLarge for more than 20,000 things.
    """
    some = Asset.objects.filter(visible(actor), pk__in=bulk.among(asset_ids))
    rows = list(some.order_by("pk").values_list(*COLUMNS, "photo_id")[: ASSETS_MAX + 1])
    if len(rows) > ASSETS_MAX:
        raise TooLarge({"what": "a phone takes things along", "limit": f"{ASSETS_MAX:,}"})
    assets = [row[:-1] for row in rows]
    photos = [(row[0], row[-1]) for row in rows if row[-1]]
    known = Place.objects.filter(reach.places(actor=actor), pk__in=bulk.among(place_ids))
    places = list(known.order_by("full_name", "pk").values_list("pk", "full_name")[:ASSETS_MAX])
    codes = {
        "asset": _codes("asset_id", (row[0] for row in assets)),
        "place": _codes("place_id", (row[0] for row in places)),
    }
    return Scope(assets, places, [], codes, photos)


def _path(actor: Actor, place_id: int) -> str:
    found = Place.objects.filter(reach.places(actor=actor), pk=place_id, archived_at=None)
    path = found.values_list("path", flat=True).first()
    if path is None:
        raise NotFound({"what": "place", "key": place_id})
    return path


def _codes(column: str, ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the codes by which these are scanned, beside their tags, as they are looked up."""
    wanted = Identifier.objects.filter(**{f"{column}__in": bulk.among(ids)}).exclude(kind__in=NAMED)
    codes: dict[int, list[str]] = {}
    for owner, key in wanted.order_by("pk").values_list(column, "key"):
        codes.setdefault(owner, []).append(key)
    return codes
