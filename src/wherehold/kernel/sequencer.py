"""The sequencer: gives every settled entry its place in the one order that all readers go by.

PostgreSQL numbers a row before its transaction commits: a reader who goes by `seq` alone and has
seen 10 may never see 9. An entry is settled once every transaction that began to write before its
own has ended, that is when its `xid` lies below the oldest one running. Nothing is skipped and no
writer waits; one long write anywhere on the server makes readers late, which `lag` shows. SQLite
has one writer at a time, so there `seq` is the order.

The order is data: it survives dump and restore. Transactions are counted by one server, so on
another one, whatever has no place yet is first given one by `seq`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from wherehold.kernel.models import Entry, Horizon, Position

CHUNK = 5_000
# Any number will do, so long as nobody else on the server takes it: this one spells "seal".
_LOCK = 0x7365616C

_SQLITE = """
INSERT INTO kernel_position (pos, seq)
SELECT %s + row_number() OVER (ORDER BY seq), seq
FROM (SELECT seq FROM kernel_entry WHERE seq > %s ORDER BY seq LIMIT %s)
"""
_POSTGRESQL = """
WITH next AS (
    SELECT e.xid, e.seq, row_number() OVER (ORDER BY e.xid, e.seq) AS n
    FROM (
        SELECT xid, seq FROM kernel_entry
        WHERE (xid, seq) > (%s, %s)
          AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        ORDER BY xid, seq LIMIT %s
    ) e
    WHERE NOT EXISTS (SELECT FROM kernel_position p WHERE p.seq = e.seq)
), placed AS (
    INSERT INTO kernel_position (pos, seq) SELECT %s + n, seq FROM next
)
SELECT xid, seq FROM next ORDER BY n DESC LIMIT 1
"""
_ARRIVED = """
INSERT INTO kernel_position (pos, seq)
SELECT %s + row_number() OVER (ORDER BY seq), seq FROM (
    SELECT seq FROM kernel_entry e
    WHERE NOT EXISTS (SELECT FROM kernel_position p WHERE p.seq = e.seq)
    ORDER BY seq LIMIT %s
) arrived
"""


def place() -> int:
    """Give the next settled entries their places; return how many, 5,000 at most."""
    if connection.vendor == "postgresql":
        return _place_settled()
    return _place_in_order()


def size() -> int:
    """Return how many entries have a place: the position that the next one gets."""
    return _last()[0] + 1


def position_of(seq: int) -> int | None:
    """Return the place of an entry in the order of the ledger, once it has one."""
    return Position.objects.filter(seq=seq).values_list("pos", flat=True).first()


def positions_of(seqs: Iterable[int]) -> dict[int, int]:
    """Return the places of entries that have one. One statement."""
    placed = Position.objects.filter(seq__in=list(seqs))
    return dict(placed.values_list("seq", "pos"))


def oldest_unplaced() -> datetime | None:
    """Return when the oldest entry without a place was recorded, or None if all have one."""
    pos, seq = _last()
    waiting = Entry.objects.filter(seq__gt=seq).order_by("seq")
    return waiting.values_list("recorded_at", flat=True).first()


@contextmanager
def alone() -> Iterator[bool]:
    """Hold a transaction in which nobody else places or seals; say whether we may.

    SQLite's write lock does that by itself.
    """
    with transaction.atomic():
        if connection.vendor != "postgresql":
            yield True
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
            yield bool(cursor.fetchone()[0])


def _last() -> tuple[int, int]:
    """Return the last position and its entry; (-1, 0) when there is none."""
    last = Position.objects.order_by("-pos").values_list("pos", "seq").first()
    return last or (-1, 0)


def _place_in_order() -> int:
    # Asked without a transaction first: an idle system does not write.
    if not Entry.objects.filter(seq__gt=_last()[1]).exists():
        return 0
    with alone(), connection.cursor() as cursor:
        cursor.execute(_SQLITE, [*_last(), CHUNK])
        return int(cursor.rowcount)


def _place_settled() -> int:
    with alone() as we_may:
        if not we_may:
            return 0
        before, server = _last()[0], _server()
        horizon = Horizon.objects.first()
        if horizon is None or horizon.server != server:
            return _place_arrived(before, server)
        with connection.cursor() as cursor:
            cursor.execute(_POSTGRESQL, [horizon.xid, horizon.seq, CHUNK, before])
            if last := cursor.fetchone():
                horizon.xid, horizon.seq = last
                horizon.save(update_fields=["xid", "seq"])
        return _last()[0] - before


def _place_arrived(before: int, server: str) -> int:
    """Place what came from another server; once all of it is, count transactions of this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        oldest = cursor.fetchone()[0]
        cursor.execute(_ARRIVED, [before, CHUNK])
        placed = int(cursor.rowcount)
    if placed < CHUNK:
        Horizon.objects.update_or_create(
            pk=1, defaults={"server": server, "xid": oldest - 1, "seq": 2**63 - 1}
        )
    return placed


def _server() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        return str(cursor.fetchone()[0])
