"""Cases: differences that a third person decides, and what either side says of them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from wherehold.handover import access
from wherehold.handover.events import Stated
from wherehold.handover.models import Case, Handover, Item, Statement
from wherehold.handover.refusals import NothingToDecide
from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound

TEXT_MAX = 2_000


def must_name(words: Mapping[int, str]) -> None:
    """Refuse a dispute about nothing. Raises: NothingToDecide."""
    if not words:
        raise NothingToDecide({"field": "items", "asset": "–"})


def named(items: Sequence[Item], words: Mapping[int, str]) -> dict[int, str]:
    """Return what is said of things of the hand-over. Raises: NotFound for any other thing."""
    known = {one.asset_id for one in items}
    if foreign := [key for key in words if key not in known]:
        raise NotFound(*({"what": "asset", "key": key} for key in foreign))
    return {key: text.strip()[:TEXT_MAX] for key, text in words.items()}


@transaction.atomic
def open_cases(
    *,
    actor: Actor,
    handover: Handover,
    items: Sequence[Item],
    leg: str,
    side: str,
    words: Mapping[int, str],
    act: UUID | None = None,
) -> None:
    """Open a case about each thing, and take down what this side says of it.

    Raises: nothing; the hand-over is locked.
    Records: handover.stated.
    """
    now = clock.now()
    ids = bulk.next_ids(Case, len(items)) if items else []
    columns = ("id", "item_id", "leg", "opened_at", "outcome", "reason", "currency", "carried_by")
    rows = [(key, one.pk, leg, now, "", "", "", "") for key, one in zip(ids, items, strict=True)]
    bulk.insert(Case, columns, rows)
    told = {
        key: words[one.asset_id]
        for key, one in zip(ids, items, strict=True)
        if words.get(one.asset_id)
    }
    speak(
        actor=actor,
        handover=handover,
        side=side,
        words=told,
        asset_ids=[one.asset_id for one in items],
        act=act,
    )


@transaction.atomic
def speak(
    *,
    actor: Actor,
    handover: Handover,
    side: str,
    words: Mapping[int, str],
    asset_ids: Sequence[int],
    act: UUID | None = None,
) -> None:
    """Write down statements by case.

    Raises: nothing; the hand-over is locked.
    Records: handover.stated.
    """
    now = clock.now()
    by = handover.receiver_id if side == access.RECEIVER else actor.party_id
    rows = [(key, side, by, text, now) for key, text in words.items()]
    bulk.insert(Statement, ("case_id", "side", "party_id", "text", "at"), rows)
    text = "\n".join(dict.fromkeys(words.values()))
    event = Stated(
        subject_id=handover.pk, asset_ids=sorted(asset_ids), side=side, party_id=by, text=text
    )
    ledger.record([event], actor=actor, happened_at=now, act=act)


@transaction.atomic
def open_later(
    *, actor: Actor, handover: Handover, items: Sequence[Item], words: Mapping[int, str]
) -> None:
    """Open cases about things that were confirmed before, or add to those that are open.

    Raises: NotFound, NotTheReceiver, NothingToDecide where a case was decided.
    Records: handover.stated.
    """
    side, words = access.side_of(actor, handover, items), named(items, words)
    those = {one.pk: one for one in items if one.asset_id in words}
    legs = {key: "in" if one.back_id else "out" for key, one in those.items()}
    standing = {
        one.item_id: one
        for one in Case.objects.filter(item__in=those).order_by("pk")
        if one.leg == legs[one.item_id]
    }
    if decided := [key for key, one in standing.items() if one.outcome]:
        raise NothingToDecide(*({"asset": those[key].name} for key in decided))
    for leg in ("out", "in"):
        new = [one for key, one in those.items() if legs[key] == leg and key not in standing]
        if new:
            open_cases(actor=actor, handover=handover, items=new, leg=leg, side=side, words=words)
    if standing:
        told = {one.pk: words[those[key].asset_id] for key, one in standing.items()}
        asset_ids = [those[key].asset_id for key in standing]
        speak(actor=actor, handover=handover, side=side, words=told, asset_ids=asset_ids)
    Handover.objects.filter(pk=handover.pk).update(state=Handover.State.DISPUTED, settled_at=None)
