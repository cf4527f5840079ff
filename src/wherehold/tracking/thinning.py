"""The trail of one device, as many points of it as are wanted: the database leaves out the rest."""

from collections.abc import Iterator

from django.db import connection

from wherehold.tracking import months, stacks
from wherehold.tracking.months import Row

COLUMNS = ("at_us", "k", "flags", "lat", "lon", "accuracy_m", "speed_mps", "heading_deg",
           "altitude_m")  # fmt: skip
_SOUND = "device_id = %s AND at_us BETWEEN %s AND %s AND lat IS NOT NULL AND flags = 0"


def count(device_id: int, first_us: int, last_us: int) -> int:
    """Return how many sound positions a device told in a span, both ends in it."""
    total = 0
    for month in months.within(first_us, last_us):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {stacks.source(month, first_us, last_us)} "  # noqa: S608
                f"WHERE {_SOUND}",  # noqa: S608
                [device_id, first_us, last_us],
            )
            total += cursor.fetchone()[0]
    return total


def every(device_id: int, first_us: int, last_us: int, step: int) -> Iterator[Row]:
    """Yield every so-manieth of them in order, and in each month the first and the last."""
    names = ", ".join(COLUMNS)
    for month in months.within(first_us, last_us):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {names} FROM (SELECT {names}, "  # noqa: S608 - names are ours
                "row_number() OVER (ORDER BY at_us, k) - 1 AS place, count(*) OVER () AS number "
                f"FROM {stacks.source(month, first_us, last_us)} WHERE {_SOUND}) AS numbered "
                "WHERE place %% %s = 0 OR place = number - 1 ORDER BY at_us, k",
                [device_id, first_us, last_us, step],
            )
            yield from cursor.fetchall()
