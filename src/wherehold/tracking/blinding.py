"""Storing nothing of where people are in hours that are theirs.

Of what a device on a thing that one person keeps reports outside of the hours of work, in a time
that they keep to themselves, or after their last day, only that it was heard is stored: no
position, no speed, no reader. It is done before anything is compared, so that the same report
sent again is the same.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

from wherehold.kernel import bulk, clock
from wherehold.kernel.actor import system
from wherehold.register.models import Asset
from wherehold.tracking import privacy
from wherehold.tracking.columns import SILENT, Batch, Words
from wherehold.tracking.instants import from_us, to_us
from wherehold.tracking.models import PrivateTime
from wherehold.tracking.privacy import Rules
from wherehold.tracking.reading import COLUMNS

if TYPE_CHECKING:
    from wherehold.tracking.columns import Longs
    from wherehold.tracking.states import States

NAMES = ("lat", "lon", "accuracy_m", "speed_mps", "heading_deg", "altitude_m", "rssi_dbm",
         "antenna")  # fmt: skip
TELLING = [COLUMNS.index(name) for name in NAMES]


class Kept(NamedTuple):
    """When one person keeps, or last kept, what a device is on; without an end, still."""

    party_id: int
    from_us: int
    until_us: int | None = None
    leaves_on: date | None = None


def blind(
    batch: Batch, row: "Longs", states: "States", kept: Mapping[int, Sequence[Kept]]
) -> Batch:
    """Return the reports without what tells where somebody was in hours that are theirs.

    `kept` says of devices who keeps what they are on. Two statements.
    """
    spans = _private({one.party_id for each in kept.values() for one in each})
    rules, zone, ids = privacy.rules(), clock.zone(), states.ids.tolist()
    gone = []
    for number, (at_us, which) in enumerate(zip(batch.at_us.tolist(), row.tolist(), strict=True)):
        each = kept.get(ids[which], ()) if which >= 0 else ()
        at = from_us(at_us).astimezone(zone) if each else None
        if at and any(_is_theirs(one, at_us, at, rules, spans) for one in each):
            gone.append(number)
    return _without(batch, gone) if gone else batch


def _is_theirs(
    kept: Kept,
    at_us: int,
    at: datetime,
    rules: Rules,
    spans: dict[int, list[tuple[datetime, datetime | None]]],
) -> bool:
    """Say whether somebody kept it at an instant, in an hour that is theirs."""
    if at_us < kept.from_us or (kept.until_us is not None and at_us >= kept.until_us):
        return False
    if kept.leaves_on is not None and at.date() > kept.leaves_on:
        return True
    private = spans.get(kept.party_id, ())
    return not rules.is_work(at) or any(a <= at and (b is None or at < b) for a, b in private)


def _without(batch: Batch, rows: Sequence[int]) -> Batch:
    numbers = batch.numbers.copy()
    for column in TELLING:
        numbers[rows, column] = float("nan")
    words: list[Words] | None = None
    if batch.words is not None:
        words = list(batch.words)
        for one in rows:
            words[one] = (None, *words[one][1:])
        words = None if all(one == SILENT for one in words) else words
    return replace(batch, numbers=numbers, words=words)


def kept(things: Mapping[int, int], were_theirs: Collection[int]) -> dict[int, list[Kept]]:
    """Return who keeps what devices are on, and who last did, by device.

    `things` are what they are on, by device, and of those that `were_theirs` one person kept them
    before. One statement while there are things, two more where a person has one of them.
    """
    if not things:
        return {}
    held = Asset.objects.filter(pk__in=bulk.among(things.values()), held="party")
    theirs = set(held.values_list("pk", flat=True))
    some = [one for one, thing in things.items() if thing in theirs or one in were_theirs]
    return _kept(some) if some else {}


def _kept(device_ids: Sequence[int]) -> dict[int, list[Kept]]:
    mine, values = privacy.hidden_sql(system("tracking"))
    among = bulk.among(device_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.device_id, CASE WHEN {mine} THEN a.id END, s.theirs_id, "  # noqa: S608
            "s.theirs_from_us, s.theirs_until_us FROM tracking_state s "
            "JOIN register_asset a ON a.id = s.asset_id "
            f"WHERE s.device_id IN ({among.sql}) AND (a.held = 'party' OR s.theirs_until_us > 0)",
            [*values, *among.params],
        )
        rows = [one for one in cursor.fetchall() if one[1] is not None or one[4]]
    if not rows:
        return {}
    things = Asset.objects.filter(pk__in={one[1] for one in rows if one[1] is not None})
    named = things.values_list("pk", "holder", "held_since", "holder__leaves_on")
    held = {key: (who, since, leaves_on) for key, who, since, leaves_on in named}
    found: dict[int, list[Kept]] = {}
    for device_id, asset_id, theirs_id, from_us_, until_us in rows:
        who, since, leaves_on = held.get(asset_id, (None, None, None))
        if who is not None:
            one = Kept(who, to_us(since) if since else 0, None, leaves_on)
            found.setdefault(device_id, []).append(one)
        if theirs_id is not None and until_us:
            found.setdefault(device_id, []).append(Kept(theirs_id, from_us_, until_us))
    return found


def _private(party_ids: set[int]) -> dict[int, list[tuple[datetime, datetime | None]]]:
    found: dict[int, list[tuple[datetime, datetime | None]]] = {}
    for one in PrivateTime.objects.filter(party__in=party_ids):
        found.setdefault(one.party_id, []).append((one.from_at, one.until_at))
    return found
