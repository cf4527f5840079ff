"""Handing a kit out, taking it back and counting it: as one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.custody import commands as custody
from wherehold.custody.queries import open_stays_of
from wherehold.custody.stays import Handed
from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kits import access, standing
from wherehold.kits.commands import packing
from wherehold.kits.events import CameBack, Counted, WentOut
from wherehold.kits.models import Kit, Missing
from wherehold.kits.queries import words
from wherehold.kits.queries.kits import inside_of, numbers_of
from wherehold.kits.refusals import Incomplete, NotAPiece
from wherehold.kits.standing import Standing
from wherehold.register import access as register
from wherehold.register.commands import containment, moving

COLUMNS = (
    *("kit_id", "asset_id", "holder_id", "stay_id", "noticed_at", "noticed_by_id"),
    *("outcome", "reason"),
)


@dataclass(frozen=True, kw_only=True)
class Back:
    """What came of taking a kit back or counting it: what is there, and what is missing."""

    act: UUID
    asset_ids: list[int]
    missing_ids: list[int]


@transaction.atomic
def check_out(
    *,
    actor: Actor,
    kit_id: int,
    holder_id: int,
    due_on: date | None = None,
    at: datetime | None = None,
    condition: str = "",
    note: str = "",
    incomplete: bool = False,
) -> Handed:
    """Hand a kit out with everything that is in it, in one act.

    Each piece has its own stay, so that it is known who had what. `incomplete` says that one
    knows what is lacking.

    Units: as in `check_out` of custody.
    Raises: NotFound, NotAllowed (custody.check_out); Incomplete; whatever `check_out` of custody
        raises of any of the things.
    Records: kits.went_out; custody.checked_out for each thing.
    """
    kit = access.for_update(actor, kit_id, access.OUT)
    if not incomplete:
        _complete(actor, kit)
    return hand_out(
        actor=actor,
        asset_ids=[kit.asset_id],
        holder_id=holder_id,
        due_on=due_on,
        at=at,
        condition=condition,
        note=note,
    )


@transaction.atomic
def hand_out(
    *,
    actor: Actor,
    asset_ids: Sequence[int],
    holder_id: int | None = None,
    at: datetime | None = None,
    act: UUID | None = None,
    **said: Any,  # noqa: ANN401 - what `check_out` of custody takes besides
) -> Handed:
    """Hand things out as custody does, kits among them with all that is in them.

    What goes to a place or into a thing takes its contents along anyhow, so there it is the same.

    Raises: whatever `check_out` of custody raises.
    Records: kits.went_out for each kit; what `check_out` records.
    """
    kits = {} if holder_id is None else inside_of(actor=actor, asset_ids=asset_ids)
    ids = list(dict.fromkeys([*asset_ids, *(key for each in kits.values() for key in each)]))
    handed = custody.check_out(
        actor=actor, asset_ids=ids, holder_id=holder_id, at=at, act=act, **said
    )
    events = [
        WentOut(
            subject_id=kit_id,
            holder_id=holder_id or 0,
            due_on=said.get("due_on"),
            asset_ids=sorted({asset_id, *kits[asset_id]}),
        )
        for asset_id, kit_id in numbers_of(actor=actor, asset_ids=kits).items()
    ]
    ledger.record(events, actor=actor, happened_at=at or clock.now(), act=handed.act)
    return handed


@transaction.atomic
def take_back(
    *,
    actor: Actor,
    asset_ids: Sequence[int],
    place_id: int | None = None,
    at: datetime | None = None,
    act: UUID | None = None,
    **said: Any,  # noqa: ANN401 - what `check_in` of custody takes besides
) -> Handed:
    """Take things back as custody does, kits among them with all that went along in them.

    Raises: whatever `check_in` of custody raises.
    Records: kits.came_back for each kit; what `check_in` records.
    """
    kits = inside_of(actor=actor, asset_ids=asset_ids)
    holders = {one.asset_id: one.holder_id for one in open_stays_of(actor=actor, asset_ids=kits)}
    handed = custody.check_in(
        actor=actor, asset_ids=asset_ids, place_id=place_id, at=at, act=act, **said
    )
    held = {key for host, each in kits.items() if host in holders for key in each}
    if inside := sorted(held - set(asset_ids)):
        custody.check_in(actor=actor, asset_ids=inside, at=at, act=handed.act, **said)
    events = [
        CameBack(
            subject_id=kit_id,
            holder_id=holders.get(asset_id),
            asset_ids=sorted({asset_id, *kits[asset_id]}),
            missing_ids=[],
        )
        for asset_id, kit_id in numbers_of(actor=actor, asset_ids=kits).items()
    ]
    ledger.record(events, actor=actor, happened_at=at or clock.now(), act=handed.act)
    return handed


@transaction.atomic
def check_in(
    *,
    actor: Actor,
    kit_id: int,
    asset_ids: Sequence[int] | None = None,
    place_id: int | None = None,
    at: datetime | None = None,
    condition: str = "",
    note: str = "",
) -> Back:
    """Take a kit back with those of its pieces that are named; with all of them if none are.

    What went along and is not named is missing: it stays with whoever has it, is not in the kit
    any more, and is followed until somebody says what became of it.

    Units: as in `check_in` of custody.
    Raises: NotFound, NotAllowed (custody.check_in; asset.move if something is missing);
        NotAPiece; whatever `check_in` of custody raises.
    Records: kits.came_back; custody.checked_in for each thing; register.taken_out for what is
        missing.
    """
    kit = access.for_update(actor, kit_id, access.BACK)
    pieces = _pieces(kit, asset_ids)
    holder_id, act = kit.asset.holder_id, ledger.new_act()
    there = [one for one in pieces if _is_there(one, asset_ids)]
    away = [one for one in pieces if not _is_there(one, asset_ids) and _went_along(one, kit)]
    missing = _miss(actor, kit, away, act)
    said: dict[str, Any] = {"at": at, "condition": condition, "note": note, "act": act}
    # The kit goes first, so that what is in it is put where it is put.
    custody.check_in(actor=actor, asset_ids=[kit.asset_id], place_id=place_id, **said)
    if held := [one.asset.pk for one in there if one.asset.held]:
        custody.check_in(actor=actor, asset_ids=held, **said)
    back = _put_back(actor, kit, there, act)
    event = CameBack(
        subject_id=kit.pk,
        holder_id=holder_id,
        asset_ids=sorted({kit.asset_id, *back}),
        missing_ids=missing,
    )
    ledger.record([event], actor=actor, happened_at=at or clock.now(), act=act)
    return Back(act=act, asset_ids=back, missing_ids=missing)


@transaction.atomic
def count(*, actor: Actor, kit_id: int, asset_ids: Sequence[int] | None = None) -> Back:
    """Say that a kit is here with those of its pieces that are named; with all if none are.

    They are confirmed. What should lie in it and is not named is missing.

    Raises: NotFound, NotAllowed (asset.move); NotAPiece.
    Records: kits.counted; register.confirmed for each thing that is there; register.taken_out
        for what is missing.
    """
    kit = access.for_update(actor, kit_id, access.PACK)
    pieces, act = _pieces(kit, asset_ids), ledger.new_act()
    there = [one for one in pieces if _is_there(one, asset_ids)]
    away = [one for one in pieces if not _is_there(one, asset_ids) and _went_along(one, kit)]
    missing = _miss(actor, kit, away, act)
    back = _put_back(actor, kit, there, act)
    ids = sorted({kit.asset_id, *back})
    moving.confirm_assets(actor=actor, asset_ids=ids, how="count", act=act)
    event = Counted(subject_id=kit.pk, asset_ids=ids, missing_ids=missing)
    ledger.record([event], actor=actor, happened_at=clock.now(), act=act)
    return Back(act=act, asset_ids=back, missing_ids=missing)


def _complete(actor: Actor, kit: Kit) -> None:
    """Refuse a kit in which something is lacking. Raises: Incomplete."""
    lack = standing.lacks([kit], standing.of_kits([kit]))[kit.pk]
    labels = words.of_lines(actor=actor, line_ids=lack)
    if lack:
        raise Incomplete(
            *({"count": n, "what": labels[key], "kit": kit.asset.tag} for key, n in lack.items())
        )


def _pieces(kit: Kit, asset_ids: Collection[int] | None) -> list[Standing]:
    """Return the pieces of a kit and of kits in it, as they are now.

    Raises: NotAPiece for what was named and is none of them.
    """
    pieces = standing.nested([kit])[kit.pk]
    known = {kit.asset_id, *(one.asset.pk for one in pieces)}
    if foreign := [key for key in asset_ids or () if key not in known]:
        raise NotAPiece(*({"asset": key, "asset_id": key, "kit": kit.asset.tag} for key in foreign))
    return pieces


def _is_there(one: Standing, asset_ids: Collection[int] | None) -> bool:
    """Say whether a piece is there: it was named, or nobody said otherwise and it is inside."""
    return one.inside if asset_ids is None else one.asset.pk in asset_ids


def _went_along(one: Standing, kit: Kit) -> bool:
    """Say whether a piece should be where its kit is: it lies in it, and nobody else has it."""
    return one.inside and one.asset.holder_id in (None, kit.asset.holder_id)


def _put_back(actor: Actor, kit: Kit, there: Sequence[Standing], act: UUID) -> list[int]:
    """Put into the kit what is there and was not inside any more; return all that is there."""
    by_host: dict[int, list[int]] = {}
    for one in there:
        if not one.inside:
            by_host.setdefault(one.host.pk, []).append(one.asset.pk)
    for host_id, ids in by_host.items():
        containment.put_into(actor=actor, asset_ids=ids, container_id=host_id, act=act)
    ids = sorted(one.asset.pk for one in there)
    packing.found(actor=actor, asset_ids=ids, reason=_("There again"), act=act)
    return ids


def _miss(actor: Actor, kit: Kit, away: Sequence[Standing], act: UUID) -> list[int]:
    """Write down what is missing, and take it out of the kit; return the ids of the things."""
    ids = sorted(one.asset.pk for one in away)
    if not ids:
        return []
    register.assets_for_update(actor, ids, access.PACK)
    stays = {one.asset_id: one for one in open_stays_of(actor=actor, asset_ids=ids)}
    known = set(
        Missing.objects.filter(asset__in=ids, outcome="").values_list("asset_id", flat=True)
    )
    now = clock.now()
    rows = [
        (
            *(one.kit_id, one.asset.pk, one.asset.holder_id or kit.asset.holder_id),
            *(stays[one.asset.pk].id if one.asset.pk in stays else None, now, actor.party_id),
            *("", ""),
        )
        for one in away
        if one.asset.pk not in known
    ]
    bulk.insert(Missing, COLUMNS, rows)
    containment.take_out(actor=actor, asset_ids=ids, act=act)
    return ids
