"""The tables of readings: one a month, made when its first reading comes.

A reading is known by device, instant and number, and lies beside the others of its device, so
that the trail of one device is read in one go.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson
from django.db import connection

from wherehold.kernel import bulk
from wherehold.tracking.instants import month_after, month_begins_us, month_of
from wherehold.tracking.models import Month
from wherehold.tracking.reading import COLUMNS

KEY = ("device_id", "at_us", "k")
STORED = (*KEY, "received_us", "flags", *COLUMNS)
Row = tuple[Any, ...]
TYPES = {
    "device_id": "bigint NOT NULL",
    "at_us": "bigint NOT NULL",
    "k": "smallint NOT NULL",
    "received_us": "bigint NOT NULL",
    "flags": "smallint NOT NULL",
    **dict.fromkeys(COLUMNS[:8], "double precision"),
    "antenna": "integer",
    **dict.fromkeys(("reader", "epc", "sensors"), "text"),
}


def table(month: int) -> str:
    """Return the name of a month's table."""
    return f"tracking_reading_{month:06d}"


def within(from_us: int, until_us: int) -> list[int]:
    """Return the months with readings that a span touches, in order. One statement."""
    first, last = month_of(from_us), month_of(until_us)
    found = Month.objects.filter(month__gte=first, month__lte=last)
    return list(found.order_by("month").values_list("month", flat=True))


def insert(rows: Sequence[Row]) -> None:
    """Store rows, in the order of STORED, that are known to be new; make tables as needed."""
    by_month: dict[int, list[Row]] = {}
    for low, high, month in _spans(rows):
        by_month[month] = [row for row in rows if low <= row[1] < high]
    missing = by_month.keys() - set(
        Month.objects.filter(month__in=list(by_month)).values_list("month", flat=True)
    )
    for month in sorted(missing):
        _make(month)
    for month, those in by_month.items():
        those.sort(key=_by_key)
        bulk.insert_plain(table(month), STORED, those)


def at_instants(keys: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[Row]]:
    """Return what is stored of these devices at these instants: number and content of each."""
    found: dict[tuple[int, int], list[Row]] = {}
    pairs = list(keys)
    if not pairs:
        return found
    instants = [at for _, at in pairs]
    columns = ", ".join(f"r.{name}" for name in (*KEY, *COLUMNS))
    for month in within(min(instants), max(instants)):
        low, high = month_begins_us(month), month_begins_us(month_after(month))
        asked = [pair for pair in pairs if low <= pair[1] < high]
        for row in _joined(month, columns, asked):
            found.setdefault((row[0], row[1]), []).append(row[2:])
    return found


def of_device(
    device_id: int, since_us: int, until_us: int, columns: Sequence[str]
) -> Iterator[Row]:
    """Yield columns of a device's readings in a span, both ends in it, in order. Pages by month."""
    names = ", ".join(columns)
    for month in within(since_us, until_us):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {names} FROM {table(month)} "  # noqa: S608 - names are ours
                "WHERE device_id = %s AND at_us BETWEEN %s AND %s ORDER BY at_us, k",
                [device_id, since_us, until_us],
            )
            yield from cursor.fetchall()


def last_position(device_id: int, from_us: int, until_us: int) -> Row | None:
    """Return the last sound position of a device in a span, both ends in it, if there is one."""
    for month in reversed(within(from_us, until_us)):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT at_us, lat, lon, accuracy_m, speed_mps, heading_deg "  # noqa: S608
                f"FROM {table(month)} WHERE device_id = %s AND at_us BETWEEN %s AND %s "
                "AND lat IS NOT NULL AND flags = 0 ORDER BY at_us DESC, k DESC LIMIT 1",
                [device_id, from_us, until_us],
            )
            if row := cursor.fetchone():
                return tuple(row)
    return None


def set_flags(rows: Sequence[tuple[int, int, int, int]]) -> None:
    """Give readings other flags: device, instant, number, flags of each."""
    by_month: dict[int, list[tuple[int, int, int, int]]] = {}
    for row in rows:
        by_month.setdefault(month_of(row[1]), []).append(row)
    for month, those in by_month.items():
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table(month)} SET flags = %s "  # noqa: S608 - the name is ours
                "WHERE device_id = %s AND at_us = %s AND k = %s",
                [(flags, *key) for *key, flags in those],
            )


def _spans(rows: Sequence[Row]) -> Iterator[tuple[int, int, int]]:
    """Yield where each month of some rows begins and ends; usually there is one."""
    left = {row[1] for row in rows}
    while left:
        month = month_of(min(left))
        low, high = month_begins_us(month), month_begins_us(month_after(month))
        yield low, high, month
        left = {at for at in left if at >= high}


def _by_key(row: Row) -> tuple[int, int, int]:
    return row[0], row[1], row[2]


def _make(month: int) -> None:
    """Make a month's table. Whoever asks at the same time waits for the first one's row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tracking_month (month) VALUES (%s) ON CONFLICT DO NOTHING", [month]
        )
        columns = ", ".join(f"{name} {kind}" for name, kind in TYPES.items())
        ending = " WITHOUT ROWID" if connection.vendor == "sqlite" else ""
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {table(month)} "
            f"({columns}, PRIMARY KEY (device_id, at_us, k)){ending}"
        )


def _joined(month: int, columns: str, pairs: Sequence[tuple[int, int]]) -> list[Row]:
    if connection.vendor == "postgresql":
        source = "unnest(%s::bigint[], %s::bigint[]) AS v(device_id, at_us)"
        values: list[Any] = [[one for one, _ in pairs], [at for _, at in pairs]]
    else:
        source = (
            "(SELECT json_extract(value, '$[0]') AS device_id, "
            "json_extract(value, '$[1]') AS at_us FROM json_each(%s)) AS v"
        )
        values = [orjson.dumps(pairs).decode()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM {source} CROSS JOIN {table(month)} r "  # noqa: S608
            "WHERE r.device_id = v.device_id AND r.at_us = v.at_us ORDER BY r.k",
            values,
        )
        return list(cursor.fetchall())


def first_instant() -> int | None:
    """Return when the first month with readings begins, if there is one. One statement."""
    first = Month.objects.order_by("month").values_list("month", flat=True).first()
    return None if first is None else month_begins_us(first)
