"""The one place that writes by what values of own fields an asset is found.

Commands call it in their transaction, beside the change. What is longer than a filter can say is
not kept here.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson
from django.db import connection, transaction

from wherehold.kernel import bulk, money
from wherehold.register.indexing import CHUNK, plain
from wherehold.register.models import Asset, FieldValue

VALUE_MAX = 200
Fields = Mapping[str, Any]
Row = tuple[int, str, str]
_COLUMNS = ("asset_id", "key", "value")


def said(value: Any) -> str:  # noqa: ANN401 - whatever an own field holds
    """Return a value as it is found."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return plain(f"{money.plain(value['minor'], value['currency'])} {value['currency']}")
    return plain(str(value))


def add(fields: Mapping[int, Fields]) -> None:
    """Keep the values of new assets, by id. One statement, none if there are no values."""
    bulk.insert(FieldValue, _COLUMNS, [r for key, own in fields.items() for r in _rows(key, own)])


def renew(changed: Mapping[int, tuple[Fields, Fields]]) -> None:
    """Keep other values of assets, by id before and after. Two statements at most."""
    gone, new = set[Row](), set[Row]()
    for key, (before, after) in changed.items():
        was, now = set(_rows(key, before)), set(_rows(key, after))
        gone |= was - now
        new |= now - was
    if gone:
        _remove(gone)
    bulk.insert(FieldValue, _COLUMNS, sorted(new))


def wrong() -> Iterator[int]:
    """Yield the assets whose values are not those of the register, in chunks."""
    last = 0
    while rows := _page(last):
        last = rows[-1][0]
        ids = [key for key, _ in rows]
        told: dict[int, set[Row]] = {}
        kept = FieldValue.objects.filter(asset__in=ids).values_list(*_COLUMNS)
        for row in kept:
            told.setdefault(row[0], set()).add(row)
        yield from (key for key, own in rows if told.get(key, set()) != set(_rows(key, own)))


def rebuild() -> None:
    """Keep the values of every asset anew, while nobody writes."""
    with transaction.atomic():
        FieldValue.objects.all().delete()
        last = 0
        while rows := _page(last):
            last = rows[-1][0]
            add(dict(rows))


def _page(after: int) -> list[tuple[int, Fields]]:
    rows = Asset.objects.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", "fields")[:CHUNK])


def _rows(asset_id: int, fields: Fields) -> Iterable[Row]:
    for key, value in fields.items():
        if len(text := said(value)) <= VALUE_MAX:
            yield asset_id, key, text


def _remove(rows: set[Row]) -> None:
    listed = orjson.dumps(sorted(rows)).decode()
    taken = (
        "SELECT (j->>0)::bigint, j->>1, j->>2 FROM jsonb_array_elements(%s::jsonb) AS j"
        if connection.vendor == "postgresql"
        else "SELECT json_extract(j.value, '$[0]'), json_extract(j.value, '$[1]'), "
        "json_extract(j.value, '$[2]') FROM json_each(%s) AS j"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM register_fieldvalue WHERE (asset_id, key, value) IN ({taken})", [listed]
        )
