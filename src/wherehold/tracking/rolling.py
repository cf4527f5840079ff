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
from wherehold.tracking.months import Span

Pair = tuple[int, int]
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


def told(spans: Iterable[Span], until_us: int = months.LAST_US) -> dict[int, dict[int, int]]:
    """Return the days that changes in spans of devices touch: when each begins, with its points.

    Those with readings before an instant, and what follows: how a day begins goes by the last
    position before, so the next day with one is among them. Some statements a month.
    """
    wide = [
        (key, days.begins(max(0, first_us - AROUND_US)), _end_of(last_us + AROUND_US))
        for key, first_us, last_us in spans
    ]
    found: dict[int, dict[int, int]] = {key: {} for key, _, _ in wide}
    for key, each in with_readings(wide).items():
        for day_us, points in each.items():
            found[key][day_us] = points
            # An engine that runs is believed past midnight.
            found[key].setdefault(day_us + DAY_US, 0)
    after: dict[int, int] = {}
    for key, _, last_us in wide:
        if last_us + 1 < until_us:
            after[key] = min(after.get(key, last_us + 1), last_us + 1)
    for key, at_us in months.first_instants(after).items():
        found[key].setdefault(days.begins(at_us), 0)
    return found


def worked(
    wanted: Iterable[Pair],
    cuts: Mapping[int, Sequence[int]],
    *,
    now_us: int,
    until_us: int | None = None,
) -> dict[Pair, list[Part]]:
    """Return what days of devices come to; of what was said until an instant, if one is given.

    Statements do not grow with the devices; each further day of one asks as many again.
    """
    now_us = now_us if until_us is None else min(now_us, until_us)
    found: dict[Pair, list[Part]] = {}
    for pairs in _rounds(wanted):
        rows = _rows(pairs, until_us)
        before = _before({p[0]: p[1] - AROUND_US for p in pairs if _goes_on(rows[p[0]], p[1])})
        for device_id, day_us in pairs:
            said = before.get(device_id, []) + rows[device_id]
            cut = cuts.get(device_id, ())
            found[device_id, day_us] = days.parts(said, day_us, cut, now_us) if said else []
    return found


def _rounds(wanted: Iterable[Pair]) -> list[list[Pair]]:
    """Return days of devices, in each list one day at most of a device."""
    rounds: list[list[Pair]] = []
    count: dict[int, int] = {}
    for device_id, day_us in sorted(wanted):
        place = count.get(device_id, 0)
        count[device_id] = place + 1
        if place == len(rounds):
            rounds.append([])
        rounds[place].append((device_id, day_us))
    return rounds


def _rows(pairs: Sequence[Pair], until_us: int | None) -> dict[int, list[days.Row]]:
    """Return the readings of a day and of what is around it, by device; none where it is empty."""
    end_us = months.LAST_US if until_us is None else until_us
    spans = [
        (key, day_us - AROUND_US, min(day_us + DAY_US + AROUND_US - 1, end_us))
        for key, day_us in pairs
    ]
    rows: dict[int, list[days.Row]] = {key: [] for key, _ in pairs}
    for row in months.of_spans(spans, (*(f"r.{name}" for name in COLUMNS), "r.device_id")):
        rows[row[-1]].append(row)
    for key, day_us in pairs:
        if not any(day_us - SILENCE_US <= row[0] < day_us + DAY_US for row in rows[key]):
            rows[key] = []  # Neither did it go anywhere, nor can an engine have run.
    return rows


def _goes_on(rows: Sequence[days.Row], day_us: int) -> bool:
    """Say whether the first sound position among readings lies in the day."""
    first = next((row[0] for row in rows if row[2] is not None and not row[1]), None)
    return first is not None and day_us <= first < day_us + DAY_US


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


def with_readings(spans: Sequence[Span]) -> dict[int, dict[int, int]]:
    """Return when the days begin in which devices said something, and how often, by device.

    One statement a month.
    """
    found: dict[int, dict[int, int]] = {}
    columns = "r.device_id", f"r.at_us / {DAY_US}", "count(*)"
    for key, number, points in months.of_spans(spans, columns, "GROUP BY 1, 2"):
        day_us, each = number * DAY_US, found.setdefault(key, {})
        each[day_us] = max(each.get(day_us, 0), points)
    return found


def _end_of(at_us: int) -> int:
    return days.begins(at_us) + DAY_US - 1


def _before(until_us: Mapping[int, int]) -> dict[int, list[days.Row]]:
    """Return the last sound position of devices before instants, as rows; else by the fold."""
    if not until_us:
        return {}
    told = months.last_positions((key, 0, end_us - 1) for key, end_us in until_us.items())
    found: dict[int, list[days.Row]] = {
        key: [(one[0], 0, *one[1:4], None)] for key, one in told.items()
    }
    left = until_us.keys() - found.keys()
    floors = Checkpoint.objects.filter(device__in=bulk.among(left), is_floor=True)
    for floor in floors.order_by("at_us") if left else ():
        good = folding.read(floor.fold).good
        if good is not None and floor.at_us < until_us[floor.device_id]:
            row = (good.at_us, 0, good.lat, good.lon, good.accuracy_m, None)
            found[floor.device_id] = [row]
    return found
