"""The tables of readings: one a month, made when its first reading comes.

A reading is known by device, instant and number, and lies beside the others of its device that
came about the same time (see `stacks`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson
from django.db import connection

from wherehold.kernel import bulk
from wherehold.tracking import binary, stacks
from wherehold.tracking.columns import Stored
from wherehold.tracking.instants import month_after, month_begins_us, month_of
from wherehold.tracking.reading import COLUMNS, NUMBERS
from wherehold.tracking.stacks import source, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from wherehold.tracking.columns import Longs, Truths

KEY = ("device_id", "at_us", "k")
STORED = (*KEY, "received_us", "flags", *COLUMNS)
Row = tuple[Any, ...]
# A device with a first and a last instant, both in it.
Span = tuple[int, int, int]
LAST_US = 253_402_300_799_999_999
TYPES = {
    "stack": "bigint NOT NULL",
    "device_id": "bigint NOT NULL",
    "at_us": "bigint NOT NULL",
    "k": "smallint NOT NULL",
    "received_us": "bigint NOT NULL",
    "flags": "smallint NOT NULL",
    **dict.fromkeys(COLUMNS[:8], "double precision"),
    "antenna": "integer",
    **dict.fromkeys(("reader", "epc", "sensors"), "text"),
}


def within(from_us: int, until_us: int) -> list[int]:
    """Return the months with readings that a span touches, in order. One statement."""
    first, last = month_of(from_us), month_of(until_us)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT month FROM tracking_month WHERE month BETWEEN %s AND %s ORDER BY month",
            [first, last],
        )
        return [month for (month,) in cursor.fetchall()]


def insert(said: Stored, aside: "Truths") -> None:
    """Store readings that are known to be new; make tables as needed.

    Those that are `aside` came late, or by a clock that is off.
    """
    import numpy as np

    parts = [(month, low, high) for low, high, month in _spans(said.at_us)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT month FROM tracking_month")
        known = {month for (month,) in cursor.fetchall()}
    for month in sorted({month for month, _, _ in parts} - known):
        make(month)
    lanes = [(said, False)]
    if aside.any():
        lanes = [(said.only(np.flatnonzero(aside == one)), one) for one in (False, True)]
    for month, low, high in parts:
        for lane, is_aside in lanes:
            if len(part := lane.within(low, high)):
                _insert(month, part, aside=is_aside)


def _insert(month: int, said: Stored, *, aside: bool) -> None:
    """Store readings of one month. What none of them says is not written at all."""
    import numpy as np

    name, stack = table(month), stacks.take(month, said.at_us, aside=aside)
    columns = {"stack": np.full(len(said), stack), **said.columns()}
    if connection.vendor == "postgresql" and said.words is None:
        with connection.cursor() as cursor:
            binary.copy(cursor, name, columns, TYPES)
        return
    lists: list[Any] = [_listed(column, TYPES[name]) for name, column in columns.items()]
    names = list(columns)
    if said.words is not None:
        names += COLUMNS[NUMBERS:]
        lists += zip(*said.words, strict=True)
    bulk.insert_plain(name, names, list(zip(*lists, strict=True)))


def _listed(column: "NDArray[Any]", kind: str) -> list[Any]:
    """Return a column as Python has it. SQLite keeps NaN as NULL, and 2.0 as 2, by itself."""
    values: list[Any] = column.tolist()
    if connection.vendor == "postgresql" and column.dtype.kind == "f":
        whole = float if kind.startswith("double") else int
        return [None if one != one else whole(one) for one in values]
    return values


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
        for row in _joined(month, columns, asked) if asked else ():
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
                f"SELECT {names} FROM {source(month, since_us, until_us)} "  # noqa: S608 - ours
                "WHERE device_id = %s AND at_us BETWEEN %s AND %s ORDER BY at_us, k",
                [device_id, since_us, until_us],
            )
            yield from cursor.fetchall()


def of_spans(
    spans: Sequence[Span], columns: Sequence[str], more: str = "ORDER BY r.device_id, r.at_us, r.k"
) -> Iterator[Row]:
    """Yield columns of the readings in spans of many devices, in order. One statement a month."""
    if not spans:
        return
    names = ", ".join(columns)
    first_us, last_us = min(span[1] for span in spans), max(span[2] for span in spans)
    given, values = _given(("device_id", "first_us", "last_us"), spans)
    for month in within(first_us, last_us):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {names} FROM {source(month, first_us, last_us, given)} "  # noqa: S608
                "WHERE r.device_id = v.device_id AND r.at_us BETWEEN v.first_us AND v.last_us "
                f"{more}",
                values,
            )
            yield from cursor.fetchall()


def first_instants(begins: Mapping[int, int]) -> dict[int, int]:
    """Return the first instant of each of some devices from one on, where there is one.

    A statement a month, until all are found.
    """
    left, found = dict(begins), dict[int, int]()
    for month in within(min(left.values()), LAST_US) if left else ():
        given, values = _given(("device_id", "first_us"), list(left.items()))
        among = stacks.of_span(month, min(left.values()), LAST_US)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT v.device_id, min((SELECT min(r.at_us) "  # noqa: S608 - names are ours
                f"FROM {table(month)} r WHERE r.stack = st.id AND r.device_id = v.device_id "
                f"AND r.at_us >= v.first_us)) FROM ({among}) AS st CROSS JOIN {given} "
                "GROUP BY v.device_id",
                values,
            )
            found |= {key: at for key, at in cursor.fetchall() if at is not None}
        left = {key: at for key, at in left.items() if key not in found}
        if not left:
            break
    return found


def last_positions(spans: Iterable[Span]) -> dict[int, Row]:
    """Return the last sound position of each of some devices, by device, where there is one.

    A statement a month with eight stacks, and few more with hundreds, until all are found.
    """
    left = {span[0]: span for span in spans}
    found: dict[int, Row] = {}
    if not left:
        return found
    first, last = min(s[1] for s in left.values()), max(s[2] for s in left.values())
    for month, ids, next_us in stacks.newest_first(first, last):
        for device_id, *said in _last_in(month, ids, list(left.values())):
            found[device_id] = max(found.get(device_id, (-1,)), tuple(said))
        # Another stack may have one as late as that.
        left = {
            key: (key, max(first_us, found[key][0] if key in found else 0), last_us)
            for key, first_us, last_us in left.values()
            if key not in found or found[key][0] <= next_us
        }
        if not left:
            break
    return {key: (at_us, *said) for key, (at_us, _, *said) in found.items()}


def _last_in(month: int, ids: Sequence[int], spans: Sequence[Span]) -> list[Row]:
    """Return instant, number and values of the last sound position of devices in each stack."""
    given, values = _given(("device_id", "first_us", "last_us"), spans)
    sound = "r.lat IS NOT NULL AND r.flags = 0"
    name, listed = table(month), ", ".join(map(str, ids))
    among = f"(SELECT id FROM tracking_stack WHERE id IN ({listed})) AS st"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.device_id, r.at_us, r.k, r.lat, r.lon, r.accuracy_m, "  # noqa: S608 - ours
            "r.speed_mps, r.heading_deg FROM (SELECT st.id AS stack, v.device_id, "
            f"(SELECT r.at_us FROM {name} r WHERE r.stack = st.id "
            "AND r.device_id = v.device_id "
            f"AND r.at_us BETWEEN v.first_us AND v.last_us AND {sound} "
            f"ORDER BY r.at_us DESC LIMIT 1) AS at_us FROM {among} CROSS JOIN {given}) AS l "
            f"CROSS JOIN {name} r WHERE r.stack = l.stack AND r.device_id = l.device_id "
            f"AND r.at_us = l.at_us AND {sound}",
            values,
        )
        return list(cursor.fetchall())


def delete(month: int, devices: Iterable[tuple[int, int]]) -> int:
    """Delete the readings of devices in a month, each until an instant, and return how many."""
    by_instant: dict[int, list[int]] = {}
    for device_id, until_us in devices:
        by_instant.setdefault(until_us, []).append(device_id)
    number = 0
    for until_us, ids in by_instant.items():
        marks = ", ".join(["%s"] * len(ids))
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {table(month)} "  # noqa: S608 - the name is ours
                f"WHERE stack IN ({stacks.of_span(month, 0, until_us)}) "
                f"AND device_id IN ({marks}) AND at_us <= %s",
                [*ids, until_us],
            )
            number += cursor.rowcount
    return number


def number(device_id: int, first_us: int, last_us: int) -> int:
    """Return how many readings of a device there are in a span. One statement a month."""
    found = 0
    for month in within(first_us, last_us):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {source(month, first_us, last_us)} "  # noqa: S608 - ours
                "WHERE device_id = %s AND at_us BETWEEN %s AND %s",
                [device_id, first_us, last_us],
            )
            found += cursor.fetchone()[0]
    return found


def number_until(until_us: Mapping[str, int], most: int) -> dict[str, int]:
    """Return how many readings there are of kinds of devices, each until an instant, or so many."""
    found = dict.fromkeys(until_us, 0)
    for kind, last_us in until_us.items():
        for month in within(0, last_us):
            those = source(month, 0, last_us, "tracking_device d")
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT count(*) FROM (SELECT 1 FROM {those} "  # noqa: S608 - ours
                    "WHERE d.kind = %s AND r.device_id = d.id AND r.at_us <= %s LIMIT %s) AS old",
                    [kind, last_us, most - found[kind]],
                )
                found[kind] += cursor.fetchone()[0]
    return found


def having(month: int, spans: Sequence[Span]) -> set[Span]:
    """Return those of some spans in which their device said something in a month."""
    given, values = _given(("device_id", "first_us", "last_us"), spans)
    those = source(month, min(span[1] for span in spans), max(span[2] for span in spans))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT v.device_id, v.first_us, v.last_us FROM {given} WHERE EXISTS "  # noqa: S608
            f"(SELECT 1 FROM {those} WHERE r.device_id = v.device_id "
            "AND r.at_us BETWEEN v.first_us AND v.last_us)",
            values,
        )
        return set(cursor.fetchall())


def delete_span(month: int, device_id: int, first_us: int, last_us: int) -> int:
    """Delete the readings of a device in a span of a month, and return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table(month)} "  # noqa: S608 - the name is ours
            f"WHERE stack IN ({stacks.of_span(month, first_us, last_us)}) "
            "AND device_id = %s AND at_us BETWEEN %s AND %s",
            [device_id, first_us, last_us],
        )
        return int(cursor.rowcount)


