"""What a phone takes along of a count, to go on with it without a network. Nothing here writes."""

from typing import Any

from django.db.models import Max, Subquery
from django.db.models.functions import Coalesce

from wherehold.kernel.actor import Actor
from wherehold.register.queries import offline, rooms
from wherehold.stocktake import access
from wherehold.stocktake.models import Line, Scan, Stocktake, Zone, ZonePlace

COLUMNS = ("id", "tag", "name", "place_id", "condition", "checkout_id", "codes")
LINE = ("asset_id", "zone_id", "expected", "state", "seen_place_id")


def index(*, actor: Actor, stocktake_id: int) -> dict[str, Any]:
    """Return what is expected, zones and places of a count, in rows; ten statements at most.

    `rows` and `places` are as in the index of the register, `photos` say which have a picture.
    `lines` say of each thing in which zone it is expected, how it stands and where it was seen.
    In a blind count there are none of these for who does not run it: the phone cannot tell what
    it does not know. `last` is the scan up to which this is so; `news` tells what came after.

    Raises: NotFound, NotAllowed (stocktake.count); TooLarge.
    """
    one, hidden = _known(actor, stocktake_id)
    # Before the lines: what is scanned meanwhile is then told again, and not missed.
    rooms_of_it = Zone.objects.filter(stocktake=one).order_by("name", "pk")
    zones_and_last = list(rooms_of_it.values_list("pk", "place_id", "name", _newest(one)))
    seen = Line.objects.filter(access.lines_seen(actor), stocktake=one).order_by("pk")
    lines = [] if hidden else list(seen.values_list(*LINE)[: offline.ASSETS_MAX + 1])
    zones = dict(ZonePlace.objects.filter(stocktake=one).values_list("place_key", "zone_id"))
    named = offline.named(actor=actor, asset_ids=(row[0] for row in lines), place_ids=zones)
    paths = rooms.paths_of(actor=actor, place_ids={row[3] for row in named.assets if row[3]})
    paths |= rooms.paths_of(actor=actor, place_ids=(row[0] for row in named.places))
    codes = named.codes
    return {
        "columns": COLUMNS,
        "rows": [[*row, None, codes["asset"].get(row[0], [])] for row in named.assets],
        "places": [[key, name, codes["place"].get(key, [])] for key, name in named.places],
        "people": [],
        "photos": named.photos,
        "hidden": hidden,
        "lines": lines,
        "last": zones_and_last[0][3] if zones_and_last else 0,
        "zones": [row[:3] for row in zones_and_last],
        "paths": [[key, path, zones.get(key)] for key, path in sorted(paths.items())],
    }


def news(*, actor: Actor, stocktake_id: int, since: int) -> dict[str, Any]:
    """Return how things stand now of which a scan came after `since`; four statements.

    Raises: NotFound, NotAllowed (stocktake.count).
    """
    one, hidden = _known(actor, stocktake_id)
    last = Scan.objects.filter(stocktake=one).aggregate(last=Coalesce(Max("pk"), 0))["last"]
    if hidden or last <= since:
        return {"lines": [], "last": last}
    scans = Scan.objects.filter(stocktake=one, pk__gt=since, asset__isnull=False)
    seen = Line.objects.filter(access.lines_seen(actor), stocktake=one)
    lines = seen.filter(asset__in=scans.values("asset")).order_by("pk")
    return {"lines": list(lines.values_list(*LINE)[: offline.ASSETS_MAX]), "last": last}


def _known(actor: Actor, stocktake_id: int) -> tuple[Stocktake, bool]:
    """Return the count, and whether the asker must not know what is expected.

    Raises: NotFound, NotAllowed.
    """
    one = access.found(actor, stocktake_id)
    access.require(actor, access.COUNT, one)
    return one, one.blind and not access.may(actor, access.RUN, one)


def _newest(one: Stocktake) -> Coalesce:
    """Return the newest scan of a count: they are written one after the other under its lock."""
    scans = Scan.objects.filter(stocktake=one).order_by("-pk").values("pk")[:1]
    return Coalesce(Subquery(scans), 0)
