"""Acts on zones: pieces of the earth that things go into and out of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import transaction

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.queries import places
from wherehold.tracking import access, events, geometry
from wherehold.tracking.models import Zone
from wherehold.tracking.refusals import BadZone, ZoneTaken

NAME_MAX = 200


@dataclass(frozen=True, kw_only=True)
class NewZone:
    """A zone to be made. `reach_m` is the radius of a Point, half the width of a LineString."""

    name: str
    geometry: dict[str, Any]
    reach_m: float = 0.0
    place_id: int | None = None


@transaction.atomic
def save_zones(*, actor: Actor, zones: Sequence[NewZone]) -> list[int]:
    """Make zones, or change those of the same name, and return their ids in order.

    They count for positions that come from now on, and for late ones that are worked out anew.

    Raises: NotAllowed; NotFound for a place; BadZone, naming every one; ZoneTaken.
    Records: tracking.zone_saved for each.
    """
    access.must_manage(actor)
    _check(zones)
    places.known(actor=actor, place_ids={z.place_id for z in zones if z.place_id is not None})
    at = clock.now()
    known = Zone.objects.select_for_update().in_bulk([z.name for z in zones], field_name="name")
    rows = []
    for draft in zones:
        row = known.get(draft.name) or Zone(name=draft.name)
        row.geometry, row.reach_m, row.place_id = draft.geometry, draft.reach_m, draft.place_id
        row.changed_at, row.archived_at = at, None
        rows.append(row)
    changed = ["geometry", "reach_m", "place", "changed_at", "archived_at"]
    Zone.objects.bulk_update([row for row in rows if row.pk], changed, batch_size=500)
    Zone.objects.bulk_create([row for row in rows if not row.pk], batch_size=500)
    saved = [
        events.ZoneSaved(
            subject_id=row.pk,
            name=row.name,
            geometry=orjson.dumps(row.geometry).decode(),
            reach_mm=round(row.reach_m * 1000),
            place_id=row.place_id,
        )
        for row in rows
    ]
    ledger.record(saved, actor=actor, happened_at=at)
    return [row.pk for row in rows]


@transaction.atomic
def archive_zones(*, actor: Actor, zone_ids: Iterable[int]) -> None:
    """Let zones count no more. What happened in them stays.

    Raises: NotAllowed; NotFound, naming every one.
    Records: tracking.zone_archived for each.
    """
    access.must_manage(actor)
    ids = list(dict.fromkeys(zone_ids))
    rows = list(Zone.objects.select_for_update().filter(pk__in=ids, archived_at=None))
    there = {row.pk for row in rows}
    if missing := [key for key in ids if key not in there]:
        raise NotFound(*({"what": "zone", "key": key} for key in missing))
    at = clock.now()
    Zone.objects.filter(pk__in=ids).update(archived_at=at, changed_at=at)
    gone = [events.ZoneArchived(subject_id=row.pk, name=row.name) for row in rows]
    ledger.record(gone, actor=actor, happened_at=at)


def _check(zones: Sequence[NewZone]) -> None:
    bad = []
    for one in zones:
        if not 0 < len(one.name) <= NAME_MAX or one.name != one.name.strip():
            bad.append({"zone": one.name[:80], "reason": "It has a name."})
            continue
        try:
            geometry.shape_of(0, one.geometry, one.reach_m)
        except geometry.BadShape as error:
            bad.append({"zone": one.name, "reason": str(error)})
    if bad:
        raise BadZone(*bad)
    names = [one.name for one in zones]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ZoneTaken(*({"zone": name} for name in sorted(twice)))
