"""What a phone takes along of a count, to go on with it without a network. Nothing here writes."""

from typing import Any

from wherehold.kernel.actor import Actor
from wherehold.register.queries import offline, rooms
from wherehold.stocktake import access
from wherehold.stocktake.models import Line, Zone, ZonePlace

COLUMNS = ("id", "tag", "name", "place_id", "condition", "checkout_id", "codes")


def index(*, actor: Actor, stocktake_id: int) -> dict[str, Any]:
    """Return what is expected, zones and places of a count, in rows; ten statements at most.

    `rows` and `places` are as in the index of the register. `lines` say of each thing in which
    zone it is expected, how it stands and where it was seen. In a blind count there are none of
    either for who does not run it: the phone cannot tell what it does not know.

    Raises: NotFound, NotAllowed (stocktake.count); TooLarge.
    """
    one = access.found(actor, stocktake_id)
    access.require(actor, access.COUNT, one)
    hidden = one.blind and not access.may(actor, access.RUN, one)
    seen = Line.objects.filter(access.lines_seen(actor), stocktake=one).order_by("pk")
    columns = ("asset_id", "zone_id", "expected", "state", "seen_place_id")
    lines = [] if hidden else list(seen.values_list(*columns)[: offline.ASSETS_MAX + 1])
    zones = dict(ZonePlace.objects.filter(stocktake=one).values_list("place_key", "zone_id"))
    named = offline.named(actor=actor, asset_ids=(row[0] for row in lines), place_ids=zones)
    paths = rooms.paths_of(actor=actor, place_ids={row[3] for row in named.assets if row[3]})
    paths |= rooms.paths_of(actor=actor, place_ids=(row[0] for row in named.places))
    codes = named.codes
    rooms_of_it = Zone.objects.filter(stocktake=one).order_by("name", "pk")
    return {
        "columns": COLUMNS,
        "rows": [[*row, None, codes["asset"].get(row[0], [])] for row in named.assets],
        "places": [[key, name, codes["place"].get(key, [])] for key, name in named.places],
        "people": [],
        "hidden": hidden,
        "lines": lines,
        "zones": list(rooms_of_it.values_list("pk", "place_id", "name")),
        "paths": [[key, path, zones.get(key)] for key, path in sorted(paths.items())],
    }
