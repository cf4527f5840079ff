"""The care of what is kept beside the assets: compare it with the truth, rebuild it, tidy it.

These are for whoever looks after the installation, by command line and by job. They ask nobody's
rights and show no asset.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection, transaction

from wherehold.kernel import bulk
from wherehold.kernel.jobs import Run, Task
from wherehold.register import indexing
from wherehold.register.models import Asset, SearchText
from wherehold.register.tally_triggers import Kept, add_group, tables

COMPACT_EVERY_S = 60
# Fewer are counted by the triggers as quickly as in a group.
GROUP_ROWS_MIN = 8
_LIVE = "a.archived_at IS NULL AND a.merged_into_id IS NULL"


def insert(columns: Sequence[str], rows: Sequence[bulk.Row]) -> None:
    """Insert assets, first column `id`, numbered in one row, and count them. Few statements.

    It stands in the transaction of the caller, which takes it all back if this fails.
    Raises: IntegrityError, as `bulk.insert`.
    """
    if connection.vendor != "sqlite" or len(rows) < GROUP_ROWS_MIN:
        bulk.insert(Asset, columns, rows)
        return
    assert connection.in_atomic_block, "the triggers pause for one transaction"
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO register_tallypause (paused) VALUES (1)")
        bulk.insert(Asset, columns, rows)
        for kept in tables("sqlite"):
            cursor.execute(add_group(kept, "a.id BETWEEN %s AND %s"), [rows[0][0], rows[-1][0]])
        cursor.execute("DELETE FROM register_tallypause")


def differences() -> list[dict[str, Any]]:
    """Return every key whose tally is not the number of its assets, with both. Two statements."""
    found = []
    for kept in tables(connection.vendor):
        key = ", ".join(kept.key)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {key}, sum(told), sum(told_value), sum(true_n), sum(true_value) FROM ("
                f"SELECT {key}, assets AS told, value_minor AS told_value, 0 AS true_n, "
                f"0 AS true_value FROM {kept.table} UNION ALL "
                f"SELECT {kept.of('a')}, 0, 0, 1, coalesce(a.value_minor, 0) "
                f"FROM register_asset a WHERE {_LIVE}) AS both_ GROUP BY {key} "
                "HAVING sum(told) <> sum(true_n) OR sum(told_value) <> sum(true_value)"
            )
            found += [_difference(kept, row) for row in cursor.fetchall()]
    return found


def _difference(kept: Kept, row: tuple[Any, ...]) -> dict[str, Any]:
    width = len(kept.key)
    told, _, true, _ = (int(value) for value in row[width:])
    key = {name: str(value) for name, value in zip(kept.key, row[:width], strict=True)}
    return {"table": kept.table, "key": key, "told": told, "true": true}


def rebuild() -> None:
    """Count all tallies anew, while nobody writes."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("LOCK TABLE register_asset IN SHARE ROW EXCLUSIVE MODE")
        for kept in tables(connection.vendor):
            cursor.execute(f"DELETE FROM {kept.table}")
            if connection.vendor == "sqlite":
                cursor.execute(add_group(kept, "1"))
                continue
            key = ", ".join(kept.key)
            cursor.execute(
                f"INSERT INTO {kept.table} ({key}, assets, value_minor) "
                f"SELECT {key}, count(*), sum(worth) FROM ("
                f"SELECT {kept.of('a')}, coalesce(a.value_minor, 0) FROM register_asset a "
                f"WHERE {_LIVE}) AS one ({key}, worth) GROUP BY {key}"
            )


def compact() -> None:
    """Sum up what was appended to the same key, and drop what came to nothing."""
    for kept in tables(connection.vendor):
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(f"DELETE FROM {kept.table} WHERE assets = 0 AND value_minor = 0")
                continue
            key = ", ".join(kept.key)
            cursor.execute(
                f"WITH gone AS (DELETE FROM {kept.table} WHERE ({key}) IN ("
                f"SELECT {key} FROM {kept.table} GROUP BY {key} "
                "HAVING count(*) > 1 OR (sum(assets) = 0 AND sum(value_minor) = 0)) RETURNING *) "
                f"INSERT INTO {kept.table} ({key}, assets, value_minor) "
                f"SELECT {key}, sum(assets), sum(value_minor) FROM gone GROUP BY {key} "
                "HAVING sum(assets) <> 0 OR sum(value_minor) <> 0"
            )


def wrong_words() -> Iterator[int]:
    """Yield the assets whose words are missing or not those of the register, in chunks."""
    last = 0
    while ids := list(
        Asset.objects.filter(pk__gt=last)
        .order_by("pk")
        .values_list("pk", flat=True)[: indexing.CHUNK]
    ):
        told = dict(SearchText.objects.filter(asset__in=ids).values_list("asset_id", "text"))
        true = indexing.texts_of(ids)
        yield from (key for key in ids if told.get(key) != true[key])
        last = ids[-1]


def index_of_words_is_sound() -> bool:
    """Say whether the index beside the words has as many rows as there are words."""
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        try:
            cursor.execute(
                "INSERT INTO register_search (register_search) VALUES ('integrity-check')"
            )
        except Exception:
            return False
    return True


def rebuild_words() -> int:
    """Write the words of every asset anew, and the index beside them. Return how many."""
    if connection.vendor == "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO register_search (register_search) VALUES ('delete-all')")
            cursor.execute(
                "INSERT INTO register_search (rowid, text) "
                "SELECT asset_id, text FROM register_searchtext"
            )
    mended, chunk = 0, list[int]()
    for key in wrong_words():
        chunk.append(key)
        if len(chunk) == indexing.CHUNK:
            mended += _mend(chunk)
    return mended + _mend(chunk)


def _mend(chunk: list[int]) -> int:
    number = len(chunk)
    with transaction.atomic():
        indexing.reindex_assets(chunk)
    chunk.clear()
    return number


def _compact(run: Run) -> None:
    compact()
    run.step(1, 1)


TASKS = {"register.compact_tallies": Task(run=_compact, every_s=COMPACT_EVERY_S)}
