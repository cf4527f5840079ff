"""Where assets were recorded to be at an instant: the record of now, taken back through moves."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from wherehold.kernel import bulk, ledger
from wherehold.kernel.actor import Actor
from wherehold.register.models import Asset


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
