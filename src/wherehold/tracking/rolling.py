"""Working out days of devices from their readings, and keeping what they come to.

Days before a device's `rolled_us` are rolled up, but for a span in which something came late
since; later ones, and those of that span, are worked out when somebody asks.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection

from wherehold.kernel import bulk
from wherehold.tracking import days, folding, months
from wherehold.tracking.days import AROUND_US, COLUMNS, DAY_US, SILENCE_US, Part
from wherehold.tracking.instants import to_us
from wherehold.tracking.models import Binding, Checkpoint, Day, State

Span = tuple[int, int]
_KEPT = ("device_id", "begins_us", "ends_us", "points", "first_us", "distance_m", "moving_us",
         "standing_us", "engine_us", "legs", "trail")  # fmt: skip


def floors(device_ids: Iterable[int]) -> dict[int, int]:
    """Return the first instant from which all readings of devices are kept, of those that let go.

    One statement.
    """
    rows = Checkpoint.objects.filter(device__in=bulk.among(device_ids), is_floor=True)
    found = dict[int, int]()
    for device_id, at_us in rows.values_list("device_id", "at_us"):
        found[device_id] = max(found.get(device_id, 0), at_us + 1)
    return found


def cuts(device_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the instants at which devices were put on something or taken off. One statement."""
    found: dict[int, list[int]] = {}
    rows = Binding.objects.filter(device__in=bulk.among(device_ids))
    for device_id, *ends in rows.values_list("device_id", "starts_at", "ends_at"):
        found.setdefault(device_id, []).extend(to_us(at) for at in ends if at is not None)
    return found


def cut(edges: Iterable[tuple[int, datetime]]) -> None:
    """Let days be rolled up once more in which devices were put on something or taken off."""
    by_device = {device_id: to_us(at) for device_id, at in edges}
    states = State.objects.filter(pk__in=bulk.among(by_device)).order_by("pk")
    rows = [
        (one.pk, min(one.stale_from_us, at_us), max(one.stale_until_us, at_us))
        for one in states.select_for_update()
        if (at_us := by_device[one.pk]) < one.rolled_us
    ]
    bulk.update(State, ("device_id", "stale_from_us", "stale_until_us"), rows)


def told(device_id: int, span: Span) -> list[int]:
    """Return the days that a change in a span touches: those with readings, and what follows.

    How a day begins goes by the last position before, so the next day with one is among them.
    """
    first_us, last_us = days.begins(max(0, span[0] - AROUND_US)), span[1] + AROUND_US
    found = with_readings(device_id, first_us, days.begins(last_us) + DAY_US - 1)
    found |= {day + DAY_US for day in found}  # An engine that runs is believed past midnight.
    following = _next(device_id, days.begins(last_us) + DAY_US)
    return sorted(found | ({days.begins(following)} if following is not None else set()))


def worked(
    device_id: int, day_us: int, cut: Iterable[int], *, now_us: int, until_us: int | None = None
) -> list[Part]:
    """Return what a day of a device comes to; of what it said until an instant, if one is given."""
    first_us, last_us = day_us - AROUND_US, day_us + DAY_US + AROUND_US - 1
    last_us = last_us if until_us is None else min(last_us, until_us)
    rows: list[days.Row] = list(months.of_device(device_id, first_us, last_us, COLUMNS))
    if not any(day_us - SILENCE_US <= row[0] < day_us + DAY_US for row in rows):
        return []  # Neither did it go anywhere, nor can an engine have run.
    sound = [row[0] for row in rows if row[2] is not None and not row[1]]
    if sound and day_us <= sound[0] < day_us + DAY_US:
        rows = _before(device_id, first_us) + rows
    now_us = now_us if until_us is None else min(now_us, until_us)
    return days.parts(rows, day_us, cut, now_us)


def keep(found: Mapping[tuple[int, int], Sequence[Part]]) -> None:
    """Put what days of devices come to, by device and beginning, in the place of what was kept."""
    gone: dict[int, list[int]] = {}
    for device_id, day_us in found:
        gone.setdefault(device_id, []).append(day_us)
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM tracking_day WHERE device_id = %s AND begins_us >= %s AND begins_us < %s",
            [(key, day, day + DAY_US) for key, each in gone.items() for day in each],
        )
    rows = [_row(key, part) for (key, _), parts in sorted(found.items()) for part in parts]
    bulk.insert(Day, _KEPT, rows)


def part_of(row: Day) -> Part:
    """Return what was kept of a day."""
    named = {name: getattr(row, name) for name in _KEPT[1:-2]}
    return Part(**named, legs=days.read(row.legs), trail=bytes(row.trail))


def _row(device_id: int, part: Part) -> tuple[object, ...]:
    plain = [getattr(part, name) for name in _KEPT[1:-2]]
    return device_id, *plain, days.kept(part.legs), part.trail


def with_readings(device_id: int, first_us: int, last_us: int) -> set[int]:
    """Return when the days begin in which a device said something. One statement a month."""
    found: set[int] = set()
    for month in months.within(first_us, last_us):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT DISTINCT at_us / {DAY_US} FROM {months.table(month)} "  # noqa: S608
                "WHERE device_id = %s AND at_us BETWEEN %s AND %s",
                [device_id, first_us, last_us],
            )
            found |= {number * DAY_US for (number,) in cursor.fetchall()}
    return found


def _next(device_id: int, from_us: int) -> int | None:
    """Return the first instant of a device from one on, if there is one."""
    for month in months.within(from_us, days.DAY_US * 2_932_896):
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT min(at_us) FROM {months.table(month)} "  # noqa: S608 - the name is ours
                "WHERE device_id = %s AND at_us >= %s",
                [device_id, from_us],
            )
            if (first := cursor.fetchone()[0]) is not None:
                return int(first)
    return None


def _before(device_id: int, until_us: int) -> list[days.Row]:
    """Return the last sound position before an instant, as a row; one that is gone, by the fold."""
    found = months.last_positions([(device_id, 0, until_us - 1)]).get(device_id)
    if found is not None:
        return [(found[0], 0, *found[1:4], None)]
    rows = Checkpoint.objects.filter(device=device_id, is_floor=True, at_us__lt=until_us)
    floor = rows.order_by("-at_us").first()
    good = folding.read(floor.fold).good if floor is not None else None
    return [(good.at_us, 0, good.lat, good.lon, good.accuracy_m, None)] if good else []
