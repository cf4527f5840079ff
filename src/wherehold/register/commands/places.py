"""Acts on the tree of places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import custom_fields
from wherehold.register.catalogue_events import (
    PlaceArchived,
    PlaceChanged,
    PlaceCreated,
    PlaceRestored,
)
from wherehold.register.commands import trees
from wherehold.register.commands.trees import PLACES, BadNode
from wherehold.register.models import Place
from wherehold.register.queries import catalogue, parties, reach

ADDRESS_MAX = 400
TREE = frozenset({"name", "parent_id"})
REST = (
    *("kind", "address", "latitude", "longitude", "time_zone", "accountable_id", "fields"),
)  # fmt: skip
CHANGEABLE = TREE | frozenset(REST)
PERMISSION = "place.edit"


@dataclass(frozen=True, kw_only=True)
class NewPlace:
    """What is known of a place when it is entered. Without a kind: a site on top, else a room."""

    name: str
    kind: str = ""
    parent_id: int | None = None
    address: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    time_zone: str = ""
    accountable_id: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def create_places(*, actor: Actor, places: Sequence[NewPlace]) -> list[int]:
    """Enter places, all or none, and return their ids in the order given.

    On top of the tree only those plant who may edit places everywhere.

    Raises: NotAllowed; NotFound (parents, accountable parties); BadNode, NameTaken.
    Records: register.place_created, one for each place.
    """
    if not places:
        raise BadNode({"field": "places", "why": gettext("choose at least one.")})
    rows = [asdict(place) for place in places]
    _reach(actor, {row["parent_id"] for row in rows})
    for row in rows:
        row["kind"] = row["kind"] or (Place.Kind.ROOM if row["parent_id"] else Place.Kind.SITE)
    for row, name in zip(rows, trees.names(row["name"] for row in rows), strict=True):
        row["name"] = name
    _fit(actor, rows)
    nodes = [(row["name"], row["parent_id"]) for row in rows]
    ids = trees.plant(PLACES, nodes, [{name: row[name] for name in REST} for row in rows])
    events = [
        PlaceCreated(subject_id=key, values=_told(row)) for key, row in zip(ids, rows, strict=True)
    ]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return ids


@transaction.atomic
def ensure_places(*, actor: Actor, names: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """Return the place of each path of names, entering those that are not there.

    Raises: as `create_places`, for what is missing.
    Records: register.place_created, one for each place that was missing.
    """

    def make(nodes: Sequence[trees.Name]) -> list[int]:
        new = [NewPlace(name=name, parent_id=parent) for name, parent in nodes]
        return create_places(actor=actor, places=new)

    return trees.ensure(PLACES, names, make)


@transaction.atomic
def change_places(*, actor: Actor, changes: Mapping[int, Mapping[str, Any]]) -> list[int]:
    """Give places other values, each its own, all or none; return the ids that changed.

    A place that goes elsewhere takes along all that is in it; things stay where they are.

    Raises: NotFound (places, parents, parties), NotAllowed (also where it goes); BadNode,
        NameTaken, NodeCycle.
    Records: register.place_changed, one for each place on which something is different.
    """
    places = _enter(actor, changes)
    if unknown := sorted({name for each in changes.values() for name in each} - CHANGEABLE):
        raise BadNode(*({"field": n, "why": gettext("there is no such field.")} for n in unknown))
    moved = [each["parent_id"] for each in changes.values() if "parent_id" in each]
    if moved:
        _reach(actor, set(moved))
    rows = [{name: getattr(p, name) for name in REST} | dict(changes[p.pk]) for p in places]
    _fit(actor, rows, changes)
    changed = {
        p.pk: {n: [getattr(p, n), v] for n, v in changes[p.pk].items() if getattr(p, n) != v}
        for p in places
    }
    changed = {key: what for key, what in changed.items() if what}
    if replanted := [p for p in places if changed.get(p.pk, {}).keys() & TREE]:
        trees.replant(PLACES, replanted, {p.pk: changes[p.pk] for p in replanted})
    different = [p for p in places if p.pk in changed]
    for place in different:
        for name, (_old, new) in changed[place.pk].items():
            setattr(place, name, new)
    Place.objects.bulk_update(different, [*REST])
    events = [PlaceChanged(subject_id=k, changed=_plain(what)) for k, what in changed.items()]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return list(changed)


@transaction.atomic
def archive_places(*, actor: Actor, place_ids: Iterable[int]) -> list[int]:
    """Archive places with all places in them, all or none; return the ids that were archived.

    Raises: NotFound, NotAllowed; InUse (things are recorded to be there).
    Records: register.place_archived, one for each place that was not archived yet.
    """
    gone = trees.set_archived(PLACES, _enter(actor, place_ids), archived=True)
    events = [PlaceArchived(subject_id=place.pk) for place in gone]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return [place.pk for place in gone]


@transaction.atomic
def restore_places(*, actor: Actor, place_ids: Iterable[int]) -> list[int]:
    """Bring archived places back with all places in them; return the ids that came back.

    Raises: NotFound, NotAllowed.
    Records: register.place_restored, one for each place that was archived.
    """
    back = trees.set_archived(PLACES, _enter(actor, place_ids), archived=False)
    events = [PlaceRestored(subject_id=place.pk) for place in back]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return [place.pk for place in back]


def _enter(actor: Actor, place_ids: Iterable[int]) -> list[Place]:
    """Return places, locked, if the actor may edit them all."""
    ids = set(place_ids)
    seen = Place.objects.filter(reach.places(actor=actor), pk__in=ids).order_by("pk")
    places = list(seen.select_for_update(no_key=True))
    if missing := sorted(ids - {p.pk for p in places}):
        raise NotFound(*({"what": "place", "key": key} for key in missing))
    if any(not reach.covers(actor=actor, permission=PERMISSION, path=p.path) for p in places):
        raise NotAllowed({"actor": actor.name, "permission": PERMISSION})
    return places


def _reach(actor: Actor, parent_ids: set[int | None]) -> None:
    """Refuse parents below which the actor may plant nothing."""
    wanted = {key for key in parent_ids if key is not None}
    seen = Place.objects.filter(reach.places(actor=actor), pk__in=wanted)
    paths = dict(seen.values_list("pk", "path"))
    if missing := sorted(wanted - paths.keys()):
        raise NotFound(*({"what": "place", "key": key} for key in missing))
    tops = [*paths.values(), *([""] if None in parent_ids else [])]
    if not all(reach.covers(actor=actor, permission=PERMISSION, path=path) for path in tops):
        raise NotAllowed({"actor": actor.name, "permission": PERMISSION})


def _fit(
    actor: Actor,
    rows: Sequence[dict[str, Any]],
    changes: Mapping[int, Mapping[str, Any]] | None = None,
) -> None:
    """Refuse values that do not fit; own fields are checked as far as they were given.

    Raises: BadNode; NotFound for accountable parties that the actor does not see.
    """
    bad = [
        {"index": index, "field": name, "why": why}
        for index, row in enumerate(rows)
        for name, why in _faults(row)
    ]
    given = [row for row in rows if row["fields"]]
    if given or changes is None:
        definitions = catalogue.definitions(actor=actor, target="place")
        for index, row in enumerate(rows):
            row["fields"], wrong = custom_fields.kept(definitions, row["fields"], "")
            bad += [{"index": index, "field": f"fields.{k}", "why": w} for k, w in wrong]
    if bad:
        raise BadNode(*bad)
    people = {row["accountable_id"] for row in rows if row["accountable_id"]}
    if people and (unknown := people - parties.names(actor=actor, ids=people).keys()):
        raise NotFound(*({"what": "party", "key": key} for key in sorted(unknown)))


def _faults(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    faults = []
    if row["kind"] not in Place.Kind.values:
        known = ", ".join(Place.Kind.values)
        faults.append(("kind", gettext("one of {known}.").format(known=known)))
    if len(row["address"]) > ADDRESS_MAX or "\0" in row["address"]:
        why = gettext("at most {most} characters.").format(most=ADDRESS_MAX)
        faults.append(("address", why))
    for name, most in (("latitude", 90), ("longitude", 180)):
        if row[name] is not None and not -most <= row[name] <= most:
            faults.append((name, gettext("from -{most} to {most}.").format(most=most)))
    if (row["latitude"] is None) != (row["longitude"] is None):
        faults.append(("latitude", gettext("latitude and longitude come together.")))
    if row["time_zone"] and row["time_zone"] not in available_timezones():
        faults.append(("time_zone", gettext("a time zone such as Europe/Berlin.")))
    return faults


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in row.items() if value not in (None, "", {})}
    return {name: _written(value) for name, value in given.items()}


def _plain(changed: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    return {name: [_written(one) for one in both] for name, both in changed.items()}


def _written(value: Any) -> Any:  # noqa: ANN401 - whatever a column holds
    return str(value) if isinstance(value, Decimal) else value