def drop(month: int) -> int:
    """Drop the table of a month and return how many readings it had."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table(month)}")  # noqa: S608 - the name is ours
        [number] = cursor.fetchone()
        for name in ("tracking_stack", "tracking_month"):
            cursor.execute(f"DELETE FROM {name} WHERE month = %s", [month])  # noqa: S608 - ours
        cursor.execute(f"DROP TABLE {table(month)}")
    return int(number)


def set_flags(rows: Sequence[tuple[int, int, int, int]]) -> None:
    """Give readings other flags: device, instant, number, flags of each."""
    by_month: dict[int, list[tuple[int, int, int, int]]] = {}
    for row in rows:
        by_month.setdefault(month_of(row[1]), []).append(row)
    for month, those in by_month.items():
        among = stacks.of_span(month, min(one[1] for one in those), max(one[1] for one in those))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table(month)} SET flags = %s "  # noqa: S608 - the name is ours
                f"WHERE stack IN ({among}) AND device_id = %s AND at_us = %s AND k = %s",
                [(flags, *key) for *key, flags in those],
            )


def _spans(at_us: "Longs") -> Iterator[tuple[int, int, int]]:
    """Yield where each month of some instants begins and ends; usually there is one."""
    left = at_us
    while len(left):
        month = month_of(int(left.min()))
        low, high = month_begins_us(month), month_begins_us(month_after(month))
        yield low, high, month
        left = left[left >= high]


def make(month: int) -> None:
    """Make a month's table. Whoever asks at the same time waits for the first one's row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tracking_month (month) VALUES (%s) ON CONFLICT DO NOTHING", [month]
        )
        columns = ", ".join(f"{name} {kind}" for name, kind in TYPES.items())
        ending = " WITHOUT ROWID" if connection.vendor == "sqlite" else ""
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS {table(month)} "
            f"({columns}, PRIMARY KEY ({', '.join(stacks.KEY)})){ending}"
        )


