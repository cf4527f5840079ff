"""Questions about where things are and were, by what their devices reported.

A reading counts for the asset that its device was on at the instant of the reading, whenever it
came and whenever the binding was entered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Invalid, NotFound
from wherehold.tracking import access, flags, keeping, minutes, months, rolling, thinning
from wherehold.tracking.days import begins
from wherehold.tracking.instants import from_us, to_us
from wherehold.tracking.models import Binding, Day, Device, State

POINTS_MAX = 20_000
SPAN_MAX = timedelta(days=400)


class SpanTooLong(Invalid):
    """A track of more time than is drawn at once."""

    code = "tracking.span_too_long"
    title = "Too long"
    message = "A track goes from an instant to a later one, {days} days at most."


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where an asset was last seen by a device, as at an instant."""

    asset_id: int
    device_id: int
    device: str
    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None
    speed_mps: float | None
    heading_deg: float | None
    battery_pct: float | None = None


@dataclass(frozen=True, kw_only=True)
class Point:
    """One position of a track; `flags` say why it may be none."""

    device_id: int
    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None
    speed_mps: float | None
    heading_deg: float | None
    altitude_m: float | None
    flags: list[str]


_ON = ("asset_id", "device_id", "device__name", "device__key", "starts_at")
_STATE = ("device_id", "at_us", "lat", "lon", "accuracy_m", "speed_mps", "heading_deg",
          "battery_pct")  # fmt: skip


def now(*, actor: Actor, asset_ids: Iterable[int] | None = None) -> list[Spot]:
    """Return where assets are by their devices, one each: the latest. Four statements.

    Of all that the actor may see, when none are named.
    """
    things = access.things(actor, asset_ids)
    on = Binding.objects.filter(asset__in=things.values("pk"), ends_at=None).values_list(*_ON)
    rows = list(on)
    known = State.objects.filter(pk__in=bulk.among([row[1] for row in rows]), lat__isnull=False)
    states = {device_id: said for device_id, *said in known.values_list(*_STATE)}
    found = [
        (row, states[row[1]])
        for row in rows
        if row[1] in states and states[row[1]][0] >= to_us(row[4])
    ]
    return _latest(actor, found)


def at(*, actor: Actor, instant: datetime, asset_ids: Iterable[int] | None = None) -> list[Spot]:
    """Return where assets were by their devices, as at an instant.

    Four statements, and one for each month back to where all are found.
    """
    things = access.things(actor, asset_ids)
    was = Binding.objects.filter(asset__in=things.values("pk"), starts_at__lte=instant)
    was = was.filter(Q(ends_at=None) | Q(ends_at__gt=instant))
    rows = list(was.values_list(*_ON))
    until_us = to_us(instant)
    last = months.last_positions((row[1], to_us(row[4]), until_us) for row in rows)
    return _latest(actor, [(row, [*last[row[1]], None]) for row in rows if row[1] in last])


def _latest(actor: Actor, found: Iterable[tuple[Sequence[Any], Sequence[Any]]]) -> list[Spot]:
    """Return the latest of each asset, but for where somebody else kept it."""
    latest: dict[int, tuple[Sequence[Any], Sequence[Any]]] = {}
    for on, said in found:
        if on[0] not in latest or latest[on[0]][1][0] < said[0]:
            latest[on[0]] = on, said
    spots = {key: _spot(*latest[key]) for key in sorted(latest)}
    kept = keeping.spans(actor=actor, asset_ids=spots)
    return [one for key, one in spots.items() if not keeping.is_hidden(kept, key, one.at)]


def track(
    *, actor: Actor, asset_id: int, since: datetime, until: datetime, unsound: bool = False
) -> tuple[list[Point], bool]:
    """Return the positions of an asset in a span, in order, and whether there are more.

    With `unsound` also those that say nothing of where it was. Where readings are kept no longer,
    one a minute is left of those that went on.

    Raises: NotFound, SpanTooLong.
    """
    must_see(actor=actor, asset_id=asset_id, since=since, until=until)
    points: list[Point] = []
    for device_id, first_us, last_us in _spans(asset_id, since, until):
        points += _minutes(device_id, first_us, last_us)
        points += _points(device_id, first_us, last_us, unsound=unsound)
        if len(points) > POINTS_MAX:
            break
    points = _open_to(actor, asset_id, points)
    points.sort(key=lambda one: one.at)
    return points[:POINTS_MAX], len(points) > POINTS_MAX


def trail(
    *, actor: Actor, asset_id: int, since: datetime, until: datetime, points: int
) -> list[Point]:
    """Return the sound positions of an asset in a span, in order, thinned to about so many.

    Every so-manieth stays, with the first and the last of each device: where it reported much,
    which is where it moved, most is left. The database does it, so a month costs little more
    than an hour.

    Raises: NotFound, SpanTooLong.
    """
    must_see(actor=actor, asset_id=asset_id, since=since, until=until)
    found = way(actor=actor, asset_id=asset_id, since=since, until=until, points=points)
    return _open_to(actor, asset_id, found)


