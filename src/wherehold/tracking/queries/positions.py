"""Questions about where things are and were, by what their devices reported.

A reading counts for the asset that its device was on at the instant of the reading, whenever it
came and whenever the binding was entered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Invalid, NotFound
from wherehold.tracking import access, flags, keeping, months, thinning
from wherehold.tracking.instants import from_us, to_us
from wherehold.tracking.models import Binding, Device, State

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


def now(*, actor: Actor, asset_ids: Iterable[int] | None = None) -> list[Spot]:
    """Return where assets are by their devices, one each: the latest. Four statements.

    Of all that the actor may see, when none are named.
    """
    things = access.things(actor, asset_ids)
    on = Binding.objects.filter(asset__in=things.values("pk"), ends_at=None)
    rows = list(on.select_related("device"))
    states = {
        one.device_id: one
        for one in State.objects.filter(pk__in=bulk.among([r.device_id for r in rows]))
        if one.lat is not None
    }
    spots: dict[int, Spot] = {}
    for row in rows:
        state = states.get(row.device_id)
        if state is None or state.at_us < to_us(row.starts_at):
            continue
        spot = _spot(row, state)
        if row.asset_id not in spots or spots[spot.asset_id].at < spot.at:
            spots[spot.asset_id] = spot
    kept = keeping.spans(actor=actor, asset_ids=spots)
    return [spots[k] for k in sorted(spots) if not keeping.is_hidden(kept, k, spots[k].at)]


def at(*, actor: Actor, instant: datetime, asset_ids: Iterable[int] | None = None) -> list[Spot]:
    """Return where assets were by their devices, as at an instant. A statement a device."""
    things = access.things(actor, asset_ids)
    was = Binding.objects.filter(asset__in=things.values("pk"), starts_at__lte=instant)
    rows = [r for r in was.select_related("device") if r.ends_at is None or r.ends_at > instant]
    spots: dict[int, Spot] = {}
    for row in rows:
        spot = _last_before(row, instant)
        if spot and (row.asset_id not in spots or spots[spot.asset_id].at < spot.at):
            spots[spot.asset_id] = spot
    kept = keeping.spans(actor=actor, asset_ids=spots)
    return [spots[k] for k in sorted(spots) if not keeping.is_hidden(kept, k, spots[k].at)]


def track(
    *, actor: Actor, asset_id: int, since: datetime, until: datetime, unsound: bool = False
) -> tuple[list[Point], bool]:
    """Return the positions of an asset in a span, in order, and whether there are more.

    With `unsound` also those that say nothing of where it was.

    Raises: NotFound, SpanTooLong.
    """
    if not timedelta() <= until - since <= SPAN_MAX:
        raise SpanTooLong({"days": SPAN_MAX.days})
    _must_see(actor, asset_id)
    points: list[Point] = []
    for device_id, first_us, last_us in _spans(asset_id, since, until):
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
    if not timedelta() <= until - since <= SPAN_MAX:
        raise SpanTooLong({"days": SPAN_MAX.days})
    _must_see(actor, asset_id)
    spans = _spans(asset_id, since, until)
    number = sum(thinning.count(*span) for span in spans)
    step = max(1, -(-number // max(2, points)))
    found = [_point(span[0], row) for span in spans for row in thinning.every(*span, step)]
    return sorted(_open_to(actor, asset_id, found), key=lambda one: one.at)


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


def _spot(row: Binding, state: State) -> Spot:
    assert row.asset_id is not None and state.lat is not None and state.lon is not None
    return Spot(
        asset_id=row.asset_id,
        device_id=row.device_id,
        device=str(row.device),
        at=from_us(state.at_us),
        lat=state.lat,
        lon=state.lon,
        accuracy_m=state.accuracy_m,
        speed_mps=state.speed_mps,
        heading_deg=state.heading_deg,
        battery_pct=state.battery_pct,
    )


def _last_before(row: Binding, instant: datetime) -> Spot | None:
    """Return the last sound position of a device, as at an instant, since it was on the asset."""
    found = months.last_position(row.device_id, to_us(row.starts_at), to_us(instant))
    if found is None or row.asset_id is None:
        return None
    at_us, lat, lon, accuracy, speed, heading = found
    return Spot(
        asset_id=row.asset_id,
        device_id=row.device_id,
        device=str(row.device),
        at=from_us(at_us),
        lat=lat,
        lon=lon,
        accuracy_m=accuracy,
        speed_mps=speed,
        heading_deg=heading,
    )


def devices_of(*, actor: Actor, asset_id: int) -> list[tuple[Binding, State, Device]]:
    """Return what is on an asset now: binding, state and device of each. Two statements.

    Raises: NotFound.
    """
    _must_see(actor, asset_id)
    rows = list(Binding.objects.filter(asset=asset_id, ends_at=None).select_related("device"))
    states = State.objects.in_bulk([row.device_id for row in rows])
    return [(row, states[row.device_id], row.device) for row in rows]