def _joined(month: int, columns: str, pairs: Sequence[tuple[int, int]]) -> list[Row]:
    """Return columns of what is stored of devices at instants, in a month, in order of number."""
    given, values = _given(("device_id", "at_us"), pairs)
    first_us, last_us = min(at for _, at in pairs), max(at for _, at in pairs)
    test = "WHERE r.device_id = v.device_id AND r.at_us = v.at_us"
    those = f"{source(month, first_us, last_us, given)} {test}"
    if connection.vendor == "postgresql":
        # It would read whole stacks for a thousand of their readings: so each is looked up.
        those = (
            f"({stacks.of_span(month, first_us, last_us)}) AS st CROSS JOIN {given} "  # noqa: S608
            f"CROSS JOIN LATERAL (SELECT * FROM {table(month)} r {test} AND r.stack = st.id "
            "OFFSET 0) AS r"
        )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {those} ORDER BY r.k", values)  # noqa: S608 - ours
        return list(cursor.fetchall())


def _given(names: Sequence[str], rows: Sequence[tuple[int, ...]]) -> tuple[str, list[Any]]:
    """Return rows of whole numbers as what stands behind FROM, called `v`, and its parameters."""
    if connection.vendor == "postgresql":
        marks = ", ".join(["%s::bigint[]"] * len(names))
        columns = [list(column) for column in zip(*rows, strict=True)]
        return f"unnest({marks}) AS v({', '.join(names)})", columns
    taken = ", ".join(f"json_extract(value, '$[{n}]') AS {name}" for n, name in enumerate(names))
    given = f"(SELECT {taken} FROM json_each(%s)) AS v"  # noqa: S608 - names are ours
    return given, [orjson.dumps([tuple(row) for row in rows]).decode()]
