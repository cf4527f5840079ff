"""Many rows at once: one statement, whatever their number.

SQLite takes them by `executemany`, hundreds of rows in each; PostgreSQL by COPY. Both go past
the ORM: no objects, no signals. Values are Python's, as for a model's fields.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
from django.db import connection, models
from django.db.models.expressions import RawSQL

Row = Sequence[Any]
# The largest number that both databases keep.
ID_MAX = 2**63 - 1
# Below this a plain INSERT is quicker than the three messages of a COPY.
COPY_ROWS_MIN = 8
# Where a table has triggers, SQLite keeps what each statement overwrites, to take it back, and
# writes out what the index of words has gathered: once a group, not once a row.
GROUP_ROWS = 500
OVERWRITTEN_ROWS = 100
# While much is written on SQLite: pages of indexes stay at hand, what one statement overwrites
# lies in memory, and the log is carried over to the file now and then, not after every commit.
_ROOM = {"cache_size": "-131072", "temp_store": "2", "wal_autocheckpoint": "16384"}


def insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows into a model's table. Columns are named by field or attname.

    Columns that are left out get the database's default: a serial number, or NULL.
    Raises: IntegrityError, as `save` would.
    """
    if not rows:
        return
    table, adapters = _writers(model, tuple(columns), connection.vendor)
    adapted = _adapted(rows, adapters)
    if connection.vendor != "postgresql":
        _insert_many(table, len(columns), adapted)
    elif len(rows) < COPY_ROWS_MIN:
        _insert_values(table, len(columns), adapted)
    else:
        _copy(table, adapted)


def insert_plain(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows of plain values into a table that is no model's: numbers, texts and None.

    Raises: IntegrityError, as `save` would.
    """
    if not rows:
        return
    named = f'"{table}" ({", ".join(columns)})'
    if connection.vendor == "postgresql":
        _copy(named, rows)
    else:
        _insert_many(named, len(columns), rows)


def overwrite_plain(table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Give rows other plain values on SQLite; the first column, their key, tells them apart.

    All are there: one that is not would be inserted. Some at once, since between two statements
    another thread may take the interpreter, and this one then waits for it.
    """
    named = f'"{table}" ({", ".join(columns)})'
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    ending = f" ON CONFLICT ({columns[0]}) DO UPDATE SET {sets}"
    _insert_many(named, len(columns), rows, OVERWRITTEN_ROWS, ending)


@contextmanager
def room() -> Iterator[None]:
    """Let this connection use more memory for as long as it writes much: 128 MiB on SQLite.

    Inside a transaction it changes nothing, since SQLite would not.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        before = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in _ROOM}
        try:
            for name, value in _ROOM.items():
                cursor.execute(f"PRAGMA {name} = {value}")
            yield
        finally:
            for name, value in before.items():
                cursor.execute(f"PRAGMA {name} = {value}")


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Set aside numbers for rows that are about to be inserted, inside the transaction.

    So rows that refer to each other go in without asking for the numbers of the first ones.
    Raises: AssertionError outside a transaction, where others could take the same.
    """
    assert connection.in_atomic_block, "numbers are set aside inside the transaction"
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            column = model._meta.pk.column
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', column, count],
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute(
            "UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq",
            [count, table],
        )
        row = cursor.fetchone()
        if row is None:
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count]
            )
        last = row[0] if row else count
        return list(range(last - count + 1, last + 1))


