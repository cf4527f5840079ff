"""Writing what counting came to: tallies of things, numbers of zones, and the log of scans."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import F

from wherehold.kernel import bulk, clock
from wherehold.stocktake.chain import LOGGED, chained
from wherehold.stocktake.models import Line, Scan, Stocktake, Zone, ZonePlace
from wherehold.stocktake.rules import OPEN, Tally

# In the order of the columns of `Tally`.
TALLY = tuple(field.name for field in fields(Tally))
WRITTEN = tuple(name for name in TALLY if name not in {"id", "asset_id", "expected", "place_id"})
COUNTED = ("found", "elsewhere", "missing", "moved")


def zones_of(stocktake: Stocktake) -> dict[int, int]:
    """Return the zone of each place of a count, 0 standing for no place. One statement."""
    rows = ZonePlace.objects.filter(stocktake=stocktake).values_list("place_key", "zone_id")
    return dict(rows)


def tallies_of(stocktake: Stocktake, asset_ids: Iterable[int]) -> dict[int, Tally]:
    """Return how these assets stand in a count, of those that are in it. One statement."""
    some = bulk.among(set(asset_ids))
    where = f"WHERE a.stocktake_id = %s AND a.asset_id IN ({some.sql})"
    rows = bulk.read(Line, TALLY, where, [stocktake.pk, *some.params])
    return {row[0]: Tally(*row) for row in rows}


def write_tallies(
    stocktake: Stocktake, tallies: Iterable[Tally], before: Mapping[int, tuple[str, int | None]]
) -> None:
    """Write how assets stand now, and what that makes of the numbers of their zones.

    `before` is the state and zone of those that were in the count already, by asset. Three
    statements.
    """
    tallies = list(tallies)
    old = [tally for tally in tallies if tally.id is not None]
    written = attrgetter("id", *WRITTEN)
    bulk.update(Line, ("id", *WRITTEN), [written(tally) for tally in old])
    names = [name for name in TALLY if name != "id"]
    first = attrgetter(*names)
    new = [(stocktake.pk, *first(tally), "") for tally in tallies if tally.id is None]
    bulk.insert(Line, ("stocktake_id", *names, "note"), new)
    change: dict[int, dict[str, int]] = {}
    for tally in old:
        was, zone_id = before[tally.asset_id]
        if tally.expected and zone_id is not None and was != tally.state:
            numbers = change.setdefault(zone_id, dict.fromkeys(COUNTED, 0))
            for state, step in ((was, -1), (tally.state, 1)):
                if state != OPEN:
                    numbers[state] += step
    add_to_zones(change)


def add_to_zones(change: Mapping[int, Mapping[str, int]]) -> None:
    """Add to the numbers of zones, by id and state. One statement."""
    if not change:
        return
    zones = Zone.objects.filter(pk__in=change).values_list("pk", *COUNTED)
    rows = [
        [pk, *(was + change[pk][name] for was, name in zip(counted, COUNTED, strict=True))]
        for pk, *counted in zones
    ]
    bulk.update(Zone, ("id", *COUNTED), rows)


def recount_zones(stocktake: Stocktake, zone_ids: Sequence[int] = ()) -> None:
    """Count zones anew from their lines: all of the count, or these. One statement."""
    lines, zones = Line._meta.db_table, Zone._meta.db_table
    sums = ", ".join(f"sum(CASE WHEN state = '{s}' THEN 1 ELSE 0 END) AS {s}" for s in COUNTED)
    some = f" AND zone_id IN ({', '.join(str(int(one)) for one in zone_ids)})" if zone_ids else ""
    sets = ", ".join(f"{name} = v.{name}" for name in COUNTED)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {zones} SET {sets} FROM (SELECT zone_id, {sums} FROM {lines} "
            f"WHERE stocktake_id = %s AND expected{some} GROUP BY zone_id) AS v "
            f"WHERE {zones}.id = v.zone_id",
            [stocktake.pk],
        )


def log(stocktake: Stocktake, rows: Sequence[Sequence[Any]]) -> str:
    """Append scans to the log of a count; return the hash over all of them so far.

    `rows` are in the order of LOGGED.
    Each line is hashed with the hash before it, so that none can be changed, left out or put
    in later: `digest = SHA-256(digest before || canonical line)`. Two statements.
    """
    now = clock.now()
    stocktake.digest = chained(stocktake.digest, rows)
    stocktake.scans += len(rows)
    bulk.insert(
        Scan,
        ("stocktake_id", *LOGGED, "recorded_at"),
        [(stocktake.pk, *row, now) for row in rows],
    )
    touch(stocktake, digest=stocktake.digest, scans=stocktake.scans)
    return stocktake.digest


def touch(stocktake: Stocktake, **columns: object) -> None:
    """Write columns of a count, and note that it has changed."""
    Stocktake.objects.filter(pk=stocktake.pk).update(revision=F("revision") + 1, **columns)
