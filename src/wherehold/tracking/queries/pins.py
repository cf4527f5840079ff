"""Questions of a map: what lies within it, and how it is gathered where it is too much to draw.

One statement gathers whatever number of things into the cells of a grid, so what is sent depends
on the size of the map and not on how much there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count as Number
from django.db.models import Sum

from wherehold.kernel import clock, cursors, kept
from wherehold.kernel.actor import Actor
from wherehold.register.queries import lines
from wherehold.tracking import keeping, tiles
from wherehold.tracking.instants import from_us, to_us
from wherehold.tracking.models import Count, Device, Refold
from wherehold.tracking.queries import within
from wherehold.tracking.queries.within import Box, Given

ZOOM_MAX = 19
WORLD = Box(-90.0, -180.0, 90.0, 180.0)
# What is gathered is a square of 64 pixels: a pin and some air, a quarter of what a map is
# drawn of, which is halved twice more.
SQUARES = 2
CELLS_MAX = 2_000
SILENT = timedelta(hours=24)
LISTED_MAX = 200
_COLUMNS = (
    "SELECT a.id, s.at_us, s.lat, s.lon, s.accuracy_m, s.speed_mps, s.heading_deg, "
    "s.battery_pct, s.contact_us, s.device_id"
)


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


def mark(*, actor: Actor) -> tuple[str, ...]:
    """Return what stays the same as long as nothing has changed that a map shows to an actor.

    What devices report is counted, what people do is recorded; the clock goes by minutes. Three
    statements, whatever there is.
    """
    counted = Count.objects.aggregate(all=Sum("accepted"), sources=Number("pk"))
    waiting = Refold.objects.aggregate(all=Number("pk"), until=Sum("until_us"))
    minute = int(clock.now().timestamp() // 60)
    rows = (*counted.values(), *waiting.values())
    return (repr(actor), *map(str, (minute, kept.newest(), *rows)))


def clusters(*, actor: Actor, given: Given, box: Box, zoom: int) -> list[Cluster]:
    """Return what lies within a box, gathered as a map of that zoom has room for.

    `given` are the filters of the list of assets. What is gathered stays so while the map is
    moved: it goes by squares of the earth. Two statements. Where much is shown, the box of what
    is gathered is that of its square.

    Raises: BadFilter.
    """
    depth = min(tiles.DEPTH, max(0, min(zoom, ZOOM_MAX)) + SQUARES)
    shift = 2 * (tiles.DEPTH - depth)
    scope = within.scope(actor=actor, given=given, box=box)
    edges = ", min(lat), min(lon), max(lat), max(lon)" if scope.few else ""
    # So SQLite sorts what is counted, and not all of what it is counted of.
    apart = "" if connection.vendor == "postgresql" else "LIMIT -1"
    rows = _rows(
        f"SELECT square, avg(lat), avg(lon), count(*), sum(silent), sum(astray), min(id){edges} "  # noqa: S608 - names are ours
        f"FROM (SELECT s.tile >> {shift} AS square, s.lat AS lat, s.lon AS lon, a.id AS id, "
        "CASE WHEN s.contact_us < %s THEN 1 ELSE 0 END AS silent, "
        f"CASE WHEN a.astray THEN 1 ELSE 0 END AS astray {scope.sql} {apart}) AS one "
        "GROUP BY square ORDER BY 4 DESC, 7 LIMIT %s",
        [to_us(clock.now() - SILENT), *scope.values, CELLS_MAX],
    )
    return [_cluster(row, depth) for row in rows]


def pins(
    *, actor: Actor, given: Given, box: Box, asset_ids: Sequence[int] | None = None
) -> list[Pin]:
    """Return the things within a box, the latest first, as many as a list shows at once.

    Only those of `asset_ids` when they are given.

    Raises: BadFilter.
    """
    named = asset_ids is not None
    where = within.scope(actor=actor, given=given, box=box, named=named)
    scope, values = where.sql, where.values
    if asset_ids is not None:
        scope += " AND a.id IN (" + ", ".join(["%s"] * len(asset_ids)) + ")"
        values = [*values, *asset_ids]
    latest = f"{_COLUMNS} {scope} ORDER BY s.at_us DESC, a.id LIMIT %s"
    rows = _rows(latest, [*values, LISTED_MAX])
    return _told(actor, rows)


def silent(*, actor: Actor, given: Given, limit: int) -> tuple[list[Pin], int]:
    """Return the things whose device has said nothing for a day, the longest first, and how many.

    Raises: BadFilter.
    """
    where = within.scope(actor=actor, given=given, box=WORLD)
    scope, values = where.sql, [*where.values]
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
    where = within.scope(actor=actor, given=given, box=WORLD)
    scope, values = where.sql, [*where.values]
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
    where = within.scope(actor=actor, given=given, box=WORLD)
    scope, values = where.sql, [*where.values]
    [(number, *edges)] = _rows(
        f"SELECT count(*), min(s.lat), min(s.lon), max(s.lat), max(s.lon) {scope}",  # noqa: S608
        values,
    )
    return (Box(*edges), number) if number else None


def _cluster(row: tuple[Any, ...], depth: int) -> Cluster:
    square, lat, lon, number, silent, astray, asset_id, *edges = row
    south, west, north, east = edges or tiles.bounds(square, depth)
    return Cluster(
        lat=lat,
        lon=lon,
        number=number,
        silent=silent,
        astray=astray,
        asset_id=asset_id,
        south=south,
        west=west,
        north=north,
        east=east,
    )


def _told(actor: Actor, rows: Sequence[tuple[Any, ...]]) -> list[Pin]:
    known = {line["id"]: line for line in lines.read(actor=actor, ids=[row[0] for row in rows])}
    theirs = keeping.spans(actor=actor, asset_ids=known)
    by = Device.objects.in_bulk({row[9] for row in rows})
    old_us = to_us(clock.now() - SILENT)
    found = []
    for row in rows:
        if keeping.is_hidden(theirs, row[0], from_us(row[1])):
            continue
        key, at_us, lat, lon, accuracy, speed, heading, battery, contact_us, on = row
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
                device=str(by[on]),
                kind=by[on].kind,
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
