"""Which devices a batch is about, locked, and those that nobody has entered yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from django.db import connection

from wherehold.kernel import bulk, clock
from wherehold.tracking import binary
from wherehold.tracking import states as states_of
from wherehold.tracking.models import Device, State
from wherehold.tracking.reading import Problem
from wherehold.tracking.states import States

if TYPE_CHECKING:
    from numpy.typing import NDArray

WAITING_MAX = 1_000
COUNTED = ("accepted", "stored", "duplicate", "rejected", "late", "flagged")
# Of each device by what gateway it reports, on what thing it is, whose that was, and its state.
_LONGS = ", ".join(
    ["COALESCE(d.gateway_id, 0)", "COALESCE(s.asset_id, 0)", "s.theirs_until_us"]
    + [f"s.{name}" for name in ("device_id", *states_of.LONGS)]
)
_DOUBLES = ", ".join(f"s.{name}" for name in states_of.DOUBLES)
_LISTED = (
    f"SELECT d.key, {_LONGS}, {_DOUBLES}, s.fold, s.inside FROM tracking_device d "  # noqa: S608
    "JOIN tracking_state s ON s.device_id = d.id WHERE d.key IN (SELECT value FROM json_each(%s)) "
    "ORDER BY s.device_id"
)
# PostgreSQL sends all rows as two arrays of numbers, read in a fourth of the time of rows. Texts
# have those that are not plain, or in a zone.
_NUMBERS = ", ".join(f"COALESCE(s.{name}, 'NaN')" for name in states_of.DOUBLES)
_SENT = (
    "SELECT array_send(array_agg(longs)), array_send(array_agg(doubles)), "  # noqa: S608 - ours
    "json_agg(json_build_array(device_id, fold, inside)) FILTER (WHERE fold <> '' OR inside <> '') "
    f"FROM (SELECT ARRAY[w.number, {_LONGS}]::bigint[] AS longs, ARRAY[{_NUMBERS}] AS doubles, "
    "s.device_id, s.fold, s.inside "
    "FROM json_array_elements_text(%s::json) WITH ORDINALITY AS w(key, number) "
    "JOIN tracking_device d ON d.key = w.key JOIN tracking_state s ON s.device_id = d.id "
    "ORDER BY s.device_id FOR UPDATE OF s) AS found"
)


class Unknown(Exception):  # noqa: N818 - nobody has erred
    """A batch is about devices that nobody has entered, and none may be made to wait."""


@dataclass
class Devices:
    """The devices of a batch: which state is that of a key, and which things some are on, by id.

    Of those that `were_theirs` one person kept the thing before. `others` speak for themselves.
    """

    rows: dict[str, int]
    states: States
    others: set[str]
    things: dict[int, int]
    were_theirs: set[int]

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
        _let_wait(keys, source, gateway_id)
    found = _found(keys)
    if len(found.keys) < len(keys) and not may_wait:
        raise Unknown
    mine = found if gateway_id is None else found.of(gateway_id)
    _, things, theirs, *longs = mine.longs
    ids = longs[0]
    return Devices(
        {key: number for number, key in enumerate(mine.keys)},
        states_of.of_columns(longs, list(mine.doubles), mine.texts),
        set(found.keys).difference(mine.keys),
        dict(zip(ids[things != 0].tolist(), things[things != 0].tolist(), strict=True)),
        set(ids[(things != 0) & (theirs > 0)].tolist()),
    )


class _Found(NamedTuple):
    """Devices as columns, in order of id; those with texts stand there by id.

    `longs` begin with gateway, thing, until when that was one person's, and id.
    """

    keys: Sequence[str]
    longs: "NDArray[Any]"
    doubles: "NDArray[Any]"
    texts: Sequence[tuple[int, str, str]]

    def of(self, gateway_id: int) -> "_Found":
        """Return a gateway and those that report by it."""
        import numpy as np

        gateways, _, _, ids, *_ = self.longs
        rows = np.flatnonzero((gateways == gateway_id) | (ids == gateway_id))
        chosen = set(ids[rows].tolist())
        return _Found(
            [self.keys[row] for row in rows.tolist()],
            self.longs[:, rows],
            self.doubles[:, rows],
            [one for one in self.texts if one[0] in chosen],
        )


def _found(keys: Sequence[str]) -> _Found:
    """Return devices with their states, locked."""
    if not keys:
        return _columns([])
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgresql:
            # A thousand among very many: by indexes, also where their states are written again.
            # PostgreSQL takes pages here and there to be as slow as on a turning disk.
            cursor.execute("SET LOCAL random_page_cost = 1.1")
        cursor.execute(_SENT if postgresql else _LISTED, [orjson.dumps(keys).decode()])
        rows = cursor.fetchall()
    return _received(keys, *rows[0]) if postgresql else _columns(rows)


def _received(
    keys: Sequence[str], longs: bytes | None, doubles: bytes | None, texts: list[Any] | None
) -> _Found:
    if longs is None or doubles is None:
        return _columns([])
    columns = binary.columns_of(longs, "bigint")
    return _Found(
        [keys[number - 1] for number in columns[0].tolist()],
        columns[1:],
        binary.columns_of(doubles, "double precision"),
        texts or (),
    )


def _columns(rows: Sequence[Sequence[Any]]) -> _Found:
    import numpy as np

    first = 1 + 4 + len(states_of.LONGS)
    end = first + len(states_of.DOUBLES)
    keys, *columns = zip(*rows, strict=True) if rows else [()] * (end + 2)
    longs, doubles, texts = columns[: first - 1], columns[first - 1 : end - 1], columns[end - 1 :]
    return _Found(
        keys,
        np.array(longs, np.int64),
        np.array(doubles, np.float64),
        [one for one in zip(longs[3], *texts, strict=True) if any(one[1:])],
    )


def _let_wait(keys: Sequence[str], source: str, gateway_id: int | None) -> None:
    """Make devices that nobody has entered wait. Another source may make the same at the moment.

    Nothing else of this batch is locked by then, and all make theirs in the same order: who waits
    for one here holds nothing that another batch waits for.
    """
    _one_at_a_time(source)
    there = set(Device.objects.filter(key__in=bulk.among(keys)).values_list("key", flat=True))
    waiting = Device.objects.filter(found_by=source, added_at=None).count()
    new = [key for key in keys if key not in there]
    chosen = sorted(new[: max(0, WAITING_MAX - waiting)])
    if not chosen:
        return
    at = clock.now()
    Device.objects.bulk_create(
        [Device(key=key, found_by=source, gateway_id=gateway_id, first_at=at) for key in chosen],
        ignore_conflicts=True,
        batch_size=1_000,
    )
    made = Device.objects.filter(key__in=bulk.among(chosen)).order_by("pk")
    State.objects.bulk_create(
        [State(device_id=pk) for pk in made.values_list("pk", flat=True)],
        ignore_conflicts=True,
        batch_size=1_000,
    )


def _one_at_a_time(source: str) -> None:
    """Let no other transaction count the waiting devices of a source until this one ends.

    The row of a source is locked last by everybody, so it is none to begin with.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [source])
