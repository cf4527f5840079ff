"""Keeping what devices went into and out of, and taking back what late readings disprove."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor, system
from wherehold.kernel.ledger import Event
from wherehold.register import access as register
from wherehold.register.commands import moving
from wherehold.register.commands.moving import Sighting
from wherehold.tracking import events, keeping, zoning
from wherehold.tracking.instants import from_us
from wherehold.tracking.models import Binding, Crossing, Zone

COLUMNS = ("id", "device_id", "zone_id", "entered", "at_us", "by_us", "by_k", "asset_id", "late")
Found = tuple[int, zoning.Crossing]
Place = tuple[int, int]


def keep(found: Sequence[Found], *, live_after: Mapping[int, int]) -> None:
    """Write down crossings; late are those confirmed by no later than is given for the device.

    What goes into a zone that is a place is seen there.
    """
    if not found:
        return
    on = _assets({device_id for device_id, _ in found})
    rows, told = [], []
    for device_id, one in found:
        asset_id = _asset_at(on.get(device_id, ()), from_us(one.at_us))
        late = one.by_us <= live_after.get(device_id, 0)
        key = one.key(device_id)
        rows.append(
            (key, device_id, one.zone_id, one.entered, one.at_us, one.by_us, one.by_k, asset_id,
             late)
        )  # fmt: skip
        told.append((device_id, one, asset_id, late))
    _insert(rows)
    _record(told)


def replace(
    device_id: int, begin: Place, end_us: int, found: Sequence[Found], *, live_after: int
) -> None:
    """Put the crossings of a span, worked out anew, in the place of those known before."""
    known = Crossing.objects.filter(
        device=device_id, by_us__gte=begin[0], by_us__lte=end_us, superseded_at=None
    )
    before = {one.pk: one for one in known if (one.by_us, one.by_k) > begin}
    now = {one.key(device_id) for _, one in found}
    if gone := [one for key, one in before.items() if key not in now]:
        Crossing.objects.filter(pk__in=[one.pk for one in gone]).update(superseded_at=clock.now())
        _take_back(gone)
    Crossing.objects.bulk_update(_confirmed(device_id, before, found), ["by_us", "by_k"])
    new = [(key, one) for key, one in found if one.key(device_id) not in before]
    keep(new, live_after={device_id: live_after})


def _confirmed(
    device_id: int, before: Mapping[UUID, Crossing], found: Sequence[Found]
) -> list[Crossing]:
    """Return crossings that were known, and are confirmed by another position than before."""
    changed = []
    for _, one in found:
        row = before.get(one.key(device_id))
        if row is not None and (row.by_us, row.by_k) != (one.by_us, one.by_k):
            row.by_us, row.by_k = one.by_us, one.by_k
            changed.append(row)
    return changed


def _insert(rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert crossings; one that was superseded before and is found again counts again."""
    again = {row[0] for row in rows}
    there = set(Crossing.objects.filter(pk__in=again).values_list("pk", flat=True))
    confirmed = {row[0]: row[5:7] for row in rows if row[0] in there}
    for one in Crossing.objects.filter(pk__in=there):
        one.by_us, one.by_k = confirmed[one.pk]
        one.superseded_at = None
        one.save(update_fields=["by_us", "by_k", "superseded_at"])
    bulk.insert(Crossing, COLUMNS, [row for row in rows if row[0] not in there])


def _record(told: Iterable[tuple[int, zoning.Crossing, int | None, bool]]) -> None:
    """Write entries for assets, and see those that came to a place.

    Where somebody took what they keep is theirs to know, and no entry.
    """
    actor = system("tracking")
    mine = [(device_id, one, asset, late) for device_id, one, asset, late in told if asset]
    kept = keeping.spans(actor=actor, asset_ids={each[2] for each in mine if each[2]})
    mine = [
        each
        for each in mine
        if each[2] and not keeping.is_hidden(kept, each[2], from_us(each[1].at_us))
    ]
    if not mine:
        return
    zones = _zones({one.zone_id for _, one, _, _ in mine})
    entries: list[tuple[Event, datetime]] = []
    seen: list[Sighting] = []
    for device_id, one, asset_id, late in mine:
        name, place_id = zones[one.zone_id]
        kind = events.Entered if one.entered else events.Left
        assert asset_id is not None
        event = kind(
            subject_id=asset_id,
            zone_id=one.zone_id,
            zone=name,
            device_id=device_id,
            crossing=str(one.key(device_id)),
            late=late,
        )
        entries.append((event, from_us(one.at_us)))
        if one.entered and place_id is not None:
            at = min(from_us(one.by_us), clock.now())
            seen.append(Sighting(asset_id=asset_id, place_id=place_id, at=at, how="device"))
    ledger.record_each(entries, actor=actor)
    see(actor, seen)


def see(actor: Actor, seen: Sequence[Sighting], act: UUID | None = None) -> None:
    """Let things be seen where they went, but for those that are no more."""
    if not seen:
        return
    _assets_there, gone = register.those_for_update(
        actor, {one.asset_id for one in seen}, "asset.move"
    )
    if left := [one for one in seen if one.asset_id not in gone]:
        moving.see_assets(actor=actor, sightings=left, act=act)


def _take_back(gone: Sequence[Crossing]) -> None:
    actor = system("tracking")
    zones = _zones({one.zone_id for one in gone})
    kept = keeping.spans(actor=actor, asset_ids={one.asset_id for one in gone if one.asset_id})
    entries: list[tuple[Event, datetime]] = [
        (
            events.CrossingSuperseded(
                subject_id=one.asset_id,
                zone_id=one.zone_id,
                zone=zones[one.zone_id][0],
                device_id=one.device_id,
                crossing=str(one.pk),
            ),
            from_us(one.at_us),
        )
        for one in gone
        if one.asset_id is not None
        and not keeping.is_hidden(kept, one.asset_id, from_us(one.at_us))
    ]
    if entries:
        ledger.record_each(entries, actor=actor)


def _zones(ids: set[int]) -> dict[int, tuple[str, int | None]]:
    rows = Zone.objects.filter(pk__in=ids).values_list("pk", "name", "place_id")
    return {key: (name, place_id) for key, name, place_id in rows}


def _assets(device_ids: set[int]) -> dict[int, list[Binding]]:
    found: dict[int, list[Binding]] = {}
    for one in Binding.objects.filter(device__in=bulk.among(device_ids), asset__isnull=False):
        found.setdefault(one.device_id, []).append(one)
    return found


def _asset_at(bindings: Iterable[Binding], at: datetime) -> int | None:
    """Return which asset a device was on at an instant, if on any."""
    for one in bindings:
        if one.starts_at <= at and (one.ends_at is None or at < one.ends_at):
            return one.asset_id
    return None
