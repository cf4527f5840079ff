"""Things that come back: their state beside the one they went in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wherehold.custody.commands import check_in
from wherehold.handover import access, rules, signing
from wherehold.handover.commands import cases, pictures
from wherehold.handover.commands.giving import NOTE_MAX, is_out
from wherehold.handover.events import Returned
from wherehold.handover.models import GivenBack, Handover, Item
from wherehold.handover.refusals import BadHandover, CameBack, NotOpen, SayWhatChanged
from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.register import files


@dataclass(frozen=True, kw_only=True)
class Back:
    """One thing as it comes back: its condition, words and photos, and what the difference is.

    `verdict` is "same", "wear", "damage" or "dispute"; `statement` is what the one who brings it
    says of it.
    """

    asset_id: int
    condition: str = ""
    note: str = ""
    verdict: str = Item.Verdict.SAME.value
    statement: str = ""
    photo_ids: Sequence[int] = ()
    kept: Sequence[files.Kept] = field(default=())


@transaction.atomic
def take_back(
    *,
    actor: Actor,
    handover_id: int,
    backs: Sequence[Back],
    place_id: int | None = None,
    at: datetime | None = None,
    note: str = "",
    signature: signing.Signature | None = None,
) -> Handover:
    """Take things of a hand-over back, all that are named or none; the others stay out.

    What comes back worse than it went is wear, damage or in dispute; damage and disputes are
    cases for a third person. Nothing is charged by this.

    Units: as in `check_in`.
    Raises: whatever `check_in` raises; NotFound; NotOpen while nobody has confirmed; CameBack,
        SayWhatChanged, BadHandover; NotAllowed (custody.check_in, asset.attach).
    Records: handover.returned; custody.checked_in for each thing; handover.stated for cases;
        register.attached for each new photo.
    """
    backs = list({one.asset_id: one for one in backs}.values())
    try:
        said = {"note": note.strip()[:NOTE_MAX], "signature": signature or {}}
        return _take_back(actor, handover_id, backs, (place_id, at), said)
    except BaseException:
        files.drop(kept for one in backs for kept in one.kept)
        raise


def _take_back(
    actor: Actor,
    handover_id: int,
    backs: Sequence[Back],
    where: tuple[int | None, datetime | None],
    said: Mapping[str, Any],
) -> Handover:
    handover, items = _enter(actor, handover_id, backs)
    act = ledger.new_act()
    happened_at = _check_in(actor, backs, where, said["note"], act)
    wanted = {one.asset_id: (one.photo_ids, one.kept) for one in backs}
    photos = pictures.put(actor=actor, wanted=wanted)
    row = GivenBack.objects.create(
        handover=handover,
        at=happened_at,
        recorded_at=clock.now(),
        taken_by_id=actor.party_id,
        act=act,
        **said,
    )
    bulk.update(
        Item,
        ("id", "back_id", "condition_in", "note_in", "photos_in", "verdict"),
        [
            (items[one.asset_id].pk, row.pk, _after(one, items), one.note.strip()[:NOTE_MAX])
            + (photos.get(one.asset_id, []), one.verdict)
            for one in backs
        ],
    )
    event = Returned(
        subject_id=handover.pk,
        items=[
            {
                "asset_id": one.asset_id,
                "condition": _after(one, items),
                "note": one.note.strip()[:NOTE_MAX],
                "verdict": one.verdict,
                "photos": [photo["sha256"] for photo in photos.get(one.asset_id, [])],
            }
            for one in backs
        ],
        note=said["note"],
        signature=signing.digest(said["signature"]),
    )
    ledger.record([event], actor=actor, happened_at=happened_at, act=act)
    _open_cases(actor, handover, items, backs, act)
    return handover


def _enter(
    actor: Actor, handover_id: int, backs: Sequence[Back]
) -> tuple[Handover, dict[int, Item]]:
    """Return the hand-over and the things that come back, by asset."""
    handover = access.for_update(actor, handover_id)
    items = access.items_of(actor, handover)
    cases.named(items, {one.asset_id: "" for one in backs})
    named = {one.asset_id for one in backs}
    those = {one.asset_id: one for one in items if one.asset_id in named}
    if not those:
        raise BadHandover({"field": "items", "why": "–"})
    if not access.may_with(actor, access.TAKE, those.values()):
        raise NotAllowed({"actor": actor.name, "permission": access.TAKE})
    if handover.state == Handover.State.UNCONFIRMED:
        state = handover.get_state_display().lower()
        raise NotOpen({"handover": str(handover), "state": state})
    if gone := [one for one in those.values() if not is_out(one)]:
        raise CameBack(*({"asset": one.name} for one in gone))
    _must_say(those, backs)
    return handover, those


def _must_say(items: Mapping[int, Item], backs: Sequence[Back]) -> None:
    """Refuse a verdict that is none, or that hides a difference. Raises: BadHandover, ..."""
    known = [value for value in Item.Verdict.values if value]
    if wrong := [one for one in backs if one.verdict not in known]:
        raise BadHandover({"field": "verdict", "why": wrong[0].verdict or "–"})
    hidden = [
        {"asset": items[one.asset_id].name, "before": before, "after": after}
        for one in backs
        if (before := items[one.asset_id].condition_out)
        and rules.is_worse(before, after := _after(one, items))
        and one.verdict == Item.Verdict.SAME
    ]
    if hidden:
        raise SayWhatChanged(*hidden)


def _after(one: Back, items: Mapping[int, Item]) -> str:
    """Return the condition a thing came back in: as it went, where nothing else is said."""
    return one.condition or items[one.asset_id].condition_out


def _check_in(
    actor: Actor,
    backs: Sequence[Back],
    where: tuple[int | None, datetime | None],
    note: str,
    act: UUID,
) -> datetime:
    """Take the things back, those of one condition at once; return when that was."""
    place_id, at = where
    by_condition: dict[str, list[int]] = {}
    for one in backs:
        by_condition.setdefault(one.condition, []).append(one.asset_id)
    returned_at = at
    for condition, asset_ids in by_condition.items():
        handed = check_in(
            actor=actor,
            asset_ids=asset_ids,
            place_id=place_id,
            at=at,
            condition=condition,
            note=note,
            act=act,
        )
        returned_at = handed.stays[0].returned_at
    assert returned_at is not None
    return returned_at


def _open_cases(
    actor: Actor, handover: Handover, items: Mapping[int, Item], backs: Sequence[Back], act: UUID
) -> None:
    """Open cases about damage and disputes, with what both sides said on the spot."""
    open_ones = {Item.Verdict.DAMAGE, Item.Verdict.DISPUTE}
    those = [one for one in backs if one.verdict in open_ones]
    if not those:
        return
    words = {one.asset_id: one.statement.strip()[: cases.TEXT_MAX] for one in those}
    rows = [items[one.asset_id] for one in those]
    cases.open_cases(
        actor=actor,
        handover=handover,
        items=rows,
        leg="in",
        side=access.RECEIVER,
        words=words,
        act=act,
    )
    Handover.objects.filter(pk=handover.pk).update(state=Handover.State.DISPUTED, settled_at=None)
    handover.state = Handover.State.DISPUTED
