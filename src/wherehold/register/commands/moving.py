"""Bringing assets elsewhere, and writing down where they were seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.register import access
from wherehold.register.commands import doors, holding, rows
from wherehold.register.commands.doors import missing
from wherehold.register.events import Confirmed, Moved, Seen
from wherehold.register.models import Asset, Place
from wherehold.register.queries import reach
from wherehold.register.refusals import BadAsset, NothingChosen, StillHeld

HOW_MAX = 16
# What a sighting reads of an asset.
OBSERVED = (
    *("seen_place_id", "seen_path", "seen_at", "seen_how"),
    *("confirmed_at", "confirmed_how"),
)


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """An asset was observed at a place. `how`: "scan", "count", "phone", "gate", ..."""

    asset_id: int
    place_id: int
    at: datetime | None = None
    how: str = "scan"


@transaction.atomic
def move_assets(
    *,
    actor: Actor,
    moves: Mapping[int, int | None],
    note: str = "",
    at: datetime | None = None,
    act: UUID | None = None,
) -> list[int]:
    """Bring assets, by id, to places, all or none; return the ids of those that moved.

    What is inside them goes along. What was inside another asset that stays comes out of it.
    None means that the place is not known, which only those say who may move things everywhere.
    What was seen elsewhere and is said to be where it is recorded counts as moved.

    Raises: NotFound (assets, places), NotAllowed; NothingChosen, InFuture, IsArchived, StillHeld
        (handed out into another asset).
    Records: register.moved, one for each asset that moved or went along.
    """
    happened_at = doors.moment(at)
    _reachable(actor, set(moves.values()))
    assets = doors.enter(actor, moves, "asset.move")
    _none_handed_into(assets)
    movers = [
        a for a in assets if a.place_id != moves[a.pk] or a.container_id is not None or a.astray
    ]
    inside = holding.contents_of([a.pk for a in movers]) if movers else []
    along = [(top, a) for top, a in inside if a.pk not in moves]
    wanted = {a.pk: rows.placed(a, moves[a.pk], happened_at) for a in movers}
    for asset in movers:
        if asset.container_id is not None and asset.container_id not in moves:
            wanted[asset.pk]["container_id"] = None
    wanted |= {asset.pk: rows.placed(asset, moves[top], happened_at) for top, asset in along}
    changed = rows.change(actor, [*movers, *(asset for _, asset in along)], wanted)
    carried = {asset.pk: top for top, asset in along}
    events = [
        Moved(subject_id=key, changed=what, with_id=carried.get(key), note=note)
        for key, what in changed.items()
    ]
    ledger.record(events, actor=actor, happened_at=happened_at, act=act)
    return list(changed)


@transaction.atomic
def see_assets(
    *, actor: Actor, sightings: Sequence[Sighting], act: UUID | None = None
) -> list[int]:
    """Write down where assets were observed; return the ids for which it is the newest sighting.

    Where an asset is recorded to be stays as it is. An older sighting than the last one is kept
    in the history alone. Whoever was seen is confirmed as well.

    Raises: NotFound (assets, places), NotAllowed (asset.move); NothingChosen, InFuture, BadAsset.
    Records: register.seen, one for each sighting.
    """
    times = [doors.moment(one.at) for one in sightings]
    _fit_how(one.how for one in sightings)
    ids = {one.asset_id for one in sightings}
    if not ids:
        raise NothingChosen({"field": "asset_ids"})
    assets = access.columns_for_update(actor, ids, "asset.move", OBSERVED)
    paths = _known_places(actor, {one.place_id for one in sightings})
    wanted: dict[int, dict[str, Any]] = {}
    newest: dict[int, int] = {}
    for index, (one, at) in enumerate(zip(sightings, times, strict=True)):
        was, seen = assets[one.asset_id], wanted.get(one.asset_id, {})
        sure: dict[str, Any] = {}
        if at >= (seen.get("seen_at") or was["seen_at"] or at):
            newest[one.asset_id] = index
            sure = {"seen_place_id": one.place_id, "seen_path": paths[one.place_id]}
            sure |= {"seen_at": at, "seen_how": one.how}
        if at >= (seen.get("confirmed_at") or was["confirmed_at"] or at):
            sure |= {"confirmed_at": at, "confirmed_how": one.how}
        wanted[one.asset_id] = seen | sure
    changed = rows.change_columns(assets, wanted)
    _record_seen(actor, sightings, times, changed, newest, act or ledger.new_act())
    return sorted(newest)


@transaction.atomic
def confirm_assets(
    *,
    actor: Actor,
    asset_ids: Iterable[int],
    how: str = "person",
    in_place: bool = True,
    at: datetime | Mapping[int, datetime] | None = None,
    act: UUID | None = None,
) -> list[int]:
    """Vouch for assets being as they are recorded; return the ids for which it is the newest word.

    Whoever holds a thing may vouch for it. Without `in_place` nobody says where it is, so what
    was seen elsewhere stays seen elsewhere. `at` is one instant for all, or one for each by id.

    Raises: NotFound, NotAllowed (asset.note); NothingChosen, InFuture, BadAsset.
    Records: register.confirmed, one for each asset.
    """
    own = {key: doors.moment(one) for key, one in at.items()} if isinstance(at, Mapping) else {}
    same = doors.moment(None if isinstance(at, Mapping) else at)
    _fit_how([how])
    assets = doors.enter(actor, asset_ids, "asset.note", archived=True)
    times = {a.pk: own.get(a.pk, same) for a in assets}
    newer = [a for a in assets if a.confirmed_at is None or a.confirmed_at <= times[a.pk]]
    wanted = {
        a.pk: {"confirmed_at": times[a.pk], "confirmed_how": how}
        | (_vouched(a, times[a.pk]) if in_place else {})
        for a in newer
    }
    changed = rows.change(actor, assets, wanted)
    events = [
        (
            Confirmed(subject_id=a.pk, changed=changed.get(a.pk, {}), at=times[a.pk], how=how),
            times[a.pk],
        )
        for a in assets
    ]
    ledger.record_each(events, actor=actor, act=act)
    return [a.pk for a in newer]


def _vouched(asset: Asset, at: datetime) -> dict[str, Any]:
    """Return since when its place is vouched for: what was said of it later stands."""
    later = asset.placed_at is not None and asset.placed_at > at
    return {} if later or asset.place_id is None else {"placed_at": at}


def _record_seen(
    actor: Actor,
    sightings: Sequence[Sighting],
    times: Sequence[datetime],
    changed: Mapping[int, dict[str, list[Any]]],
    newest: Mapping[int, int],
    act: UUID,
) -> None:
    """Write an entry for each sighting, each at its own time; the newest has what changed."""
    entries: list[ledger.Row] = []
    for index, (one, at) in enumerate(zip(sightings, times, strict=True)):
        last = newest.get(one.asset_id, index) == index
        what = changed.get(one.asset_id, {}) if last else {}
        seen = {"changed": what, "place_id": one.place_id, "at": at, "how": one.how}
        entries.append((one.asset_id, at, seen))
    ledger.record_rows(Seen, entries, actor=actor, act=act)


def _fit_how(words: Iterable[str]) -> None:
    if bad := {word for word in words if not 0 < len(word) <= HOW_MAX or not word.isprintable()}:
        raise BadAsset(*({"field": "how", "why": f"1 to {HOW_MAX}: {word!r}"} for word in bad))


def _reachable(actor: Actor, place_ids: set[int | None]) -> None:
    """Refuse places that things may not be brought to. One statement."""
    if None in place_ids and not actor.may_everywhere("asset.move"):
        raise NotAllowed({"actor": actor.name, "permission": "asset.move"})
    paths = _known_places(actor, {key for key in place_ids if key is not None})
    if any(not reach.covers(actor=actor, permission="asset.move", path=p) for p in paths.values()):
        raise NotAllowed({"actor": actor.name, "permission": "asset.move"})


def _known_places(actor: Actor, ids: set[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    if ids:
        places = Place.objects.filter(reach.places(actor=actor), pk__in=ids, archived_at=None)
        found = dict(places.values_list("pk", "path"))
    if unknown := sorted(ids - found.keys()):
        raise missing("place", unknown)
    return found


def _none_handed_into(assets: Iterable[Asset]) -> None:
    if held := [a for a in assets if a.held_asset_id is not None]:
        raise StillHeld(*({"asset_id": a.pk, "tag": a.tag} for a in held))
