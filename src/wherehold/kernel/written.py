"""Statements that the ORM writes once and that are asked again and again with other values.

A page asks a dozen questions, and writing their statements would take longer than all else.
"""

from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable, get_related_populators

Write = Callable[..., QuerySet[Any, Any]]
Value = int | str | datetime
# What stands in a statement for a value of each kind: nothing that a statement says itself.
_STANDS: dict[type, Callable[[int], Value]] = {
    int: lambda place: 2**62 + place,
    str: lambda place: f"\x01{place}",
    datetime: lambda place: datetime(9000 + place, 1, 1, tzinfo=UTC),
}


def asked(write: Write, given: Hashable, *values: Value) -> list[Any]:
    """Return the rows or records of the question that `write(given, *values)` makes.

    The statement is written once for what is given, such as who asks, and filled in with the
    values. So `write` is a function of a module, looks at nothing but what it is told, does no more
    with the values than to compare with them, and makes a question for tuples or for records.
    """
    statement = _written(write, given, tuple(map(type, values)), connection.vendor)
    return [] if statement is None else statement.ask(values)


class _Statement:
    """A statement, with which of its parameters are values, and how its rows become answers."""

    def __init__(self, question: QuerySet[Any, Any], stands: Sequence[Value]) -> None:
        compiler = question.query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, params = compiler.as_sql()
        places = {_adapted(stand): place for place, stand in enumerate(stands)}
        self._params = [(one, places.get(one) if _fits(one) else None) for one in params]
        assert {place for _, place in self._params} >= {*places.values()}, self._sql
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        self._converters = list(compiler.get_converters(columns).items())
        of_records = question._iterable_class is ModelIterable
        assert of_records or question._iterable_class is ValuesListIterable
        self._made = _records(compiler) if of_records else tuple

    def ask(self, values: Sequence[Value]) -> list[Any]:
        told = [_adapted(value) for value in values]
        params = [one if place is None else told[place] for one, place in self._params]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            rows = cursor.fetchall()
        return [self._made(self._read(row)) for row in rows]

    def _read(self, row: Sequence[Any]) -> list[Any]:
        found = list(row)
        for index, (converters, column) in self._converters:
            for convert in converters:
                found[index] = convert(found[index], column, connection)
        return found


@lru_cache(1_024)
def _written(
    write: Write, given: Hashable, kinds: tuple[type, ...], _vendor: str
) -> _Statement | None:
    """Return the statement; none where the ORM sees that nothing can answer it."""
    stands = [_STANDS[kind](place) for place, kind in enumerate(kinds)]
    try:
        return _Statement(write(given, *stands), stands)
    except EmptyResultSet:
        return None


def _adapted(value: Value) -> Any:  # noqa: ANN401 - as the database wants it
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def _fits(param: object) -> bool:
    """Say whether a parameter may stand for a value; PostgreSQL's numbers are a kind of int."""
    return isinstance(param, int | str | datetime)


def _records(compiler: Any) -> Callable[[list[Any]], Any]:  # noqa: ANN401
    """Return what makes a record of a row, with those that were selected along with it."""
    info = compiler.klass_info
    first, last = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, *_ in compiler.select[first:last]]
    model, populators = info["model"], cast("Any", get_related_populators)
    related = populators(info, compiler.select, DEFAULT_DB_ALIAS)

    def made(row: list[Any]) -> Any:  # noqa: ANN401
        record = model.from_db(DEFAULT_DB_ALIAS, names, row[first:last])
        for one in related:
            one.populate(row, record)
        return record

    return made
