"""What a day of a device comes to: its trips and stands, how far and how long, and its minutes.

Pure, and by the instants of the readings alone: the same readings end in the same day, in
whatever order they came. Days are whole days in UTC. A stretch at the edge of a day is seen with
what lies around it, and belongs to the day in which it ends.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import orjson

from wherehold.tracking import flags, minutes, trips
from wherehold.tracking.instants import SECOND_US, from_us, to_us
from wherehold.tracking.trips import Fix, Leg

COLUMNS = ("at_us", "flags", "lat", "lon", "accuracy_m", "sensors")
DAY_US = 86_400 * SECOND_US
# What lies so near decides how a stretch is seen.
AROUND_US = 7_200 * SECOND_US
# What devices call an engine that runs: our own word, OsmAnd and Traccar, OwnTracks of vehicles.
ENGINE = ("engine", "ignition", "ign")
# So long a device is believed that says nothing more: after that nobody knows.
SILENCE_US = 3_600 * SECOND_US
Row = Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a day came to, or the part of it in which the device was on one thing.

    `engine_us` is None where nothing says whether an engine ran.
    """

    begins_us: int
    ends_us: int
    points: int
    first_us: int | None
    distance_m: float
    moving_us: int
    standing_us: int
    engine_us: int | None
    legs: Sequence[Leg]
    trail: bytes


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[Leg]).decode


def kept(legs: Sequence[Leg]) -> str:
    """Return trips and stands as they are kept."""
    return _encode(legs).decode()


def read(text: str) -> list[Leg]:
    """Return trips and stands that were kept."""
    return _decode(text)


def begins(at_us: int) -> int:
    """Return when the day of an instant begins."""
    return at_us // DAY_US * DAY_US


def parts(rows: Sequence[Row], begins_us: int, cuts: Iterable[int], now_us: int) -> list[Part]:
    """Return what a day came to, in its parts; none where it comes to nothing.

    `rows` are the readings of the day and of what is around it, in the order of COLUMNS; `cuts`
    the instants at which the device was put on something else or taken off.
    """
    ends_us = begins_us + DAY_US
    inner = sorted({cut for cut in cuts if begins_us < cut < ends_us})
    edges = [begins_us, *inner, ends_us]
    fixes = [_fix(row) for row in rows if row[2] is not None and not row[1]]
    whole = trips.legs(fixes)
    engine = _engine(rows, now_us)
    made = []
    for number, (first, last) in enumerate(zip(edges, edges[1:], strict=False)):
        span = _Span(first, last, is_cut=number > 0)
        made.append(_part(span, fixes, whole, engine))
    return [one for one in made if one.points or one.legs or one.engine_us is not None]


def joined(pieces: Iterable[Leg]) -> list[Leg]:
    """Return trips and stands with those put together that a midnight parted."""
    found: list[Leg] = []
    for leg in pieces:
        last = found[-1] if found else None
        if last is not None and last.moves == leg.moves and last.ends_at == leg.begins_at:
            found[-1] = _one_of(last, leg)
        else:
            found.append(leg)
    return trips.joined(found)


@dataclass(frozen=True)
class _Span:
    """From one instant to before another. What is cut does not go on from what was before."""

    first_us: int
    last_us: int
    is_cut: bool

    def overlap_us(self, from_us: int, until_us: int) -> int:
        return max(0, min(until_us, self.last_us) - max(from_us, self.first_us))


@dataclass(frozen=True)
class _Engine:
    """When an engine is said to have run, and all the instants at which something is said."""

    runs: Sequence[tuple[int, int]]
    said: Sequence[int]


def _part(span: _Span, fixes: Sequence[Fix], whole: Sequence[Leg], engine: _Engine) -> Part:
    instants = [fix.at for fix in fixes]
    low, high = (bisect_left(instants, from_us(us)) for us in (span.first_us, span.last_us))
    legs = [piece for leg in whole for piece in _clipped(leg, span, fixes, instants)]
    spots = ((to_us(fix.at), fix.lat, fix.lon) for fix in fixes[low:high])
    spans = [(leg, to_us(leg.begins_at), to_us(leg.ends_at)) for leg in whole]
    return Part(
        begins_us=span.first_us,
        ends_us=span.last_us,
        points=high - low,
        first_us=to_us(instants[low]) if high > low else None,
        distance_m=sum(leg.distance_m for leg in legs if leg.moves),
        moving_us=sum(span.overlap_us(a, b) for leg, a, b in spans if leg.moves and not leg.gap),
        standing_us=sum(span.overlap_us(a, b) for leg, a, b in spans if not leg.moves),
        engine_us=_ran_us(span, engine),
        legs=legs,
        trail=minutes.packed(minutes.thinned(spots)),
    )


def _clipped(leg: Leg, span: _Span, fixes: Sequence[Fix], instants: Sequence[Any]) -> Iterator[Leg]:
    """Yield the piece of a trip or a stand that belongs to a span, if there is one."""
    first, last = from_us(span.first_us), from_us(span.last_us)
    low = bisect_left(instants, max(leg.begins_at, first))
    if leg.begins_at < first and not span.is_cut:
        low -= 1
    high = min(bisect_left(instants, last), bisect_right(instants, leg.ends_at)) - 1
    if high > low:
        piece = fixes[low : high + 1]
        yield trips.trip(piece) if leg.moves else trips.stand(piece)


def _one_of(one: Leg, other: Leg) -> Leg:
    """Return two pieces that touch as one."""
    number = one.points + other.points
    middle = {}
    if not one.moves:
        lat = (one.lat * one.points + other.lat * other.points) / number
        lon = (one.lon * one.points + other.lon * other.points) / number
        middle = {"lat": lat, "lon": lon, "to_lat": lat, "to_lon": lon}
    ending = {"to_lat": other.to_lat, "to_lon": other.to_lon, "ends_at": other.ends_at}
    return msgspec.structs.replace(
        one,
        **{**ending, **middle},
        distance_m=one.distance_m + other.distance_m,
        points=number - 1,
        gap=one.gap or other.gap,
    )


def _fix(row: Row) -> Fix:
    return Fix(at=from_us(row[0]), lat=row[2], lon=row[3], accuracy_m=row[4])


def _engine(rows: Sequence[Row], now_us: int) -> _Engine:
    """Return when an engine ran: from each word that it does to the next, but not for long."""
    said = sorted(_words(rows))
    ends = [at for at, _ in said[1:]] + [now_us]
    runs = [
        (at, min(max(at, until), at + SILENCE_US))
        for (at, is_on), until in zip(said, ends, strict=False)
        if is_on
    ]
    return _Engine(runs, [at for at, _ in said])


def _words(rows: Sequence[Row]) -> Iterator[tuple[int, bool]]:
    """Yield the instants at which a device said whether an engine runs, and whether it did."""
    for at_us, bits, _lat, _lon, _accuracy, sensors, *_ in rows:
        if not sensors:
            continue
        told = orjson.loads(sensors)
        runs = next((told[name] for name in ENGINE if isinstance(told.get(name), bool)), None)
        if runs is not None and not bits & flags.CLOCK:
            yield at_us, runs


def _ran_us(span: _Span, engine: _Engine) -> int | None:
    ran_us = sum(span.overlap_us(*run) for run in engine.runs)
    if ran_us or any(span.first_us <= at < span.last_us for at in engine.said):
        return ran_us
    return None
