"""In which stack of a month's table a reading lies.

A stack takes readings as they come, until it is full; within it they lie by device. So whatever
is stored touches the pages of one stack and no more, however many lie below it, and what is asked
of a device is one range of each stack that has something of the time. What comes late, or from a
clock that is off, has stacks of its own: the others stay narrow in time.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from wherehold.tracking.columns import Longs

# A batch goes as a whole into a stack that had room for one.
FULL = 100_000
# Of so many at first is asked what is the last of something.
AT_ONCE = 8
KEY = ("stack", "device_id", "at_us", "k")
_TAKE = (
    "UPDATE tracking_stack SET readings = readings + %s, "
    "first_us = CASE WHEN first_us < %s THEN first_us ELSE %s END, "
    "last_us = CASE WHEN last_us > %s THEN last_us ELSE %s END "
    "WHERE id = (SELECT id FROM tracking_stack WHERE month = %s AND is_aside = %s "
    "AND readings < %s ORDER BY id LIMIT 1{lock}) RETURNING id"
)
_BEGIN = (
    "INSERT INTO tracking_stack (month, is_aside, readings, first_us, last_us) "
    "VALUES (%s, %s, %s, %s, %s) RETURNING id"
)


def table(month: int) -> str:
    """Return the name of a month's table."""
    return f"tracking_reading_{month:06d}"


def source(month: int, first_us: int, last_us: int, beside: str = "") -> str:
    """Return what stands behind FROM for a month's readings, called `r`, about a span.

    They are no fewer than those of the span, and may be more. `beside` is read before them.
    """
    # SQLite reads what is joined by CROSS JOIN in the order in which it stands.
    join = "JOIN" if connection.vendor == "postgresql" else "CROSS JOIN"
    among = f"({of_span(month, first_us, last_us)}) AS st"
    before = f"{among} CROSS JOIN {beside}" if beside else among
    return f"{before} {join} {table(month)} r ON r.stack = st.id"


def of_span(month: int, first_us: int, last_us: int) -> str:
    """Return the statement that finds the stacks of a month with something of a span."""
    return (
        f"SELECT id FROM tracking_stack WHERE month = {month:d} "  # noqa: S608 - numbers are ours
        f"AND last_us >= {first_us:d} AND first_us <= {last_us:d}"
    )


def newest_first(first_us: int, last_us: int) -> Iterator[tuple[int, list[int], int]]:
    """Yield month and stacks with something of a span, ever more at once, the latest ones first.

    With them stands the last instant of all that follow in the month; -1 at its end. One
    statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT month, id, last_us FROM tracking_stack WHERE last_us >= %s AND first_us <= %s "
            "ORDER BY month DESC, last_us DESC, id DESC",
            [first_us, last_us],
        )
        found: list[tuple[int, int, int]] = cursor.fetchall()
    for month, rows in groupby(found, key=lambda row: row[0]):
        left, size = list(rows), AT_ONCE
        while left:
            those, left, size = left[:size], left[size:], 4 * size
            yield month, [key for _, key, _ in those], left[0][2] if left else -1


def take(month: int, at_us: "Longs", *, aside: bool) -> int:
    """Return the stack for readings of these instants, and count them into it.

    On PostgreSQL nobody else writes into it until the end of the transaction.
    """
    number, first_us, last_us = len(at_us), int(at_us.min()), int(at_us.max())
    lock = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    ends = [first_us, first_us, last_us, last_us]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE.format(lock=lock), [number, *ends, month, aside, FULL])
        row = cursor.fetchone()
        if row is None:
            cursor.execute(_BEGIN, [month, aside, number, first_us, last_us])
            row = cursor.fetchone()
    return int(row[0])
