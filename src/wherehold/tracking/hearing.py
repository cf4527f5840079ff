"""What readers that stand at places heard of tags on things: where these are, if it is clear.

A reader is known by what it calls itself; one of its antennas by that, `#` and its number. Either
may be bound to a place. Nothing here writes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from wherehold.kernel import bulk
from wherehold.tracking import months, portals, rooms, stacks
from wherehold.tracking.models import Binding, Device, State

BACK_US = 120_000_000
BLE, RFID = Device.Kind.BLE, Device.Kind.RFID
_READ = "r.device_id, r.at_us, r.reader, r.antenna, r.rssi_dbm"


@dataclass(frozen=True)
class Spotted:
    """A thing is at a place, by what readers heard: when last, and by what kind of tag."""

    asset_id: int
    place_id: int
    at_us: int
    how: str


@dataclass(frozen=True)
class _Read:
    at_us: int
    reader: str
    antenna: int | None
    rssi_dbm: float


def spotted(now_us: int) -> list[Spotted]:
    """Return where things are that readers have heard lately. Five statements and one a month."""
    since_us = now_us - BACK_US
    tags = {
        one.device_id: one
        for one in Binding.objects.filter(
            ends_at=None, asset__isnull=False, device__kind__in=(BLE, RFID)
        ).select_related("device")
    }
    fresh = State.objects.filter(pk__in=bulk.among(tags), newest_us__gte=since_us)
    heard = _heard(list(fresh.values_list("pk", flat=True)), since_us, now_us)
    places = _places({one.reader for reads in heard.values() for one in reads})
    found = []
    for device_id, reads in heard.items():
        tag = tags[device_id]
        told = (_room if tag.device.kind == BLE else _side)(reads, places)
        if told is not None and tag.asset_id is not None:
            found.append(Spotted(tag.asset_id, told[0], told[1], _how(tag.device.kind)))
    return found


def _how(kind: str) -> str:
    return "ble" if kind == BLE else "gate"


def _room(reads: Sequence[_Read], places: Mapping[str, int]) -> tuple[int, int] | None:
    """Return the place of the reader that has a beacon, and when it was heard there last."""
    known = [rooms.Heard(one.at_us, one.reader, one.rssi_dbm) for one in reads]
    room = rooms.room(one for one in known if one.reader in places)
    return (places[room.reader], room.at_us) if room else None


def _side(reads: Sequence[_Read], places: Mapping[str, int]) -> tuple[int, int] | None:
    """Return to which side of a portal a tag went last; of a plain reader, where that stands."""
    last = max(reads, key=lambda one: one.at_us)
    sided = [
        portals.Read(one.at_us, one.antenna, one.rssi_dbm)
        for one in reads
        if one.reader == last.reader and one.antenna is not None
    ]
    sides = {one.antenna for one in sided if f"{last.reader}#{one.antenna}" in places}
    if len(sides) < 2:
        place_id = places.get(f"{last.reader}#{last.antenna}", places.get(last.reader))
        return None if place_id is None else (place_id, last.at_us)
    way = portals.passes(sided)[-1]
    place_id = places.get(f"{last.reader}#{way.to_antenna}", places.get(last.reader))
    return None if place_id is None else (place_id, way.at_us)


def _heard(device_ids: Sequence[int], first_us: int, last_us: int) -> dict[int, list[_Read]]:
    """Return what was read of devices in a span, by device."""
    found: dict[int, list[_Read]] = {}
    if not device_ids:
        return found
    ids, listed = "= ANY(%s)", list(device_ids)
    values: list[Any] = [listed]
    if connection.vendor == "sqlite":
        ids, values = "IN (SELECT value FROM json_each(%s))", [orjson.dumps(listed).decode()]
    for month in months.within(first_us, last_us):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {_READ} FROM {stacks.source(month, first_us, last_us)} "  # noqa: S608 - names are ours
                f"WHERE r.device_id {ids} AND r.at_us BETWEEN %s AND %s AND r.reader IS NOT NULL "
                "AND r.rssi_dbm IS NOT NULL ORDER BY r.device_id, r.at_us, r.k",
                [*values, first_us, last_us],
            )
            for device_id, *read in cursor.fetchall():
                found.setdefault(device_id, []).append(_Read(*read))
    return found


def _places(readers: Iterable[str]) -> dict[str, int]:
    """Return at which places readers and their antennas stand, by key. One statement."""
    names = set(readers)
    on = Binding.objects.filter(ends_at=None, place__isnull=False)
    rows = on.values_list("device__key", "place_id")
    return {key: place for key, place in rows if place and key.partition("#")[0] in names}
