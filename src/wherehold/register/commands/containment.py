"""Putting assets into assets, and taking them out again. It is apart from who holds them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.register.commands import doors, holding, rows
from wherehold.register.events import Contained, Moved, TakenOut
from wherehold.register.models import Asset
from wherehold.register.refusals import ContainmentCycle, NotInside, StillHeld, TooDeep

DEPTH_MAX = 10


@transaction.atomic
def put_into(
    *,
    actor: Actor,
    asset_ids: Iterable[int],
    container_id: int,
    at: datetime | None = None,
    act: UUID | None = None,
) -> list[int]:
    """Put assets into another one, all or none; return the ids of those that were not in it.

    They are recorded to be where it is, with all that is inside them.

    Raises: NotFound, NotAllowed (asset.move, also on what they go into); NothingChosen,
        InFuture, IsArchived, OnHold, StillHeld (handed out into another asset),
        ContainmentCycle, TooDeep.
    Records: register.contained, one for each asset; register.moved for what goes along.
    """
    happened_at = doors.moment(at)
    ids = dict.fromkeys(asset_ids)
    found = doors.enter(actor, [*ids, container_id] if ids else [], "asset.move")
    container = next(a for a in found if a.pk == container_id)
    assets = [a for a in found if a.pk in ids and a.container_id != container_id]
    doors.not_on_hold([container])
    if held := [a for a in assets if a.held_asset_id is not None]:
        raise StillHeld(*({"asset_id": a.pk, "tag": a.tag} for a in held))
    _fits(container, found, ids)
    own = {a.pk for a in assets}
    along = [(top, a) for top, a in holding.contents_of(own) if a.pk not in own] if own else []
    here = container.place_id
    wanted: dict[int, dict[str, Any]] = {
        a.pk: rows.placed(a, here, happened_at) | {"container_id": container_id} for a in assets
    }
    wanted |= {a.pk: rows.placed(a, here, happened_at) for _, a in along}
    changed = rows.change(actor, [*assets, *(a for _, a in along)], wanted)
    events: list[ledger.Event] = [
        Contained(subject_id=key, changed=changed[key], container_id=container_id)
        for key in sorted(own)
    ]
    events += _went_along(along, changed)
    ledger.record(events, actor=actor, happened_at=happened_at, act=act)
    return sorted(own)


@transaction.atomic
def take_out(
    *,
    actor: Actor,
    asset_ids: Iterable[int],
    at: datetime | None = None,
    act: UUID | None = None,
) -> list[int]:
    """Take assets out of what they are in, all or none; they stay at its place. Return their ids.

    Raises: NotFound, NotAllowed (asset.move); NothingChosen, InFuture, IsArchived, NotInside,
        StillHeld (handed out into another asset).
    Records: register.taken_out, one for each asset.
    """
    happened_at = doors.moment(at)
    assets = doors.enter(actor, asset_ids, "asset.move")
    if loose := [a for a in assets if a.container_id is None]:
        raise NotInside(*({"asset_id": a.pk, "tag": a.tag} for a in loose))
    if held := [a for a in assets if a.held_asset_id is not None]:
        raise StillHeld(*({"asset_id": a.pk, "tag": a.tag} for a in held))
    was = {a.pk: a.container_id for a in assets}
    changed = rows.change(actor, assets, {a.pk: {"container_id": None} for a in assets})
    events = [
        TakenOut(subject_id=key, changed=what, container_id=was[key] or 0)
        for key, what in changed.items()
    ]
    ledger.record(events, actor=actor, happened_at=happened_at, act=act)
    return list(changed)


def _went_along(
    along: Sequence[tuple[int, Asset]], changed: dict[int, dict[str, list[Any]]]
) -> list[Moved]:
    return [
        Moved(subject_id=asset.pk, changed=changed[asset.pk], with_id=top)
        for top, asset in along
        if asset.pk in changed
    ]


def _fits(container: Asset, found: Iterable[Asset], ids: Collection[int]) -> None:
    """Refuse what would lie inside itself, and boxes in boxes without end. Two statements."""
    above = _above(container.pk)
    if circle := [a for a in found if a.pk in ids and a.pk in above]:
        raise ContainmentCycle(*({"asset_id": a.pk, "tag": a.tag} for a in circle))
    depth = len(above) + _height(ids)
    if depth > DEPTH_MAX:
        what = {"asset_id": container.pk, "tag": container.tag}
        raise TooDeep(what | {"depth": depth, "limit": DEPTH_MAX})


def _above(asset_id: int) -> set[int]:
    """Return an asset and all that it is in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE up(id) AS (SELECT CAST(%s AS bigint) UNION "
            "SELECT a.container_id FROM register_asset a JOIN up ON a.id = up.id "
            "WHERE a.container_id IS NOT NULL) SELECT id FROM up",
            [asset_id],
        )
        return {row[0] for row in cursor.fetchall()}


def _height(asset_ids: Iterable[int]) -> int:
    """Return how many levels there are from these assets down, themselves included."""
    tops = ", ".join(str(int(key)) for key in asset_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE down(id, level) AS (SELECT id, 1 FROM register_asset "
            f"WHERE id IN ({tops}) UNION SELECT a.id, down.level + 1 FROM down "
            f"JOIN register_asset a ON a.container_id = down.id WHERE down.level <= {DEPTH_MAX}) "
            f"SELECT max(level) FROM down",
        )
        return int(cursor.fetchone()[0] or 0)
