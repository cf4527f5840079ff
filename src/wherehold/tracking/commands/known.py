"""Which devices a batch is about, locked, and those that nobody has entered yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connection

from wherehold.kernel import bulk, clock
from wherehold.tracking import states as states_of
from wherehold.tracking.models import Device, State
from wherehold.tracking.reading import Problem
from wherehold.tracking.states import States

WAITING_MAX = 1_000
COUNTED = ("accepted", "stored", "duplicate", "rejected", "late", "flagged")
_STATE = ", ".join(f"s.{name}" for name in states_of.NAMES)


class Unknown(Exception):  # noqa: N818 - nobody has erred
    """A batch is about devices that nobody has entered, and its source is not locked."""


@dataclass
class Devices:
    """The devices of a batch: which state is that of a key. `others` speak for themselves."""

    rows: dict[str, int]
    states: States
    others: set[str]

    def problem(self, index: int, device: str) -> Problem:
        """Say why a report of a device that is not among them is refused."""
        if device in self.others:
            return Problem(index, "not_yours", f"{device} does not report by this gateway.")
        text = (
            f"There is no device {device}, and {WAITING_MAX:,} are waiting already to be "
            "accepted. Enter it, or accept those that wait."
        )
        return Problem(index, "unknown_device", text)


def add_counts(source: str, numbers: Sequence[int], at: datetime) -> None:
    """Add numbers, in the order of COUNTED, to the counts of a source. One statement.

    Its row is locked from then on.
    """
    names = ", ".join(COUNTED)
    marks = ", ".join(["%s"] * len(COUNTED))
    sums = ", ".join(f"{name} = tracking_count.{name} + excluded.{name}" for name in COUNTED)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO tracking_count (source, last_at, {names}) "  # noqa: S608 - our names
            f"VALUES (%s, %s, {marks}) ON CONFLICT (source) DO UPDATE "
            f"SET last_at = excluded.last_at, {sums}",
            [source, bulk.instant(at), *numbers],
        )


def devices_for_update(
    keys: Sequence[str], source: str, gateway_id: int | None, *, may_wait: bool
) -> Devices:
    """Return devices with their states, locked in order of id.

    One that nobody has entered is made and waits, as long as not too many of the source do. So
    that they are counted, batches of a source with such a one follow one another; others do not.
    Raises: Unknown, where there is such a one and none may wait.
    """
    keys = list(dict.fromkeys(keys))
    if may_wait:
        add_counts(source, [0] * len(COUNTED), clock.now())
    found = _found(keys)
    if len(found) < len(keys):
        if not may_wait:
            raise Unknown
        there = {row[0] for row in found}
        if _let_wait([key for key in keys if key not in there], source, gateway_id):
            found = _found(keys)
    mine = found
    if gateway_id is not None:
        mine = [row for row in found if gateway_id in {row[1], row[2]}]
    rows = {row[0]: number for number, row in enumerate(mine)}
    others = {row[0] for row in found} - rows.keys() if len(mine) < len(found) else set()
    return Devices(rows, states_of.of_rows([row[2:] for row in mine]), others)


def _found(keys: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return key, gateway and state of devices, locked, in order of id."""
    if not keys:
        return []
    among, lock = "SELECT json_array_elements_text(%s::json)", " FOR UPDATE OF s"
    if connection.vendor == "sqlite":
        among, lock = "SELECT value FROM json_each(%s)", ""
    with connection.cursor() as cursor:
        if lock:
            # A thousand among very many: by indexes, also where their states are written again.
            # PostgreSQL takes pages here and there to be as slow as on a turning disk.
            cursor.execute("SET LOCAL random_page_cost = 1.1")
        cursor.execute(
            f"SELECT d.key, d.gateway_id, {_STATE} FROM tracking_device d "  # noqa: S608 - ours
            f"JOIN tracking_state s ON s.device_id = d.id WHERE d.key IN ({among}) "
            f"ORDER BY s.device_id{lock}",
            [orjson.dumps(keys).decode()],
        )
        return list(cursor.fetchall())


def _let_wait(keys: Sequence[str], source: str, gateway_id: int | None) -> bool:
    """Make devices that wait, and say if any. Another source may make the same at the moment."""
    waiting = Device.objects.filter(found_by=source, added_at=None).count()
    chosen = keys[: max(0, WAITING_MAX - waiting)]
    if not chosen:
        return False
    at = clock.now()
    Device.objects.bulk_create(
        [Device(key=key, found_by=source, gateway_id=gateway_id, first_at=at) for key in chosen],
        ignore_conflicts=True,
        batch_size=1_000,
    )
    made = Device.objects.filter(key__in=bulk.among(chosen)).values_list("pk", flat=True)
    State.objects.bulk_create(
        [State(device_id=pk) for pk in made], ignore_conflicts=True, batch_size=1_000
    )
    return True
