"""What verification keeps in mind across rows: copies, erasures, gaps. All of it is small."""

from collections.abc import Iterator
from typing import Protocol

import orjson
from django.db import connection

from wherehold.kernel.models import Entry
from wherehold.kernel.stored import Stored

# One bit for each of so many leaves an entry: few strangers share one, and those are looked up.
BITS_AN_ENTRY = 128
BITS_MIN, BITS_MAX = 2**16, 2**28
ERASED = "ledger.erased"


class Report(Protocol):
    """Whatever findings are told to."""

    def add(self, seq: int, problem: str, sentence: str) -> None:
        """Note a finding."""


class Copies:
    """Finds leaves that come twice, without remembering them all.

    A leaf sets a bit. Where it is set already, the subject's own entries, which are few, are
    asked for the leaf.
    """

    def __init__(self, entries: int) -> None:
        size = min(BITS_MAX, max(BITS_MIN, 1 << (entries * BITS_AN_ENTRY).bit_length()))
        self._mask = size - 1
        self._bits = bytearray(size // 8)

    def is_copy(self, row: Stored, leaf: bytes) -> bool:
        """Say whether an entry with this leaf came before."""
        bit = int.from_bytes(leaf[:8], "big") & self._mask
        byte, flag = bit >> 3, 1 << (bit & 7)
        if not self._bits[byte] & flag:
            self._bits[byte] |= flag
            return False
        same = Entry.objects.filter(subject_type=row.subject_type, subject_id=row.subject_id)
        return same.filter(leaf=leaf, seq__lt=row.seq).exists()


class Erasures:
    """Holds what was erased against the entries that say so."""

    def __init__(self, until: int) -> None:
        self._until = until
        self._empty: set[int] = set()
        self._said: set[int] = set()

    def see(self, row: Stored) -> None:
        """Note an entry that is empty, or that says which are."""
        if row.is_erased():
            self._empty.add(row.seq)
        elif row.kind == ERASED and row.data is not None:
            self._said.update(orjson.loads(row.data).get("seqs", []))

    def check(self, report: Report) -> None:
        """Tell of empty entries that no entry accounts for."""
        unsaid = self._empty - self._said
        if unsaid and not self._said_meanwhile(unsaid):
            for seq in sorted(unsaid):
                report.add(seq, "erased", "It was emptied, and no entry says so.")

    def _said_meanwhile(self, unsaid: set[int]) -> bool:
        """Say whether entries written since the verification began account for all of them."""
        newer = Entry.objects.filter(seq__gt=self._until, kind=ERASED)
        said = {seq for data in newer.values_list("data", flat=True) for seq in data["seqs"]}
        return unsaid <= said


def gaps(until: int) -> Iterator[int]:
    """Yield the first number of each gap up to one, and of an end that is missing.

    SQLite numbers entries without a gap and remembers the last number given, so a gap is a
    removal. PostgreSQL skips the numbers of transactions that failed.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM kernel_entry WHERE seq <= %s", [until])
        if cursor.fetchone()[0] != until:
            cursor.execute(
                "SELECT before + 1 FROM (SELECT seq, lag(seq, 1, 0) OVER (ORDER BY seq) AS before "
                "FROM kernel_entry WHERE seq <= %s) WHERE seq <> before + 1 LIMIT 100",
                [until],
            )
            yield from [seq for (seq,) in cursor.fetchall()]
        cursor.execute(
            "SELECT seq, (SELECT max(seq) FROM kernel_entry) FROM sqlite_sequence "
            "WHERE name = 'kernel_entry'"
        )
        given, last = cursor.fetchone() or (0, 0)
        if given > (last or 0):
            yield (last or 0) + 1


def strange_transactions(until: int) -> list[int]:
    """Return entries up to one with a number of a transaction, which SQLite does not have.

    It is no part of what is hashed, as it is the server's alone.
    """
    if connection.vendor != "sqlite":
        return []
    found = Entry.objects.filter(seq__lte=until).exclude(xid=0).order_by("seq")
    return list(found.values_list("seq", flat=True)[:100])
