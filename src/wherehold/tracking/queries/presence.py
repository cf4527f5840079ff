"""Where things are by everything that speaks for it, beside where they are recorded to be."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.register.queries import assets, listing, whereabouts
from wherehold.register.queries.assets import Card, Whole
from wherehold.tracking import access, privacy
from wherehold.tracking.estimate import FROM_DEVICES, Estimate, Evidence, agrees, best
from wherehold.tracking.models import Zone
from wherehold.tracking.queries import pins, positions, zones
from wherehold.tracking.queries.within import Given

SIGHTINGS_MAX = 60
SILENT = timedelta(days=90)
LIMIT_MAX = 200
STATES = ("elsewhere", "agrees", "silent", "never")


@dataclass(frozen=True, kw_only=True)
class Presence:
    """Where a thing is recorded and where it most likely is, with what says so, newest first.

    `state`: "agrees", "elsewhere", "silent" (nothing was told for long), or "unknown".
    """

    asset_id: int
    recorded_id: int | None
    recorded: str
    state: str
    estimate: Estimate | None
    evidence: list[Evidence]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A thing in a list of those that agree, disagree or are silent."""

    asset_id: int
    tag: str
    name: str
    icon: str
    recorded: str
    seen_place_id: int | None
    seen: str
    at: datetime | None
    how: str
    lat: float | None = None
    lon: float | None = None


def of_asset(*, actor: Actor, asset_id: int) -> Presence:
    """Return where a thing most likely is, and all that says so. Fifteen statements at most.

    What devices say is left out for whoever may not see positions, and of what one person keeps
    for everybody but them.

    Raises: NotFound.
    """
    [whole] = assets.whole(actor=actor, asset_ids=[asset_id])
    said = _sightings(actor, asset_id) + _held(whole.told)
    if access.things(actor, [asset_id]).exists():
        said += _spot(actor, asset_id)
    elif privacy.is_hidden(actor, asset_id):
        said = [one for one in said if one.how == "check_out"]
    else:
        said = [one for one in said if one.how not in FROM_DEVICES]
    said.sort(key=lambda one: one.at, reverse=True)
    found = best(said)
    return Presence(
        asset_id=asset_id,
        recorded_id=whole.told.get("place_id"),
        recorded=whole.told.get("place") or "",
        state=_state(whole, found),
        estimate=found,
        evidence=said,
    )


def page(
    *, actor: Actor, state: str, given: Given, cursor: str = "", limit: int = 50
) -> tuple[list[Line], str | None]:
    """List the things that agree, disagree, are silent or were never seen; and the page after.

    Silent are those whose device has told nothing for a day, the longest first; the others come
    by when they were seen, the latest first.

    Raises: BadFilter, BadCursor.
    """
    limit = max(1, min(limit, LIMIT_MAX))
    if state == "silent":
        found, after = pins.silent_page(actor=actor, given=given, cursor=cursor, limit=limit)
        return [_silent(one) for one in found], after
    asked = {**given, "seen": [state if state in STATES else STATES[0]]}
    sort = "tag" if state == "never" else "seen"
    listed = listing.page(actor=actor, given=asked, sort=sort, cursor=cursor, limit=limit)
    ids = [one["id"] for one in listed.items]
    how = whereabouts.seen_how(actor=actor, asset_ids=ids)
    return [_line(one, how) for one in listed.items], listed.older


def counts(*, actor: Actor, given: Given) -> dict[str, tuple[int, bool]]:
    """Return how many there are in each list, and whether there are more than were counted.

    Raises: BadFilter.
    """
    found = {"silent": (pins.silent(actor=actor, given=given, limit=0)[1], False)}
    for state in STATES:
        if state != "silent":
            counted = listing.count(actor=actor, given={**given, "seen": [state]})
            found[state] = (counted.number, counted.more)
    return found


def _sightings(actor: Actor, asset_id: int) -> list[Evidence]:
    """Return the last sighting of each kind. Two statements."""
    entries = ledger.history("asset", asset_id, limit=SIGHTINGS_MAX, kinds=("register.seen",))
    last: dict[str, tuple[datetime, int]] = {}
    for entry in entries:
        data = entry.data or {}
        how, place_id = str(data.get("how", "")), data.get("place_id")
        if isinstance(place_id, int) and (how not in last or entry.happened_at > last[how][0]):
            last[how] = (entry.happened_at, place_id)
    places = whereabouts.places(actor=actor, ids={place_id for _at, place_id in last.values()})
    return [
        Evidence(how=how, at=at, place_id=key, place=places[key][0], path=places[key][1])
        for how, (at, key) in last.items()
        if key in places
    ]


def _held(told: Card) -> list[Evidence]:
    """Return what its being handed out says: with whom, or where."""
    if not told["held"] or told["held_since"] is None:
        return []
    by = told.get("holder") or told.get("held_asset") or ""
    place = told.get("held_place") or ""
    return [Evidence(how="check_out", at=told["held_since"], by=by, place=place)]


def _spot(actor: Actor, asset_id: int) -> list[Evidence]:
    """Return where its device says that it is, and which place that is."""
    spots = positions.now(actor=actor, asset_ids=[asset_id])
    if not spots:
        return []
    [spot] = spots
    inside = zones.last_visits(actor=actor, still=True, asset_ids=[asset_id])
    named = Zone.objects.filter(pk__in={one.zone_id for one in inside}, place__isnull=False)
    places = whereabouts.places(
        actor=actor, ids={key for key in named.values_list("place_id", flat=True) if key}
    )
    key = max(places, key=lambda one: len(places[one][1]), default=None)
    name, path = places[key] if key is not None else ("", "")
    return [
        Evidence(
            how="gps",
            at=spot.at,
            by=spot.device,
            place_id=key,
            place=name,
            path=path,
            lat=spot.lat,
            lon=spot.lon,
            accuracy_m=spot.accuracy_m,
        )
    ]


def _state(whole: Whole, found: Estimate | None) -> str:
    if found is None:
        return "unknown"
    if clock.now() - found.at > SILENT:
        return "silent"
    same = agrees(whole.place_path, found.path)
    placed_at = whole.told["placed_at"] or whole.told["created_at"]
    # What was seen before it was brought to where it is says nothing of the record.
    if same is None or (not same and found.at <= placed_at):
        return "unknown"
    return "agrees" if same else "elsewhere"


def _silent(one: pins.Pin) -> Line:
    return Line(
        asset_id=one.asset_id,
        tag=one.tag,
        name=one.name,
        icon=one.icon,
        recorded=one.recorded,
        seen_place_id=None,
        seen="",
        at=one.contact_at,
        how="gps",
        lat=one.lat,
        lon=one.lon,
    )


def _line(one: listing.Line, how: dict[int, str]) -> Line:
    return Line(
        asset_id=one["id"],
        tag=one["tag"],
        name=one["name"],
        icon=one["category_icon"] or "box",
        recorded=one["place"] or "",
        seen_place_id=one.get("seen_place_id"),
        seen=one.get("seen_place") or "",
        at=one["seen_at"],
        how=how.get(one["id"], ""),
    )
