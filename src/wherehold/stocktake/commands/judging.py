"""Judging reads by where their things were recorded to be just then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from wherehold.kernel.actor import Actor
from wherehold.register.queries import rooms, whereabouts
from wherehold.stocktake import rules
from wherehold.stocktake.commands import keeping
from wherehold.stocktake.models import Stocktake
from wherehold.stocktake.rules import Sight, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One scan as a device tells it. `client_id` is the device's own and never comes twice."""

    client_id: str
    code: str
    at: datetime | None = None
    place_id: int | None = None
    method: str = "camera"
    device: str = ""
    note: str = ""


@dataclass(slots=True)
class Read:
    """A scan that is being judged."""

    code: str
    place_id: int | None
    party_id: int | None
    at: datetime
    said: Said = field(default_factory=lambda: Said(client_id="", code=""))
    captured_at: datetime | None = None
    clock: str = ""
    asset_id: int | None = None
    other: bool = False
    result: str = ""
    belongs_id: int | None = None
    moved: bool = False

    @property
    def client_id(self) -> str:
        """Return the number that the device gave it."""
        return self.said.client_id


def judge(
    asker: Actor,
    stocktake: Stocktake,
    reads: Sequence[Read],
    tallies: dict[int, Tally],
    known: Mapping[int, str],
) -> None:
    """Judge reads of things in the order of their time, and write on the tallies what they are.

    Things that were not in the count get a tally. `known` are the paths of the places of the
    reads. Five statements at most.
    """
    keys = {read.asset_id or 0 for read in reads}
    now = whereabouts.recorded(actor=asker, asset_ids=keys)
    if fresh := keys - tallies.keys():
        zones = keeping.zones_of(stocktake)
        for key in fresh:
            place_id, value_minor = now[key]
            zone = zones.get(place_id or 0)
            tallies[key] = Tally(
                key, expected=False, zone_id=zone, place_id=place_id, value_minor=value_minor
            )
    places = _recorded_then(asker, reads, tallies, now)
    paths = dict(known)
    if far := {key for key in places.values() if key} - paths.keys():
        paths |= rooms.paths_of(actor=asker, place_ids=far)
    for read in reads:
        tally, place_id = tallies[read.asset_id or 0], places[read.asset_id or 0]
        sight = Sight(
            at=read.at,
            place_id=read.place_id,
            place_path=paths.get(read.place_id or 0, ""),
            party_id=read.party_id,
            recorded_id=place_id,
            recorded_path=paths.get(place_id or 0, ""),
        )
        read.result = rules.judge(tally, sight, stocktake.second_minor)
        read.moved = tally.moved
        read.belongs_id = place_id if read.result == rules.ELSEWHERE else None


def _recorded_then(
    asker: Actor,
    reads: Sequence[Read],
    tallies: Mapping[int, Tally],
    now: Mapping[int, tuple[int | None, int | None]],
) -> dict[int, int | None]:
    """Return where things were recorded to be when they were first read.

    Only of what the record says otherwise than the list need be found out since when.
    """
    places = {key: place_id for key, (place_id, _value) in now.items()}
    strayed = {key for key, place_id in places.items() if place_id != tallies[key].place_id}
    firsts = {r.asset_id or 0: r.at for r in reversed(reads) if r.asset_id in strayed}
    then = whereabouts.places_at(actor=asker, now={key: places[key] for key in firsts}, at=firsts)
    return places | then
