"""Acts on zones: pieces of the earth that things go into and out of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.queries import known, places
from wherehold.tracking import access, events, geometry
from wherehold.tracking.models import Zone
from wherehold.tracking.refusals import BadZone, ZoneTaken

NAME_MAX = 200
REACH_M_MAX = 1_000_000


@dataclass(frozen=True, kw_only=True)
class NewZone:
    """A zone to be made. `reach_m` is the radius of a Point, half the width of a LineString.

    One around a thing has no geometry: it is a circle where the thing was last seen.
    """

    name: str
    geometry: dict[str, Any] = field(default_factory=dict)
    reach_m: float = 0.0
    place_id: int | None = None
    around_id: int | None = None


@transaction.atomic
def save_zones(*, actor: Actor, zones: Sequence[NewZone]) -> list[int]:
    """Make zones, or change those of the same name, and return their ids in order.

    They count for positions that come from now on, and for late ones that are worked out anew.

    Raises: NotAllowed; NotFound for a place or thing; BadZone, naming every one; ZoneTaken.
    Records: tracking.zone_saved for each.
    """
    access.must_manage(actor)
    _check(zones)
    places.known(actor=actor, place_ids={z.place_id for z in zones if z.place_id is not None})
    _check_carriers(actor, zones)
    at = clock.now()
    there = Zone.objects.select_for_update().in_bulk([z.name for z in zones], field_name="name")
    _check_kinds(zones, there)
    rows = []
    for draft in zones:
        row = there.get(draft.name) or Zone(name=draft.name)
        row.geometry, row.reach_m, row.place_id = draft.geometry, draft.reach_m, draft.place_id
        row.around_id = draft.around_id
        row.changed_at, row.archived_at = at, None
        rows.append(row)
    changed = ["geometry", "reach_m", "place", "around", "changed_at", "archived_at"]
    Zone.objects.bulk_update([row for row in rows if row.pk], changed, batch_size=500)
    Zone.objects.bulk_create([row for row in rows if not row.pk], batch_size=500)
    saved = [
        events.ZoneSaved(
            subject_id=row.pk,
            name=row.name,
            geometry=orjson.dumps(row.geometry).decode(),
            reach_mm=round(row.reach_m * 1000),
            place_id=row.place_id,
            around_id=row.around_id,
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


def _check_carriers(actor: Actor, zones: Sequence[NewZone]) -> None:
    wanted = {one.around_id for one in zones if one.around_id is not None}
    there = known.assets(actor=actor, ids=wanted) if wanted else {}
    if missing := sorted(wanted - there.keys()):
        raise NotFound(*({"what": "asset", "key": key} for key in missing))


def _check_kinds(zones: Sequence[NewZone], there: Mapping[str, Zone]) -> None:
    """Refuse to let a zone go along that stood still, or the other way: what was in it was."""
    reason = _("It stands still or goes along with a thing, and stays so: take another name.")
    was = {name: row.around_id is not None for name, row in there.items()}
    odd = [one.name for one in zones if was.get(one.name, one.around_id is not None)
           != (one.around_id is not None)]  # fmt: skip
    if odd:
        raise BadZone(*({"zone": name, "reason": reason} for name in odd))


def _odd(one: NewZone) -> str:
    """Return what is wrong with the shape of a zone; nothing where it is good."""
    if one.around_id is not None:
        if one.place_id is not None:
            return _("What goes along with a thing is no place.")
        if not 0 < one.reach_m <= REACH_M_MAX:
            return _("It has radius_m, from 0 to 1,000 km.")
        return ""
    try:
        geometry.shape_of(0, one.geometry, one.reach_m)
    except geometry.BadShape as error:
        return str(error)
    return ""


def _check(zones: Sequence[NewZone]) -> None:
    bad = []
    for one in zones:
        if not 0 < len(one.name) <= NAME_MAX or one.name != one.name.strip():
            bad.append({"zone": one.name[:80], "reason": "It has a name."})
            continue
        if reason := _odd(one):
            bad.append({"zone": one.name, "reason": reason})
    if bad:
        raise BadZone(*bad)
    names = [one.name for one in zones]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ZoneTaken(*({"zone": name} for name in sorted(twice)))