def read(
    model: type[models.Model], columns: Sequence[str], rest: str, params: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """Return columns of a model's table, called a, as the ORM would, by hand: what every act asks.

    `rest` is what stands behind FROM. Building such a statement costs more than answering it.
    """
    names, shape = _readers(model, tuple(columns), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {names} FROM "{model._meta.db_table}" a {rest}', params)  # noqa: S608
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    if not shape:
        return rows
    found = []
    for row in rows:
        told = list(row)
        for index, convert, column in shape:
            told[index] = convert(told[index], column, connection)
        found.append(tuple(told))
    return found


@lru_cache(maxsize=64)
def _readers(
    model: type[models.Model], columns: tuple[str, ...], _vendor: str
) -> tuple[str, list[tuple[int, Callable[..., Any], Any]]]:
    """Return how columns are named, and what makes Python's values of what the database says."""
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    shape = []
    for index, field in enumerate(fields):
        column = field.cached_col
        own = connection.ops.get_db_converters(column) + column.get_db_converters(connection)
        shape += [(index, convert, column) for convert in own]
    return ", ".join(f'a."{field.column}"' for field in fields), shape


def update(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Give rows of a model's table other values, each its own, in one statement.

    The first column tells the rows apart: usually the id. Rows that are not there are left out.
    Raises: IntegrityError, as `save` would.
    """
    if not rows:
        return
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    names = [f'"{field.column}"' for field in fields]
    if connection.vendor == "postgresql":
        taken = [f"(one->>{i})::{field.db_type(connection)}" for i, field in enumerate(fields)]
        source = "jsonb_array_elements(%s::jsonb) AS one"
    else:
        taken = [f"json_extract(value, '$[{i}]')" for i in range(len(fields))]
        source = "json_each(%s)"
    picked = ", ".join(f"{one} AS {name}" for one, name in zip(taken, names, strict=True))
    sets = ", ".join(f"{name} = v.{name}" for name in names[1:])
    table = f'"{model._meta.db_table}"'
    write = instants()
    values = [[write(one) if isinstance(one, datetime) else one for one in row] for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {sets} FROM (SELECT {picked} FROM {source}) AS v "
            f"WHERE {table}.{names[0]} = v.{names[0]}",
            [orjson.dumps(values).decode()],
        )


def put(rows: Iterable[models.Model], *, key: Sequence[str], columns: Sequence[str]) -> None:
    """Insert rows, each in place of the columns of the one with its key that is there already.

    Of rows with one key the last holds, as if each were said by itself: PostgreSQL would refuse
    them together. Keys are named by attname. Raises: IntegrityError, as `save` would.
    """
    last = {tuple(getattr(row, name) for name in key): row for row in rows}
    for row in list(last.values())[:1]:
        type(row)._default_manager.bulk_create(
            last.values(), update_conflicts=True, unique_fields=key, update_fields=columns
        )


def instant(value: datetime) -> str:
    """Write an instant as the ORM does, for a statement written by hand."""
    if connection.vendor == "postgresql":
        return str(connection.ops.adapt_datetimefield_value(value))
    return _naive(value)


def instants() -> Callable[[datetime], str]:
    """Return `instant` for many: which database it is for is asked once."""
    return instant if connection.vendor == "postgresql" else _naive


def among(values: Iterable[int] | Iterable[str]) -> RawSQL:
    """Return thousands of ids or texts as what stands behind `__in`: one parameter for them all.

    Each parameter of its own costs the ORM microseconds, and a statement has so many at most. A
    number that is beyond every id is among none.
    """
    listed: list[Any] = [one for one in values if isinstance(one, str) or abs(one) <= ID_MAX]
    if connection.vendor == "postgresql":
        if listed and isinstance(listed[0], str):
            return RawSQL("SELECT unnest(%s::text[])", (listed,))  # noqa: S611 - values bound
        numbers = "{" + ",".join(map(str, listed)) + "}"  # In a third of the driver's time.
        return RawSQL("SELECT unnest(%s::bigint[])", (numbers,))  # noqa: S611 - values bound
    return RawSQL("SELECT value FROM json_each(%s)", (orjson.dumps(listed).decode(),))  # noqa: S611


def _naive(value: datetime) -> str:
    """Write an instant as Django does for SQLite, in a tenth of its time: rows have several."""
    return _naive_utc(value if value.tzinfo is UTC else value.astimezone(UTC))


@lru_cache(maxsize=8192)
def _naive_utc(value: datetime) -> str:
    """Write an instant of UTC. Remembered: an act writes the same few in each of its rows."""
    return value.isoformat(" ")[:-6]


def _insert_many(
    table: str, width: int, rows: Sequence[Row], most: int = GROUP_ROWS, ending: str = ""
) -> None:
    """Insert a group of rows by one statement, which is prepared once, and then what is left."""
    size = min(most, (connection.features.max_query_params or 999) // width)
    groups = [
        [value for row in rows[start : start + size] for value in row]
        for start in range(0, len(rows), size)
    ]
    rest = [groups.pop()] if len(rows) % size else []
    with connection.cursor() as cursor:
        for parts, number in ((groups, size), (rest, len(rows) % size)):
            if parts:
                cursor.executemany(_statement(table, width, number, ending), parts)


def _insert_values(table: str, width: int, rows: Iterable[Row]) -> None:
    rows = list(rows)
    values = [value for row in rows for value in row]
    with connection.cursor() as cursor:
        cursor.execute(_statement(table, width, len(rows)), values)


@lru_cache(maxsize=64)
def _statement(table: str, width: int, number: int, ending: str = "") -> str:
    """Return the insert of so many rows: the same text again, which databases then know."""
    marks = "(" + ", ".join(["%s"] * width) + ")"
    return f"INSERT INTO {table} VALUES {', '.join([marks] * number)}{ending}"


def _copy(table: str, rows: Iterable[Row]) -> None:
    with connection.cursor() as cursor, connection.wrap_database_errors:
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def _adapted(rows: Sequence[Row], adapters: list[Callable[[Any], Any] | None]) -> Sequence[Row]:
    """Adapt the columns that need it, column by column, and leave the rest alone."""
    if not any(adapters):
        return rows
    columns = [
        column if adapt is None else _once(column, adapt)
        for column, adapt in zip(zip(*rows, strict=True), adapters, strict=True)
    ]
    return list(zip(*columns, strict=True))


def _once(column: Sequence[Any], adapt: Callable[[Any], Any]) -> list[Any]:
    """Adapt each different value in a row of equal ones once: acts and instants repeat."""
    adapted: list[Any] = []
    last, was = None, None
    for value in column:
        if value is None:
            adapted.append(None)
            continue
        if value is not last:
            last, was = value, adapt(value)
        adapted.append(was)
    return adapted


@lru_cache(maxsize=128)
def _writers(
    model: type[models.Model], columns: tuple[str, ...], _vendor: str
) -> tuple[str, list[Callable[[Any], Any] | None]]:
    """Return the table with the columns of an insert, and how each value is adapted."""
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    names = ", ".join(f'"{field.column}"' for field in fields)
    return f'"{model._meta.db_table}" ({names})', [_adapter(field) for field in fields]


def _adapter(field: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    if isinstance(field, models.ForeignKey):
        return _adapter(field.target_field)
    if isinstance(field, models.JSONField):
        return lambda value: orjson.dumps(value).decode()
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.DateTimeField):
        return _naive
    if isinstance(field, models.UUIDField):
        return lambda value: value.hex
    if isinstance(field, models.DateField | models.TimeField):
        return str
    if isinstance(field, models.DecimalField):
        return lambda value: connection.ops.adapt_decimalfield_value(
            value, field.max_digits, field.decimal_places
        )
    return None
