"""Which devices a batch is about, locked, and those that nobody has entered yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from wherehold.kernel import bulk, clock
from wherehold.tracking.models import Device, State
from wherehold.tracking.reading import Problem, Reading

WAITING_MAX = 1_000
COUNTED = ("accepted", "stored", "duplicate", "rejected", "late", "flagged")


@dataclass
class Devices:
    """The devices of a batch by key, and their states by id. `others` speak for themselves."""

    ids: dict[str, int]
    states: dict[int, State]
    others: set[str]

    def problem(self, reading: Reading) -> Problem:
        """Say why a report of a device that is not among them is refused."""
        if reading.device in self.others:
            text = f"{reading.device} does not report by this gateway."
            return Problem(reading.index, "not_yours", text)
        text = (
            f"There is no device {reading.device}, and {WAITING_MAX:,} are waiting already to be "
            "accepted. Enter it, or accept those that wait."
        )
        return Problem(reading.index, "unknown_device", text)


def add_counts(source: str, numbers: Sequence[int], at: datetime) -> None:
    """Add numbers, in the order of COUNTED, to the counts of a source. One statement.

    Its row is locked from then on: with nothing to add, it makes batches of a source follow one
    another.
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


def lock_source(source: str) -> None:
    """Let batches of a source follow one another; on SQLite there is one writer anyway."""
    if connection.vendor == "postgresql":
        add_counts(source, [0] * len(COUNTED), clock.now())


def devices_for_update(readings: Iterable[Reading], source: str, gateway_id: int | None) -> Devices:
    """Return the devices of some reports with their states, locked in order of id.

    One that nobody has entered is made and waits, as long as not too many of the source do.
    """
    keys = list(dict.fromkeys(one.device for one in readings))
    rows = _found(keys)
    missing = [key for key in keys if key not in rows]
    if missing and (made := _let_wait(missing, source, gateway_id)):
        rows |= made
    mine = {
        key: pk
        for key, (pk, gateway) in rows.items()
        if gateway_id is None or gateway_id in {pk, gateway}
    }
    locked = State.objects.filter(pk__in=bulk.among(mine.values())).order_by("pk")
    states = {one.device_id: one for one in locked.select_for_update()}
    return Devices(mine, states, set(rows) - set(mine))


def _found(keys: Sequence[str]) -> dict[str, tuple[int, int | None]]:
    if not keys:
        return {}
    found = Device.objects.filter(key__in=bulk.among(keys))
    return {key: (pk, gateway) for key, pk, gateway in found.values_list("key", "pk", "gateway_id")}


def _let_wait(
    keys: Sequence[str], source: str, gateway_id: int | None
) -> dict[str, tuple[int, int | None]]:
    """Make devices that wait. Another source may make the same one at the same moment."""
    waiting = Device.objects.filter(found_by=source, added_at=None).count()
    chosen = keys[: max(0, WAITING_MAX - waiting)]
    if not chosen:
        return {}
    at = clock.now()
    Device.objects.bulk_create(
        [Device(key=key, found_by=source, gateway_id=gateway_id, first_at=at) for key in chosen],
        ignore_conflicts=True,
        batch_size=1_000,
    )
    made = _found(chosen)
    State.objects.bulk_create(
        [State(device_id=pk) for pk, _ in made.values()], ignore_conflicts=True, batch_size=1_000
    )
    return made
