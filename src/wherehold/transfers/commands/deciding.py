"""What became of what did not arrive, and of what nobody had sent: said by name."""

from uuid import UUID

from django.db import transaction

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import access as register
from wherehold.register.commands import lifecycle, moving
from wherehold.transfers import access
from wherehold.transfers.commands.receiving import reason_of
from wherehold.transfers.events import Decided
from wherehold.transfers.models import Item, Transfer
from wherehold.transfers.refusals import BadTransfer, CameBefore

Outcome = Item.Outcome
OUTCOMES = {
    Item.State.SHORT: (Outcome.FOUND, Outcome.STAYED, Outcome.LOST),
    Item.State.SURPLUS: (Outcome.KEPT, Outcome.GOES_BACK),
}


@transaction.atomic
def decide(*, actor: Actor, transfer_id: int, asset_id: int, outcome: str, reason: str) -> int:
    """Say what became of a thing that was short or surplus, and return the transfer.

    Short: it was found after all and is where it was sent to, it never left and is where it was,
    or it is lost. Surplus: it is kept, or goes back by a transfer of its own.

    Raises: NotFound, NotAllowed (asset.move at either place; asset.edit for what is lost);
        BadTransfer, CameBefore.
    Records: transfers.decided; register.moved or register.stage_changed.
    """
    one, items = access.for_update(actor, transfer_id)
    access.require(actor, one, items, *access.SIDES)
    item = next((each for each in items if each.asset_id == asset_id), None)
    if item is None or item.state not in OUTCOMES:
        raise NotFound({"what": "difference", "key": asset_id})
    if item.outcome:
        raise CameBefore({"asset": item.tag, "asset_id": asset_id})
    known = OUTCOMES[Item.State(item.state)]
    if outcome not in known:
        raise BadTransfer({"field": "outcome", "why": ", ".join(known)})
    item.outcome, item.reason = outcome, reason_of(reason)
    item.open, item.decided_at, item.decided_by_id = False, clock.now(), actor.party_id
    item.save()
    act = ledger.new_act()
    event = Decided(subject_id=one.pk, asset_id=asset_id, outcome=outcome, reason=item.reason)
    ledger.record([event], actor=actor, happened_at=item.decided_at, act=act)
    _follow(actor, one, item, act)
    return one.pk


def _follow(actor: Actor, one: Transfer, item: Item, act: UUID) -> None:
    """Have the thing be as it was said."""
    carried = access.receiving(actor, one)
    ends: dict[str, int | None] = {
        Outcome.FOUND: one.to_place_id,
        Outcome.STAYED: one.from_place_id,
    }
    if item.outcome in ends:
        moves = {item.asset_id: ends[item.outcome]}
        moving.move_assets(actor=carried, moves=moves, note=str(one), act=act)
    elif item.outcome == Outcome.LOST:
        [asset] = register.assets_for_update(carried, [item.asset_id], access.MOVE)
        sides = (one.from_place.path, one.to_place.path)
        if not any(actor.may(access.EDIT, path, asset.category_path) for path in sides):
            raise NotAllowed({"actor": actor.name, "permission": access.EDIT})
        editor = access.lent(actor, asset.place_path, also={access.EDIT})
        stages = {item.asset_id: "missing"}
        lifecycle.set_stage(actor=editor, stages=stages, note=item.reason, act=act)
