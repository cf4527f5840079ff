"""Where assets were recorded to be at an instant: the record of now, taken back through moves."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Case, Count, F, Q, When

from wherehold.kernel import bulk, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.paths import below
from wherehold.register.access import visible
from wherehold.register.models import Asset, Place
from wherehold.register.queries import reach


def recorded(*, actor: Actor, asset_ids: Iterable[int]) -> dict[int, tuple[int | None, int | None]]:
    """Return place and value of assets, which the actor was let in to, by id. One statement."""
    assert actor.name
    found = Asset.objects.filter(pk__in=bulk.among(set(asset_ids)))
    rows = found.values_list("pk", "place_id", "value_minor")
    return {key: (place_id, value) for key, place_id, value in rows}


def places_at(
    *, actor: Actor, now: Mapping[int, int | None], at: Mapping[int, datetime]
) -> dict[int, int | None]:
    """Return where assets were recorded to be at an instant of their own. One statement.

    `now` is where they are recorded to be. Whatever changed the place since is taken back, the
    last first.
    """
    assert actor.name
    places = dict(now)
    if not places:
        return places
    since = min(at[key] for key in places)
    for entry in ledger.since("asset", places, since):
        changed = (entry.data or {}).get("changed") or {}
        if "place_id" in changed and entry.happened_at > at[entry.subject_id]:
            places[entry.subject_id] = changed["place_id"][0]
    return places


def places(*, actor: Actor, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return name and path of places by id; what may not be seen is left out. One statement."""
    found = Place.objects.filter(reach.places(actor=actor), pk__in=set(ids))
    return {key: (name, path) for key, name, path in found.values_list("pk", "full_name", "path")}


def seen_how(*, actor: Actor, asset_ids: Iterable[int]) -> dict[int, str]:
    """Return by what assets were last seen, by id. One statement."""
    found = Asset.objects.filter(visible(actor), pk__in=bulk.among(set(asset_ids)))
    return dict(found.values_list("pk", "seen_how"))


def numbers(*, actor: Actor, paths: Iterable[str]) -> dict[str, int]:
    """Return how many assets are within places, by path: where seen if elsewhere, else recorded.

    What people have is with them, and not counted. One statement.
    """
    wanted = dict.fromkeys(paths)
    at = Case(When(astray=True, then=F("seen_path")), default=F("place_path"))
    there = Asset.objects.filter(visible(actor), archived_at=None, merged_into=None)
    there = there.exclude(held=Asset.Held.PARTY).annotate(at=at)
    counted = there.aggregate(
        **{f"n{n}": Count("pk", filter=Q(at__range=below(path))) for n, path in enumerate(wanted)}
    )
    return {path: counted[f"n{n}"] for n, path in enumerate(wanted)}
