"""Giving many things to one receiver, and taking back what was not confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.custody.commands import check_in, check_out
from wherehold.custody.commands import transfer as pass_on
from wherehold.custody.stays import Stay
from wherehold.handover import access, signing
from wherehold.handover.commands import pictures
from wherehold.handover.commands.terms import in_force
from wherehold.handover.events import Given, Withdrawn
from wherehold.handover.models import Handover, HandoverTerms, Item, Key
from wherehold.handover.refusals import BadHandover, NotOpen
from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.register import files
from wherehold.register.queries import assets

ITEMS_MAX = 500
NOTE_MAX, REASON_MAX = 2_000, 300
COLUMNS = (
    *("id", "handover_id", "asset_id", "stay_id", "name", "codes", "condition_out", "note_out"),
    *("photos_out", "condition_in", "note_in", "photos_in", "verdict"),
)


@dataclass(frozen=True, kw_only=True)
class Gift:
    """One thing as it is given: its condition, words and photos.

    `photo_ids` are files that are on the thing already, `kept` such that were just received.
    """

    asset_id: int
    condition: str = ""
    note: str = ""
    photo_ids: Sequence[int] = ()
    kept: Sequence[files.Kept] = field(default=())


@dataclass(frozen=True)
class Line:
    """One thing as it was handed out: its stay, what the register says of it, its photos."""

    gift: Gift
    stay_id: int
    told: Mapping[str, Any]
    photos: list[dict[str, Any]]

    @property
    def note(self) -> str:
        """Return what was said of it, within bounds."""
        return self.gift.note.strip()[:NOTE_MAX]

    def told_to_ledger(self) -> dict[str, Any]:
        """Return what the entry says of it."""
        return {
            "asset_id": self.gift.asset_id,
            "checkout_id": self.stay_id,
            "condition": self.told["condition"],
            "note": self.note,
            "photos": [photo["sha256"] for photo in self.photos],
        }


@transaction.atomic
def give(
    *,
    actor: Actor,
    gifts: Sequence[Gift],
    receiver_id: int,
    due_on: date | None = None,
    at: datetime | None = None,
    note: str = "",
    signature: signing.Signature | None = None,
    transfer: bool = False,
) -> int:
    """Hand things to one receiver, all or none, and return the number of the hand-over.

    Who holds them changes at once, since they leave the desk; the hand-over stays unconfirmed
    until the receiver has answered. The terms in force for their kinds are those it is on. With
    `transfer` the things pass on from whoever has them. One check-out for each condition.

    Units: as in `check_out`.
    Raises: whatever `check_out` (or `transfer`) raises; BadHandover; NotAllowed (asset.attach).
    Records: handover.given; custody.checked_out or custody.transferred for each thing;
        register.attached for each new photo.
    """
    gifts = list({one.asset_id: one for one in gifts}.values())
    if len(gifts) > ITEMS_MAX or len(note) > NOTE_MAX:
        raise BadHandover({"field": "items", "why": _("too many, or too long a note")})
    try:
        said = {"receiver_id": receiver_id, "due_on": due_on, "note": note.strip()}
        return _give(actor, gifts, said, at, signature or {}, transfer)
    except BaseException:
        files.drop(kept for one in gifts for kept in one.kept)
        raise


@transaction.atomic
def withdraw(*, actor: Actor, handover_id: int, reason: str) -> int:
    """Take a hand-over back that was not confirmed, and return its number.

    Raises: NotFound; NotAllowed (custody.check_in); NotOpen; BadHandover without a reason.
    Records: handover.withdrawn; custody.checked_in for what is still out on it.
    """
    handover = access.for_update(actor, handover_id)
    items = access.all_items(handover)
    if not access.may_with(actor, access.TAKE, items):
        raise NotAllowed({"actor": actor.name, "permission": access.TAKE})
    must_be_open(handover)
    if not reason.strip():
        raise BadHandover({"field": "reason", "why": _("say why")})
    close(actor=actor, handover=handover, items=items, reason=reason.strip()[:REASON_MAX])
    return handover.pk


def must_be_open(handover: Handover) -> None:
    """Refuse what was answered or taken back before. Raises: NotOpen."""
    if handover.state != Handover.State.UNCONFIRMED:
        state = handover.get_state_display().lower()
        raise NotOpen({"handover": str(handover), "state": state})


@transaction.atomic
def close(*, actor: Actor, handover: Handover, items: Sequence[Item], reason: str) -> None:
    """Take back what is still out on a hand-over, and have it ended.

    Raises: whatever `check_in` raises; the hand-over is locked.
    Records: handover.withdrawn; custody.checked_in for each thing.
    """
    now, act = clock.now(), ledger.new_act()
    out = [one.asset_id for one in items if is_out(one)]
    if out:
        check_in(actor=actor, asset_ids=out, note=reason, act=act)
    handover.state, handover.withdrawn_why = Handover.State.WITHDRAWN, reason
    handover.answered_at = handover.settled_at = now
    handover.save()
    Key.objects.filter(handover=handover, used_at=None).update(used_at=now)
    event = Withdrawn(subject_id=handover.pk, reason=reason, asset_ids=out)
    ledger.record([event], actor=actor, happened_at=now, act=act)


def is_out(item: Item) -> bool:
    """Say whether a thing is still out on this very hand-over."""
    return item.stay.returned_at is None and item.stay.voided_at is None


def _give(
    actor: Actor,
    gifts: Sequence[Gift],
    said: Mapping[str, Any],
    at: datetime | None,
    signature: signing.Signature,
    transfer: bool,
) -> int:
    act = ledger.new_act()
    stays = _hand_out(actor, gifts, said, at, transfer, act)
    handover = Handover.objects.create(
        giver_id=actor.party_id,
        given_at=next(iter(stays.values())).checked_out_at,
        opened_at=clock.now(),
        act=act,
        giver_signature=signature,
        **said,
    )
    wholes = {one.told["id"]: one for one in assets.whole(actor=actor, asset_ids=[*stays])}
    kept = pictures.put(actor=actor, wanted={g.asset_id: (g.photo_ids, g.kept) for g in gifts})
    lines = [
        Line(g, stays[g.asset_id].id, wholes[g.asset_id].told, kept.get(g.asset_id, []))
        for g in gifts
    ]
    _write(handover, lines)
    terms = in_force([one.category_path for one in wholes.values()])
    bound = [(handover.pk, one.pk) for one in terms]
    bulk.insert(HandoverTerms, ("handover_id", "terms_id"), bound)
    event = Given(
        subject_id=handover.pk,
        giver_id=actor.party_id,
        items=[one.told_to_ledger() for one in lines],
        terms=[one.pk for one in terms],
        signature=signing.digest(signature),
        **said,
    )
    ledger.record([event], actor=actor, happened_at=handover.given_at, act=act)
    return handover.pk


def _write(handover: Handover, lines: Sequence[Line]) -> None:
    """Insert the things of a hand-over. One statement."""
    ids = bulk.next_ids(Item, len(lines))
    rows: list[tuple[Any, ...]] = [
        (key, handover.pk, one.gift.asset_id, one.stay_id, one.told["name"], _codes(one.told))
        + (one.told["condition"], one.note, one.photos, "", "", [], "")
        for key, one in zip(ids, lines, strict=True)
    ]
    bulk.insert(Item, COLUMNS, rows)


def _hand_out(
    actor: Actor,
    gifts: Sequence[Gift],
    said: Mapping[str, Any],
    at: datetime | None,
    transfer: bool,
    act: Any,  # noqa: ANN401 - the number of the act
) -> dict[int, Stay]:
    """Hand the things out, those of one condition at once; return the stays by asset."""
    command = pass_on if transfer else check_out
    by_condition: dict[str, list[int]] = {}
    for one in gifts:
        by_condition.setdefault(one.condition, []).append(one.asset_id)
    stays: dict[int, Stay] = {}
    for condition, asset_ids in by_condition.items() or {"": []}.items():
        handed = command(
            actor=actor,
            asset_ids=asset_ids,
            holder_id=said["receiver_id"],
            due_on=said["due_on"],
            note=said["note"],
            at=at,
            condition=condition,
            act=act,
        )
        stays |= {stay.asset_id: stay for stay in handed.stays}
    return stays


def _codes(told: Mapping[str, Any]) -> list[list[str]]:
    codes = [["tag", told["tag"]]]
    codes += [[str(one["kind"]), one["value"]] for one in told["identifiers"]]
    return [list(pair) for pair in dict.fromkeys(map(tuple, codes))]