def way(
    *, actor: Actor, asset_id: int, since: datetime, until: datetime, points: int
) -> list[Point]:
    """Return the same, whoever kept it. The caller has asked whether the actor may know."""
    assert actor.name
    spans = _spans(asset_id, since, until)
    gone = [one for span in spans for one in _minutes(*span)]
    number = sum(thinning.count(*span) for span in spans) + len(gone)
    step = max(1, -(-number // max(2, points)))
    found = [_point(span[0], row) for span in spans for row in thinning.every(*span, step)]
    found += gone[::step]
    return sorted(found, key=lambda one: one.at)


def _open_to(actor: Actor, asset_id: int, points: list[Point]) -> list[Point]:
    """Leave out where a thing was while somebody else kept it. Two statements at most."""
    kept = keeping.spans(actor=actor, asset_ids=[asset_id])
    if not kept.get(asset_id):
        return points
    return [one for one in points if not keeping.is_hidden(kept, asset_id, one.at)]


def _spans(asset_id: int, since: datetime, until: datetime) -> list[tuple[int, int, int]]:
    """Return which devices told of an asset in a span: each with its first and last instant."""
    rows = Binding.objects.filter(asset=asset_id, starts_at__lte=until).order_by("starts_at", "pk")
    spans = []
    for row in rows:
        begin, end = max(since, row.starts_at), min(until, row.ends_at or until)
        if begin <= end:
            last = to_us(end) - (1 if end == row.ends_at else 0)
            spans.append((row.device_id, to_us(begin), last))
    return spans


def must_see(*, actor: Actor, asset_id: int, since: datetime, until: datetime) -> None:
    """Refuse whoever may not see where an asset was, and a span of more than is shown at once.

    Raises: NotFound, SpanTooLong.
    """
    if not timedelta() <= until - since <= SPAN_MAX:
        raise SpanTooLong({"days": SPAN_MAX.days})
    _must_see(actor, asset_id)


def _must_see(actor: Actor, asset_id: int) -> None:
    if not access.things(actor, [asset_id]).exists():
        raise NotFound({"what": "asset", "key": asset_id})


def _points(device_id: int, first_us: int, last_us: int, *, unsound: bool) -> list[Point]:
    made = []
    for row in months.of_device(device_id, first_us, last_us, thinning.COLUMNS):
        if row[3] is None or (row[2] and not unsound):
            continue
        made.append(_point(device_id, row))
        if len(made) > POINTS_MAX:
            break
    return made


def _minutes(device_id: int, first_us: int, last_us: int) -> list[Point]:
    """Return what is left of positions, of days whose readings went."""
    last_us = min(last_us, rolling.floors([device_id]).get(device_id, 0) - 1)
    if last_us < first_us:
        return []
    whole = rolling.with_readings([(device_id, first_us, last_us)]).get(device_id, {})
    rows = Day.objects.filter(device=device_id, ends_us__gt=first_us, begins_us__lte=last_us)
    nothing = (None,) * 4
    return [
        _point(device_id, (at_us, 0, 0, lat, lon, *nothing))
        for trail in rows.order_by("begins_us").values_list("trail", flat=True)
        for at_us, lat, lon in minutes.unpacked(bytes(trail))
        if first_us <= at_us <= last_us and begins(at_us) not in whole
    ]


def _point(device_id: int, row: months.Row) -> Point:
    at_us, _k, bits, lat, lon, accuracy, speed, heading, altitude = row
    return Point(
        device_id=device_id,
        at=from_us(at_us),
        lat=lat,
        lon=lon,
        accuracy_m=accuracy,
        speed_mps=speed,
        heading_deg=heading,
        altitude_m=altitude,
        flags=flags.names(bits),
    )


def _spot(on: Sequence[Any], said: Sequence[Any]) -> Spot:
    asset_id, device_id, name, key, _since = on
    at_us, lat, lon, accuracy, speed, heading, battery = said
    return Spot(
        asset_id=asset_id,
        device_id=device_id,
        device=name or key,
        at=from_us(at_us),
        lat=lat,
        lon=lon,
        accuracy_m=accuracy,
        speed_mps=speed,
        heading_deg=heading,
        battery_pct=battery,
    )


def devices_of(*, actor: Actor, asset_id: int) -> list[tuple[Binding, State, Device]]:
    """Return what is on an asset now: binding, state and device of each. Two statements.

    Raises: NotFound.
    """
    _must_see(actor, asset_id)
    rows = list(Binding.objects.filter(asset=asset_id, ends_at=None).select_related("device"))
    states = State.objects.in_bulk([row.device_id for row in rows])
    return [(row, states[row.device_id], row.device) for row in rows]
