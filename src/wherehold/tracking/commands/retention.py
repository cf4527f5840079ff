"""How long readings are kept: without limit unless one is set for a kind of device.

What they came to stays: visits, days with their trips, last positions, and a checkpoint of the
fold at the limit, from which later ones go on. A month that no kind is kept of any more goes as a
whole: its table is dropped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.tracking import access, events, gone, months, stacks
from wherehold.tracking.instants import SECOND_US, month_after, month_begins_us, to_us
from wherehold.tracking.models import Checkpoint, Device, Retention, State
from wherehold.tracking.refusals import BadDays, BadKind

DAY_US = 86_400 * SECOND_US
DAYS_MAX = 36_500
AT_A_TIME = 50
NEVER_US = 0


@transaction.atomic
def keep_readings(*, actor: Actor, days: Mapping[str, int | None]) -> None:
    """Say for how many days readings of kinds of devices are kept; None is without limit.

    `person` stands for what things said while one person kept them: None is as it is at first.

    Raises: NotAllowed, BadKind, BadDays.
    Records: tracking.retention_set, unless nothing is different.
    """
    access.must_manage(actor)
    known = [name for name, _label in Retention.KINDS]
    if odd := [kind for kind in days if kind not in known]:
        raise BadKind(*({"kind": kind, "known": ", ".join(known)} for kind in odd))
    if off := [n for n in days.values() if n is not None and not 1 <= n <= DAYS_MAX]:
        raise BadDays(*({"days": n, "most": DAYS_MAX} for n in off))
    before = dict(Retention.objects.select_for_update().values_list("kind", "days"))
    was = {kind: before.get(kind) for kind in days if before.get(kind) != days[kind]}
    if not was:
        return
    now = {kind: days[kind] for kind in was}
    Retention.objects.filter(kind__in=now).delete()
    Retention.objects.bulk_create(
        [Retention(kind=kind, days=n) for kind, n in now.items() if n is not None]
    )
    ledger.record([events.RetentionSet(was=was, now=now)], actor=actor, happened_at=clock.now())


@transaction.atomic
def let_go(*, actor: Actor) -> int:
    """Let go of some readings that are kept no longer; return of how many devices, 0 at the end.

    Devices whose late readings are still to be worked out, or whose days to be rolled up, are
    left for another time.

    Raises: nothing.
    Records: tracking.readings_let_go for each month that it touches.
    """
    for month in _due(limits()):
        if devices := month.devices():
            _let_go(actor, month, devices)
            return len(devices)
        if month.is_over() and not month.waits():
            number = months.drop(month.month)
            gone.record(actor, month.month, number, max(month.until_us.values()), dropped=True)
            return 1
    return 0


@dataclass(frozen=True)
class _Month:
    """A month of which some readings are too old: until when, by kind of device."""

    month: int
    until_us: Mapping[str, int]

    @property
    def is_whole(self) -> bool:
        """Say whether it may go as a whole, whatever reported in it."""
        ends_us = month_begins_us(month_after(self.month)) - 1
        return all(self.until_us.get(kind) == ends_us for kind in Device.Kind.values)

    def devices(self) -> list[tuple[int, int]]:
        """Return some devices with readings to let go of, and until when."""
        return self._found(AT_A_TIME, waiting=False)

    def waits(self) -> bool:
        """Say whether something is still to be worked out from what would go."""
        return bool(self._found(1, waiting=True))

    def is_over(self) -> bool:
        """Say whether nothing keeps it: it may go as a whole, or nothing is left."""
        if self.is_whole:
            return True
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {stacks.table(self.month)} LIMIT 1")  # noqa: S608
            return cursor.fetchone() is None

    def _found(self, limit: int, *, waiting: bool) -> list[tuple[int, int]]:
        limits = " ".join(["WHEN %s THEN %s"] * len(self.until_us))
        values = [value for pair in self.until_us.items() for value in pair]
        until = f"CASE d.kind {limits} ELSE {NEVER_US} END"
        # Where all goes by dropping the table, a device is done once its checkpoint stands.
        stands = (
            "AND NOT EXISTS (SELECT 1 FROM tracking_checkpoint c WHERE c.device_id = d.id "
            f"AND c.is_floor AND c.at_us >= {until})"
            if self.is_whole and not waiting
            else ""
        )
        # What is not rolled up yet must be first.
        refold = (
            "(EXISTS (SELECT 1 FROM tracking_refold f WHERE f.device_id = d.id) OR EXISTS "
            "(SELECT 1 FROM tracking_state s WHERE s.device_id = d.id AND "
            f"(s.rolled_us <= {until} AND s.newest_us >= s.rolled_us OR s.stale_until_us > 0)))"
        )
        those = stacks.source(self.month, NEVER_US, max(self.until_us.values()))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT d.id, {until} FROM tracking_device d "  # noqa: S608 - names are ours
                f"WHERE EXISTS (SELECT 1 FROM {those} "
                f"WHERE r.device_id = d.id AND r.at_us <= {until}) {stands} "
                f"AND {refold if waiting else f'NOT {refold}'} ORDER BY d.id LIMIT %s",
                [*values, *values, *(values if stands else []), *values, limit],
            )
            return list(cursor.fetchall())


def limits() -> dict[str, int]:
    """Return the last instant that is too old, by kind: whole days, so it changes once a day."""
    today_us = to_us(clock.now()) // DAY_US * DAY_US
    return {
        kind: today_us - days * DAY_US - 1
        for kind, days in Retention.objects.exclude(kind=Retention.PERSON).values_list()
    }


def _due(limits: Mapping[str, int]) -> list[_Month]:
    if not limits:
        return []
    found = []
    for month in months.within(NEVER_US, max(limits.values())):
        begins_us, ends_us = month_begins_us(month), month_begins_us(month_after(month)) - 1
        until_us = {k: min(last, ends_us) for k, last in limits.items() if last >= begins_us}
        found.append(_Month(month, until_us))
    return found


def _let_go(actor: Actor, month: _Month, devices: Sequence[tuple[int, int]]) -> None:
    """Leave a checkpoint of each device at its limit, and delete what lies before."""
    ids = [device_id for device_id, _ in devices]
    list(State.objects.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk"))
    made = [gone.floor(device_id, until_us) for device_id, until_us in devices]
    for until_us in {until_us for _, until_us in devices}:
        those = [device_id for device_id, last in devices if last == until_us]
        Checkpoint.objects.filter(device__in=those, at_us__lte=until_us).delete()
    Checkpoint.objects.bulk_create(made)
    if not month.is_whole:
        number = months.delete(month.month, devices)
        gone.record(actor, month.month, number, max(month.until_us.values()))
