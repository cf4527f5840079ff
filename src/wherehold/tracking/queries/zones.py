"""Questions about zones: which there are, what is in them, what went in and out when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.queries import known, listing
from wherehold.tracking import access, keeping
from wherehold.tracking.instants import from_us, to_us
from wherehold.tracking.models import Binding, Crossing, Zone
from wherehold.tracking.queries import positions
from wherehold.tracking.queries.within import Given

VISITS_MAX = 5_000
NEWEST = 6
NEVER_US = 2**62


@dataclass(frozen=True, kw_only=True)
class ZoneLine:
    """A zone with its shape as GeoJSON.

    One that goes along with a thing is a circle where that was last seen, `seen_at`; it has no
    shape where that is not known, or not to be known.
    """

    id: int
    name: str
    geometry: dict[str, Any] | None
    reach_m: float
    place_id: int | None
    place: str
    changed_at: datetime
    around_id: int | None = None
    around: str = ""
    seen_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A span of time that an asset was in a zone; without an end it is there still.

    `cut` says that it ended because the device came off, not because the asset went.
    """

    asset_id: int
    asset: str
    zone_id: int
    zone: str
    device_id: int
    entered_at: datetime
    left_at: datetime | None
    cut: bool
    id: UUID


def zones(*, actor: Actor, zone_ids: Iterable[int] | None = None) -> list[ZoneLine]:
    """Return the zones that count, by name. Two statements; five more where some go along.

    Raises: NotAllowed.
    """
    access.must_see_positions(actor)
    found = Zone.objects.filter(archived_at=None)
    if zone_ids is not None:
        found = found.filter(pk__in=list(zone_ids))
    return _lines(actor, list(found.order_by("name")))


def going_along(*, actor: Actor) -> list[ZoneLine]:
    """Return the zones that go along with things, by name. Seven statements at most.

    Raises: NotAllowed.
    """
    access.must_see_positions(actor)
    found = Zone.objects.filter(archived_at=None, around__isnull=False)
    return _lines(actor, list(found.order_by("name")))


def _lines(actor: Actor, rows: Sequence[Zone]) -> list[ZoneLine]:
    if not rows:
        return []
    places = known.places(actor=actor, ids=[row.place_id for row in rows if row.place_id])
    carriers = {row.around_id for row in rows if row.around_id}
    tags = known.assets(actor=actor, ids=carriers) if carriers else {}
    there = positions.now(actor=actor, asset_ids=tags) if tags else []
    spots = {one.asset_id: one for one in there}
    return [_line(row, places, tags, spots.get(row.around_id or 0)) for row in rows]


def _line(
    row: Zone, places: Mapping[int, str], tags: Mapping[int, str], spot: positions.Spot | None
) -> ZoneLine:
    circle = {"type": "Point", "coordinates": [spot.lon, spot.lat]} if spot else None
    return ZoneLine(
        id=row.pk,
        name=row.name,
        geometry=circle if row.around_id else row.geometry,
        reach_m=row.reach_m,
        place_id=row.place_id if row.place_id in places else None,
        place=places.get(row.place_id or 0, ""),
        changed_at=row.changed_at,
        around_id=row.around_id if row.around_id in tags else None,
        around=tags.get(row.around_id or 0, "…" if row.around_id else ""),
        seen_at=spot.at if spot else None,
    )


def one(*, actor: Actor, zone_id: int) -> ZoneLine:
    """Return a zone.

    Raises: NotAllowed, NotFound.
    """
    lines = zones(actor=actor, zone_ids=[zone_id])
    if not lines:
        raise NotFound({"what": "zone", "key": zone_id})
    return lines[0]


def visits(
    *,
    actor: Actor,
    asset_id: int | None = None,
    zone_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    still: bool = False,
    given: Given | None = None,
) -> list[Visit]:
    """Return when assets were in zones, the latest first, of those that the actor may see.

    `still` narrows to those who are there now, `given` by the filters of the list. Seven
    statements at most.

    Raises: BadFilter.
    """
    things = access.things(actor, None if asset_id is None else [asset_id])
    if given:
        where, values = listing.condition(actor=actor, given=given)
        mine = RawSQL(f"SELECT a.id FROM register_asset a WHERE {where}", values)  # noqa: S608, S611 - ours
        things = things.filter(pk__in=mine)
    found = Crossing.objects.filter(asset__in=things.values("pk"), superseded_at=None)
    if zone_id is not None:
        found = found.filter(zone=zone_id)
    if until is not None:
        found = found.filter(at_us__lte=to_us(until))
    latest = list(found.order_by("-at_us", "-by_us")[: 2 * VISITS_MAX])
    pairs = _pairs(reversed(latest))
    ends = _ends(pairs)
    floor_us = to_us(since) if since else 0
    pairs = [(a, b) for a, b in pairs if (ends.get(a.pk) or NEVER_US) >= floor_us]
    if still:
        pairs = [(a, b) for a, b in pairs if a.pk not in ends]
    return _told(actor, pairs, ends)[:VISITS_MAX]


