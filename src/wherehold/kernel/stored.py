"""Entries as they lie in the table, for whoever recomputes them: no model, no conversion.

Instants come as RFC 3339 text made by the database, data as the text that was hashed. Rows come
by pages, so a ledger of any length is read with little memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection

from wherehold.kernel import leaves
from wherehold.kernel.fields import canonical

PAGE = 5_000


@dataclass(slots=True)
class Stored:
    """One row: its place, if it has one, and what is kept under its number, if anything is."""

    pos: int | None
    seq: int
    act: str
    actor: str
    happened_at: str
    kind: str
    recorded_at: str
    source: str
    subject_id: int
    subject_type: str
    data: str | None
    salt: bytes | None
    leaf: bytes | None
    mac: bytes | None

    def header(self) -> dict[str, Any]:
        """Return the part of the entry that is never erased, as it is hashed."""
        return {
            "act": self.act,
            "actor": self.actor,
            "happened_at": self.happened_at,
            "kind": self.kind,
            "recorded_at": self.recorded_at,
            "source": self.source,
            "subject_id": self.subject_id,
            "subject_type": self.subject_type,
        }

    def is_erased(self) -> bool:
        """Say whether what the entry said was erased."""
        return self.data is None and self.salt is None

    def recomputed(self) -> bytes | None:
        """Work the leaf out anew; None if something that it is made of cannot be ours."""
        if not isinstance(self.data, str) or self.salt is None:
            return None
        if len(self.salt) != leaves.SALT_BYTES:
            return None
        try:
            header, data = canonical(self.header()), self.data.encode()
        except (TypeError, UnicodeEncodeError):  # SQLite keeps any value in any column.
            return None
        return leaves.leaf_of(header, leaves.commitment(self.salt, data))


def placed(before: int) -> Iterator[Stored]:
    """Yield what stands at each position below one, in order, also where the entry is gone."""
    pos = 0
    while pos < before:
        rows = _rows(
            "p.pos, p.seq",
            "kernel_position p LEFT JOIN kernel_entry e ON e.seq = p.seq "
            "WHERE p.pos >= %s AND p.pos < %s ORDER BY p.pos",
            [pos, min(before, pos + PAGE)],
        )
        yield from rows
        pos += PAGE


def unplaced(until: int, before: int) -> Iterator[Stored]:
    """Yield the entries up to a number that have no place below a position, in order."""
    seq = 0
    while True:
        rows = _rows(
            "NULL, e.seq",
            "kernel_entry e WHERE e.seq > %s AND e.seq <= %s AND NOT EXISTS "
            "(SELECT 1 FROM kernel_position p WHERE p.seq = e.seq AND p.pos < %s) "
            "ORDER BY e.seq LIMIT %s",
            [seq, until, before, PAGE],
        )
        yield from rows
        if len(rows) < PAGE:
            return
        seq = rows[-1].seq


def one(seq: int) -> Stored | None:
    """Return one entry with its place, if there is such an entry."""
    rows = _rows(
        "p.pos, e.seq",
        "kernel_entry e LEFT JOIN kernel_position p ON p.seq = e.seq WHERE e.seq = %s",
        [seq],
    )
    return rows[0] if rows else None


def _rows(first: str, rest: str, params: list[int]) -> list[Stored]:
    is_postgresql = connection.vendor == "postgresql"
    instant = _POSTGRESQL_INSTANT if is_postgresql else _SQLITE_INSTANT
    happened, recorded = instant.format("e.happened_at"), instant.format("e.recorded_at")
    act = "e.act::text" if is_postgresql else "e.act"
    statement = (
        f"SELECT {first}, {act}, e.actor, {happened}, e.kind, {recorded}, e.source, "
        f"e.subject_id, e.subject_type, e.data, e.salt, e.leaf, e.mac FROM {rest}"
    )
    try:
        rows = _asked(statement, params)
    except OperationalError as error:
        if is_postgresql or "decode" not in str(error):
            raise
        rows = _asked_leniently(statement, params)
    for row in rows:
        _tidy(row)
    return rows


def _asked(statement: str, params: list[int]) -> list[Stored]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [Stored(*row) for row in cursor.fetchall()]


def _asked_leniently(statement: str, params: list[int]) -> list[Stored]:
    """Ask SQLite for rows of which one holds text that is none: it must be named, not stop us."""
    strict = connection.connection.text_factory
    connection.connection.text_factory = lambda text: text.decode(errors="surrogateescape")
    try:
        return _asked(statement, params)
    finally:
        connection.connection.text_factory = strict


# To the microsecond, as hashed; SQLite's table leaves a fraction of nothing away.
_POSTGRESQL_INSTANT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
_SQLITE_INSTANT = (
    "substr(replace({0}, ' ', 'T') || CASE WHEN length({0}) = 19 THEN '.000000' ELSE '' END, 1, 40)"
    " || 'Z'"
)


def _tidy(row: Stored) -> None:
    """Make one shape of what the two databases give: numbers as text, bytes as bytes."""
    if isinstance(row.act, str) and len(row.act) == 32:
        try:
            row.act = str(UUID(row.act))
        except ValueError:
            pass  # Somebody changed it; the leaf will not fit.
    for name in ("salt", "leaf", "mac"):
        value = getattr(row, name)
        if value is not None and not isinstance(value, bytes):
            is_view = isinstance(value, memoryview)
            setattr(row, name, bytes(value) if is_view else _raw(value))


def _raw(value: object) -> bytes:
    return str(value).encode(errors="surrogateescape")
