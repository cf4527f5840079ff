"""Entries as they lie in the table, for whoever recomputes them: no model, no conversion.

Instants come as RFC 3339 text made by the database, data as the text that was hashed. Rows come
by pages, so a ledger of any length is read with little memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

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
        """Work the leaf out anew; None if something that it is made of is missing."""
        if self.data is None or self.salt is None or len(self.salt) != leaves.SALT_BYTES:
            return None
        tied = leaves.commitment(self.salt, self.data.encode())
        return leaves.leaf_of(canonical(self.header()), tied)


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
    act = "e.act::text" if is_postgresql else "e.act || ''"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {first}, {act}, e.actor, {happened}, e.kind, {recorded}, e.source, "
            f"e.subject_id, e.subject_type, e.data, e.salt, e.leaf, e.mac FROM {rest}",
            params,
        )
        rows = [Stored(*row) for row in cursor.fetchall()]
    for row in rows:
        _tidy(row)
    return rows


# To the microsecond, as hashed; SQLite's table leaves a fraction of nothing away.
_POSTGRESQL_INSTANT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
_SQLITE_INSTANT = (
    "substr(replace({0}, ' ', 'T') || CASE WHEN length({0}) = 19 THEN '.000000' ELSE '' END, 1, 40)"
    " || 'Z'"
)


def _tidy(row: Stored) -> None:
    """Make one shape of what the two databases give: numbers as text, bytes as bytes."""
    if row.act is not None and len(row.act) == 32:
        try:
            row.act = str(UUID(row.act))
        except ValueError:
            pass  # Somebody changed it; the leaf will not fit.
    for name in ("salt", "leaf", "mac"):
        value = getattr(row, name)
        if value is not None and not isinstance(value, bytes):
            setattr(row, name, value.encode() if isinstance(value, str) else bytes(value))