def last_visits(
    *,
    actor: Actor,
    zone_ids: Iterable[int] | None = None,
    still: bool = False,
    asset_ids: Iterable[int] | None = None,
) -> list[Visit]:
    """Return the last visit of each asset to each zone, by each of its devices; the latest first.

    Only to `zone_ids` and of `asset_ids` where they are given; `still` narrows to those who are
    there now. All of them, however many there were since: six statements at most.
    """
    things = access.things(actor, asset_ids)
    found = Crossing.objects.filter(asset__in=things.values("pk"), superseded_at=None)
    if zone_ids is not None:
        found = found.filter(zone__in=set(zone_ids))
    # The last two tell all: going in and then out, or the last going in.
    each = [F("device_id"), F("asset_id"), F("zone_id")]
    newest = [F("at_us").desc(), F("by_us").desc()]
    ranked = found.annotate(nth=Window(RowNumber(), partition_by=each, order_by=newest))
    pairs = _pairs(ranked.filter(nth__lte=2).order_by("at_us", "by_us"))
    ends = _ends(pairs)
    if still:
        pairs = [(a, b) for a, b in pairs if a.pk not in ends]
    return _told(actor, pairs, ends)


def newest_visits(*, actor: Actor, zone_id: int, asset_ids: Iterable[int]) -> list[Visit]:
    """Return the newest visits of assets to a zone, the latest first, whatever came before.

    What is read of each is its last `NEWEST` crossings, so it costs the same however long it has
    been going in and out. Six statements at most.
    """
    mine = Crossing.objects.filter(asset=OuterRef("pk"), zone=zone_id, superseded_at=None)
    ids = mine.order_by("-at_us", "-by_us").values("pk")
    nth = {f"crossing_{n}": Subquery(ids[n : n + 1]) for n in range(NEWEST)}
    things = access.things(actor, asset_ids).annotate(**nth).values_list(*nth)
    found = Crossing.objects.filter(pk__in=[key for row in things for key in row if key])
    pairs = _pairs(found.order_by("at_us", "by_us"))
    return _told(actor, pairs, _ends(pairs))


def _told(
    actor: Actor, pairs: Iterable[tuple[Crossing, Crossing | None]], ends: dict[UUID, int]
) -> list[Visit]:
    """Return visits with the names of things and zones, the latest first.

    But for those to which somebody else took what they kept. Four statements at most.
    """
    listed = list(pairs)
    kept = keeping.spans(actor=actor, asset_ids={a.asset_id for a, _ in listed if a.asset_id})
    listed = [
        (a, b)
        for a, b in listed
        if a.asset_id and not keeping.is_hidden(kept, a.asset_id, from_us(a.at_us))
    ]
    names = known.assets(actor=actor, ids={a.asset_id for a, _ in listed if a.asset_id})
    called = dict(
        Zone.objects.filter(pk__in={a.zone_id for a, _ in listed}).values_list("pk", "name")
    )
    made = [_visit(a, b, ends.get(a.pk), names, called) for a, b in listed]
    return sorted(made, key=lambda one: one.entered_at, reverse=True)


def inside(*, actor: Actor) -> dict[int, int]:
    """Return how many assets are in each zone now. Six statements at most."""
    found: dict[int, int] = {}
    for one in last_visits(actor=actor, still=True):
        found[one.zone_id] = found.get(one.zone_id, 0) + 1
    return found


def _pairs(rows: Iterable[Crossing]) -> list[tuple[Crossing, Crossing | None]]:
    """Return each going in with the going out after it, in the order of going in."""
    open_ones: dict[tuple[int, int], Crossing] = {}
    pairs: list[tuple[Crossing, Crossing | None]] = []
    for row in rows:
        key = (row.device_id, row.zone_id)
        before = open_ones.pop(key, None)
        if row.entered:
            open_ones[key] = row
        if before is not None:
            pairs.append((before, None if row.entered else row))
    return [*pairs, *((row, None) for row in open_ones.values())]


def _ends(pairs: Iterable[tuple[Crossing, Crossing | None]]) -> dict[UUID, int]:
    """Return when each visit that is over ended: going out, or the device coming off before."""
    listed = list(pairs)
    ended = Binding.objects.filter(
        device__in={a.device_id for a, _ in listed}, ends_at__isnull=False
    )
    spans: dict[tuple[int, int | None], list[tuple[int, int]]] = {}
    for row in ended:
        assert row.ends_at is not None
        span = (to_us(row.starts_at), to_us(row.ends_at))
        spans.setdefault((row.device_id, row.asset_id), []).append(span)
    ends = {}
    for begin, end in listed:
        off = [
            last
            for first, last in spans.get((begin.device_id, begin.asset_id), ())
            if first <= begin.at_us < last
        ]
        if over := [*off, *([end.at_us] if end else [])]:
            ends[begin.pk] = min(over)
    return ends


def _visit(
    begin: Crossing,
    end: Crossing | None,
    end_us: int | None,
    names: dict[int, str],
    called: dict[int, str],
) -> Visit:
    assert begin.asset_id is not None
    return Visit(
        id=begin.pk,
        asset_id=begin.asset_id,
        asset=names.get(begin.asset_id, ""),
        zone_id=begin.zone_id,
        zone=called[begin.zone_id],
        device_id=begin.device_id,
        entered_at=from_us(begin.at_us),
        left_at=from_us(end_us) if end_us else None,
        cut=end_us is not None and (end is None or end.at_us != end_us),
    )
