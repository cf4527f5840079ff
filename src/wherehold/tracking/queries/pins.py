"""Questions of a map: what lies within it, and how it is gathered where it is too much to draw.

One statement gathers whatever number of things into the cells of a grid, so what is sent depends
on the size of the map and not on how much there is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians
from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count

from wherehold.kernel import bulk, clock, cursors
from wherehold.kernel.actor import Actor
from wherehold.register.queries import lines, listing
from wherehold.tracking import access, keeping
from wherehold.tracking.instants import from_us, to_us
from wherehold.tracking.models import Binding, State

Given = Mapping[str, Sequence[str]]
ZOOM_MAX = 19
# A cell is as wide as a gathered pin and some air, on tiles of 256 pixels.
CELL_PX = 64
CELLS_MAX = 2_000
SILENT = timedelta(hours=24)
LISTED_MAX = 200
# Numbers that are added so that halves are cut off alike on both sides of nought.
_SHIFT = 400.0
_COLUMNS = (
    "SELECT a.id, s.at_us, s.lat, s.lon, s.accuracy_m, s.speed_mps, s.heading_deg, "
    "s.battery_pct, s.contact_us, d.name, d.key, d.kind"
)


@dataclass(frozen=True)
class Box:
    """What a map shows, in degrees. East may lie beyond 180 where the map goes round."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Things that lie close together: how many, around where, and how they are."""

    lat: float
    lon: float
    number: int
    silent: int
    astray: int
    asset_id: int
    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, kw_only=True)
class Pin:
    """One thing on a map, with what a list says of it."""

    asset_id: int
    tag: str
    name: str
    icon: str
    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None
    speed_mps: float | None
    heading_deg: float | None
    battery_pct: float | None
    contact_at: datetime
    device: str
    kind: str
    silent: bool
    astray: bool
    recorded: str


def clusters(*, actor: Actor, given: Given, box: Box, zoom: int) -> list[Cluster]:
    """Return what lies within a box, gathered as a map of that zoom has room for.

    `given` are the filters of the list of assets. Three statements.

    Raises: BadFilter.
    """
    cell = CELL_PX * 360.0 / (256 * 2 ** max(0, min(zoom, ZOOM_MAX)))
    scope, values = _scope(actor, given, box)
    x, y = (f"CAST((s.{one} + {_SHIFT}) / %s AS bigint)" for one in ("lon", "lat"))
    if connection.vendor == "postgresql":  # Which rounds where SQLite cuts off.
        x, y = (f"floor((s.{one} + {_SHIFT}) / %s)" for one in ("lon", "lat"))
    old_us = to_us(clock.now() - SILENT)
    rows = _rows(
        "SELECT avg(s.lat), avg(s.lon), count(*), "  # noqa: S608 - names are ours
        "sum(CASE WHEN s.contact_us < %s THEN 1 ELSE 0 END), "
        "sum(CASE WHEN a.astray THEN 1 ELSE 0 END), min(a.id), "
        f"min(s.lat), min(s.lon), max(s.lat), max(s.lon) {scope} "
        f"GROUP BY {x}, {y} ORDER BY 3 DESC, 6 LIMIT %s",
        [old_us, *values, cell, cell * _flat(box), CELLS_MAX],
    )
    names = ("lat", "lon", "number", "silent", "astray", "asset_id",
             "south", "west", "north", "east")  # fmt: skip
    return [Cluster(**dict(zip(names, row, strict=True))) for row in rows]


def pins(
    *, actor: Actor, given: Given, box: Box, asset_ids: Sequence[int] | None = None
) -> list[Pin]:
    """Return the things within a box, the latest first, as many as a list shows at once.

    Only those of `asset_ids` when they are given.

    Raises: BadFilter.
    """
    scope, values = _scope(actor, given, box)
    if asset_ids is not None:
        scope += " AND a.id IN (" + ", ".join(["%s"] * len(asset_ids)) + ")"
        values += asset_ids
    latest = f"{_COLUMNS} {scope} ORDER BY s.at_us DESC, a.id LIMIT %s"
    rows = _rows(latest, [*values, LISTED_MAX])
    return _told(actor, rows)


def silent(*, actor: Actor, given: Given, limit: int) -> tuple[list[Pin], int]:
    """Return the things whose device has said nothing for a day, the longest first, and how many.

    Raises: BadFilter.
    """
    scope, values = _scope(actor, given, Box(-90, -180, 90, 180))
    scope += " AND s.contact_us < %s"
    values.append(to_us(clock.now() - SILENT))
    [(number,)] = _rows(f"SELECT count(*) {scope}", values)  # noqa: S608
    rows = _rows(f"{_COLUMNS} {scope} ORDER BY s.contact_us, a.id LIMIT %s", [*values, limit])
    return _told(actor, rows), number


