"""Receiving by scan: what came, what did not, and what nobody had sent."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import access as register
from wherehold.register.commands import moving
from wherehold.register.queries import ends
from wherehold.transfers import access
from wherehold.transfers.commands.sending import ITEMS_MAX, must_be, not_on_the_way
from wherehold.transfers.events import Closed, Received
from wherehold.transfers.models import Item, Transfer
from wherehold.transfers.refusals import BadTransfer, CameBefore, NotSent, SomebodyHasIt

COLUMNS = (
    *("transfer_id", "asset_id", "tag", "name", "state", "open", "received_at"),
    *("received_by_id", "outcome", "reason"),
)


@transaction.atomic
def receive(
    *,
    actor: Actor,
    transfer_id: int,
    asset_ids: Sequence[int] = (),
    place_id: int | None = None,
    surplus: bool = False,
    complete: bool = False,
) -> int:
    """Take in what arrived, all or none, and return the number of the transfer.

    It is put where it was sent to, or at another place within that. What was not sent is refused,
    or taken in as surplus knowingly. With `complete` nothing more is awaited: the rest is short,
    and is followed. Otherwise it ends with the last thing.

    Raises: NotFound (things, place), NotAllowed (asset.move where they go); WrongState,
        BadTransfer, NotSent, CameBefore, OnTheWay, SomebodyHasIt.
    Records: transfers.received, transfers.closed; register.moved for each thing.
    """
    one, items = access.for_update(actor, transfer_id)
    access.require(actor, one, items, "to_place")
    must_be(one, Transfer.State.SENT)
    ids = list(dict.fromkeys(asset_ids))
    if len(ids) > ITEMS_MAX or not (ids or complete):
        raise BadTransfer({"field": "asset_ids", "why": f"1 … {ITEMS_MAX}"})
    by_id = {item.asset_id: item for item in items}
    if done := [by_id[key] for key in ids if key in by_id and not by_id[key].open]:
        raise CameBefore(*({"asset": item.tag, "asset_id": item.asset_id} for item in done))
    act = ledger.new_act()
    came, more = [key for key in ids if key in by_id], [key for key in ids if key not in by_id]
    if more:
        _take_surplus(actor, one, more, knowingly=surplus)
    Item.objects.filter(transfer=one, asset__in=came).update(
        state=Item.State.RECEIVED,
        open=False,
        received_at=clock.now(),
        received_by=actor.party_id,
    )
    if ids:
        _put(actor, one, came, more, place_id, act)
    _end(actor, one, complete=complete, act=act)
    return one.pk


def _put(
    actor: Actor,
    one: Transfer,
    came: Sequence[int],
    more: Sequence[int],
    place_id: int | None,
    act: UUID,
) -> None:
    """Have what arrived be where it was put. Raises: NotFound, NotAllowed."""
    receiver, place = access.receiving(actor, one), place_id or one.to_place_id
    if place_id is not None:
        path, _name = ends.known(actor=actor, place_ids=[place_id]).get(place_id, ("", ""))
        if not path:
            raise NotFound({"what": "place", "key": place_id})
        if not path.startswith(one.to_place.path) and not actor.may(access.MOVE, path):
            raise NotAllowed({"actor": actor.name, "permission": access.MOVE})
        receiver = access.lent(receiver, path)
    moves: dict[int, int | None] = dict.fromkeys([*came, *more], place)
    moving.move_assets(actor=receiver, moves=moves, note=str(one), act=act)
    event = Received(
        subject_id=one.pk, place_id=place, asset_ids=sorted(came), surplus_ids=sorted(more)
    )
    ledger.record([event], actor=actor, happened_at=clock.now(), act=act)


def _take_surplus(
    actor: Actor, one: Transfer, asset_ids: Sequence[int], *, knowingly: bool
) -> None:
    """Write down what came and was not sent. Raises: NotSent, OnTheWay, SomebodyHasIt, NotFound."""
    found = register.assets_for_update(access.receiving(actor, one), asset_ids, access.MOVE)
    if not knowingly:
        raise NotSent(*({"asset": a.tag, "asset_id": a.pk, "transfer": str(one)} for a in found))
    if held := [a for a in found if a.held]:
        raise SomebodyHasIt(*({"asset": a.tag, "asset_id": a.pk} for a in held))
    not_on_the_way(asset_ids)
    now, state = clock.now(), Item.State.SURPLUS
    rows = [(one.pk, a.pk, a.tag, a.name, state, False, now, actor.party_id, "", "") for a in found]
    bulk.insert(Item, COLUMNS, rows)


def _end(actor: Actor, one: Transfer, *, complete: bool, act: UUID) -> None:
    """Have a transfer be over when nothing more is awaited; the rest is short."""
    awaited = Item.objects.filter(transfer=one, open=True)
    missing = sorted(awaited.values_list("asset_id", flat=True))
    if missing and not complete:
        return
    awaited.update(state=Item.State.SHORT, reason="", outcome="")
    one.state = Transfer.State.ARRIVED
    one.closed_at = clock.now()
    one.save()
    event = Closed(subject_id=one.pk, missing_ids=missing)
    ledger.record([event], actor=actor, happened_at=one.closed_at, act=act)


def reason_of(text: str) -> str:
    """Return a reason without surrounding space. Raises: BadTransfer."""
    if not 0 < len(text.strip()) <= 300:
        raise BadTransfer({"field": "reason", "why": _("say why.")})
    return text.strip()
