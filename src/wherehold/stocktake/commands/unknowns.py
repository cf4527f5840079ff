"""Codes that stand for nothing yet: kept while counting, and named later."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor
from wherehold.stocktake.commands import keeping
from wherehold.stocktake.models import Stocktake, Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Nameless:
    """One read of a code that stood for nothing."""

    client_id: str
    key: str
    code: str
    place_id: int | None
    at: datetime
    note: str


def take(asker: Actor, stocktake: Stocktake, reads: Sequence[Nameless]) -> None:
    """Keep codes that nobody knows, each once, with how often they were read.

    Three statements at most.
    """
    if not reads:
        return
    some = bulk.among({read.key for read in reads})
    found = Unknown.objects.filter(stocktake=stocktake, key__in=some)
    known = {key: [pk, last, times] for pk, key, last, times in found.values_list(*COLUMNS)}
    fresh: dict[str, list[object]] = {}
    zones = keeping.zones_of(stocktake)
    for read in reads:
        if read.key in known:
            known[read.key][1], known[read.key][2] = read.at, known[read.key][2] + 1
        elif read.key in fresh:
            fresh[read.key][7], fresh[read.key][8] = read.at, int(str(fresh[read.key][8])) + 1
        else:
            zone = zones.get(read.place_id or -1)
            fresh[read.key] = [
                *(stocktake.pk, read.key, read.code, read.place_id, zone, asker.party_id),
                *(read.at, read.at, 0, read.note, "", "", ""),
            ]
    bulk.update(Unknown, ("id", "last_at", "times"), list(known.values()))
    bulk.insert(Unknown, NEW, list(fresh.values()))


COLUMNS = ("pk", "key", "last_at", "times")
NEW = (
    *("stocktake_id", "key", "code", "place_id", "zone_id", "party_id"),
    *("first_at", "last_at", "times", "note", "photo", "photo_type", "outcome"),
)