def silent_page(
    *, actor: Actor, given: Given, cursor: str = "", limit: int = 50
) -> tuple[list[Pin], str | None]:
    """Return a page of what `silent` returns, and the cursor of the page after.

    Raises: BadFilter, BadCursor.
    """
    scope, values = _scope(actor, given, Box(-90, -180, 90, 180))
    scope += " AND s.contact_us < %s"
    values.append(to_us(clock.now() - SILENT))
    if cursor:
        contact_us, key = cursors.read(cursor, int, int)
        scope += " AND (s.contact_us > %s OR (s.contact_us = %s AND a.id > %s))"
        values += [contact_us, contact_us, key]
    order = "ORDER BY s.contact_us, a.id LIMIT %s"
    rows = _rows(f"{_COLUMNS} {scope} {order}", [*values, limit + 1])
    after = cursors.write([rows[limit - 1][8], rows[limit - 1][0]]) if len(rows) > limit else None
    return _told(actor, rows[:limit]), after


def extent(*, actor: Actor, given: Given) -> tuple[Box, int] | None:
    """Return the box around all that there is to show, and how much; nothing where there is none.

    Raises: BadFilter.
    """
    scope, values = _scope(actor, given, Box(-90, -180, 90, 180))
    [(number, *edges)] = _rows(
        f"SELECT count(*), min(s.lat), min(s.lon), max(s.lat), max(s.lon) {scope}",  # noqa: S608
        values,
    )
    return (Box(*edges), number) if number else None


def _scope(actor: Actor, given: Given, box: Box) -> tuple[str, list[Any]]:
    """Return from where the things of a map come, with the parameters: what may be seen of it."""
    where, values = listing.condition(actor=actor, given=given)
    may, may_values = _may(actor)
    lon, lon_values = _around(box)
    begun = "CAST(strftime('%%s', b.starts_at) AS integer)"
    if connection.vendor == "postgresql":
        begun = "floor(extract(epoch FROM b.starts_at))"
    scope = (
        "FROM tracking_state s "
        "JOIN tracking_binding b ON b.device_id = s.device_id AND b.ends_at IS NULL "
        "JOIN register_asset a ON a.id = b.asset_id "
        "JOIN tracking_device d ON d.id = s.device_id "
        f"WHERE s.lat BETWEEN %s AND %s AND {lon} AND s.at_us >= {begun} * 1000000 "
        f"AND a.id IN ({may}) AND {where}"
    )
    parameters = [box.south, box.north, *lon_values, *may_values, *values]
    others = _outdone()
    if not others:
        return scope, parameters
    if connection.vendor == "postgresql":
        return f"{scope} AND b.device_id <> ALL(%s)", [*parameters, others]
    listed = orjson.dumps(others).decode()
    return f"{scope} AND b.device_id NOT IN (SELECT value FROM json_each(%s))", [
        *parameters,
        listed,
    ]


def _may(actor: Actor) -> tuple[str, Sequence[Any]]:
    """Return the things whose positions the actor may see, as a statement with its parameters."""
    try:
        return access.things(actor).values("pk").query.sql_with_params()
    except EmptyResultSet:
        return "SELECT id FROM register_asset WHERE FALSE", ()


def _around(box: Box) -> tuple[str, list[float]]:
    """Return the condition on the longitude, for a map that may go round the earth."""
    if box.east - box.west >= 360:
        return "s.lon IS NOT NULL", []
    west = (box.west + 180) % 360 - 180
    east = west + box.east - box.west
    if east <= 180:
        return "s.lon BETWEEN %s AND %s", [west, east]
    return "(s.lon >= %s OR s.lon <= %s)", [west, east - 360]


def _outdone() -> list[int]:
    """Return the devices on things that another device on them has later told of."""
    on = Binding.objects.filter(ends_at=None, asset__isnull=False)
    several = on.values("asset").annotate(number=Count("pk")).filter(number__gt=1)
    rows = list(on.filter(asset__in=several.values("asset")).values_list("device", "asset"))
    if not rows:
        return []
    states = State.objects.filter(pk__in=bulk.among([key for key, _ in rows]), lat__isnull=False)
    at = dict(states.values_list("pk", "at_us"))
    best: dict[int, int] = {}
    for device_id, asset_id in rows:
        if at.get(device_id, 0) >= at.get(best.get(asset_id, 0), 0):
            best[asset_id] = device_id
    return sorted({key for key, _ in rows} - set(best.values()))


def _flat(box: Box) -> float:
    """Return how much lower a cell is in degrees than it is wide, so that it looks square."""
    middle = max(-80.0, min(80.0, (box.south + box.north) / 2))
    return cos(radians(middle))


def _told(actor: Actor, rows: Sequence[tuple[Any, ...]]) -> list[Pin]:
    known = {line["id"]: line for line in lines.read(actor=actor, ids=[row[0] for row in rows])}
    kept = keeping.spans(actor=actor, asset_ids=known)
    old_us = to_us(clock.now() - SILENT)
    found = []
    for row in rows:
        if keeping.is_hidden(kept, row[0], from_us(row[1])):
            continue
        key, at_us, lat, lon, accuracy, speed, heading, battery, contact_us, *by = row
        line = known[key]
        found.append(
            Pin(
                asset_id=key,
                tag=line["tag"],
                name=line["name"],
                icon=line["category_icon"] or "box",
                at=from_us(at_us),
                lat=lat,
                lon=lon,
                accuracy_m=accuracy,
                speed_mps=speed,
                heading_deg=heading,
                battery_pct=battery,
                contact_at=from_us(contact_us),
                device=by[0] or by[1],
                kind=by[2],
                silent=contact_us < old_us,
                astray=line["astray"],
                recorded=line["place"] or "",
            )
        )
    return found


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
