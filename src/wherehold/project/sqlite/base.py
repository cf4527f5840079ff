"""Django's SQLite backend with a fair line of writers before `BEGIN IMMEDIATE`.

Only the outermost `atomic` queues; reads never do. A single statement that writes outside any
transaction queues for its own duration.
"""

import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.creation import DatabaseCreation
from django.db.backends.sqlite3.features import DatabaseFeatures
from django.db.backends.sqlite3.operations import DatabaseOperations

from wherehold.project.sqlite import lock, testing

PARAMS_MAX = 32_766
# Of each connection: 8 MiB of pages, and a log that shrinks again after a long import.
_PRAGMAS = ("PRAGMA cache_size = -8192", "PRAGMA journal_size_limit = 67108864")
# How much of the file is read in place, without a copy of each page; see `map_pages`.
MAPPED = 1 << 30
_here = threading.local()
Params = Sequence[object] | Mapping[str, object]
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER")


def map_pages() -> None:
    """Have the connections that this thread opens from now on read the file in place.

    Walking ten thousand things takes half the time so. For threads that answer people: what is
    read counts as memory of the process, and an import reads all.
    """
    _here.mapped = MAPPED


class Features(DatabaseFeatures):
    """Says what this SQLite can take in one statement."""

    max_query_params = PARAMS_MAX


class Operations(DatabaseOperations):
    """Empties tables also where triggers refuse it: only tests and `flush` do."""

    def sql_flush(self, *args: Any, **kwargs: Any) -> list[str]:  # noqa: ANN401
        """Return the statements that empty tables, with triggers put away meanwhile."""
        with self.connection.cursor() as cursor:
            # The words of assets have an index beside the tables, which triggers empty.
            cursor.execute(
                "SELECT name, sql FROM sqlite_master "
                "WHERE type = 'trigger' AND name NOT LIKE 'register_searchtext_%'"
            )
            triggers = cursor.fetchall()
        away = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
        back = [sql for _, sql in triggers]
        # An emptied ledger counts from 1 again: a gap would look like a removal.
        again = "DELETE FROM sqlite_sequence WHERE name = 'kernel_entry'"
        return [*away, *super().sql_flush(*args, **kwargs), again, *back]


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection. It holds the writers' lock from BEGIN to commit, rollback or close."""

    features_class = Features
    ops_class = Operations
    creation_class: type[DatabaseCreation] = testing.Creation

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._held: lock.WriterLock | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        """Open a connection with our cache and log."""
        opened: sqlite3.Connection = super().get_new_connection(conn_params)
        for pragma in _PRAGMAS:
            opened.execute(pragma)
        opened.execute(f"PRAGMA mmap_size = {getattr(_here, 'mapped', 0)}")
        return opened

    def create_cursor(self, name: str | None = None) -> "Cursor":
        """Return a cursor that queues before it writes by itself."""
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        cursor.wrapper = self
        return cursor

    def queue(self) -> None:
        """Wait for the turn to write.

        Raises: OperationalError when it does not come in time.
        """
        if self._held is None:
            line = lock.for_database(str(self.settings_dict["NAME"]))
            if not line.acquire(self.settings_dict["OPTIONS"].get("timeout", 5)):
                raise OperationalError("database is locked: others wrote for too long")
            self._held = line

    def leave(self) -> None:
        """Let the next one write."""
        if self._held is not None:
            held, self._held = self._held, None
            held.release()

    def _start_transaction_under_autocommit(self) -> None:
        self.queue()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self.leave()
            raise

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        if autocommit:
            self.leave()

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self.leave()

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]
        self.leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self.leave()


class Cursor(base.SQLiteCursorWrapper):
    """A cursor whose lone writes take their turn."""

    wrapper: DatabaseWrapper

    def convert_query(self, query: str, *, param_names: Iterable[str] | None = None) -> str:
        """Write marks as SQLite has them, once for a statement of thousands of them."""
        if param_names is None:
            return _marked(query)
        return str(super().convert_query(query, param_names=param_names))

    def execute(self, query: str, params: Params | None = None) -> base.SQLiteCursorWrapper:  # type: ignore[override]
        """Run one statement, in turn if it writes outside a transaction."""
        if not self._is_lone_write(query):
            return super().execute(query, params)
        self.wrapper.queue()
        try:
            return super().execute(query, params)
        finally:
            self.wrapper.leave()

    def executemany(self, query: str, param_list: Iterable[Params]) -> base.SQLiteCursorWrapper:  # type: ignore[override]
        """Run one statement for many rows, in turn if outside a transaction."""
        if not self._is_lone_write(query):
            return super().executemany(query, param_list)
        self.wrapper.queue()
        try:
            return super().executemany(query, param_list)
        finally:
            self.wrapper.leave()

    def _is_lone_write(self, query: str) -> bool:
        if self.wrapper._held is not None or self.wrapper.in_atomic_block:
            return False
        return query.lstrip()[:7].upper().startswith(_WRITES)


@lru_cache(maxsize=128)
def _marked(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
