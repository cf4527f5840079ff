"""Putting things on a list, sending them off, and calling that off."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor, system
from wherehold.kernel.errors import NotFound
from wherehold.register import access as register
from wherehold.register.commands import moving, places
from wherehold.register.queries import ends as known_ends
from wherehold.transfers import access
from wherehold.transfers.events import Cancelled, Changed, Prepared, Sent
from wherehold.transfers.models import Item, Transfer
from wherehold.transfers.refusals import BadTransfer, NotThere, OnTheWay, SomebodyHasIt, WrongState

ITEMS_MAX, NOTE_MAX, WORD_MAX, REASON_MAX = 1_000, 2_000, 120, 300
COLUMNS = ("transfer_id", "asset_id", "tag", "name", "state", "open", "outcome", "reason")


@transaction.atomic
def prepare(
    *,
    actor: Actor,
    asset_ids: Sequence[int],
    from_place_id: int,
    to_place_id: int,
    note: str = "",
) -> int:
    """Put things on the list of what is to go to a place, all or none; return its number.

    Nothing moves yet. What is inside a thing goes with it, and is not on the list by itself.

    Raises: NotFound (things, places), NotAllowed (asset.move); BadTransfer; NotThere,
        SomebodyHasIt, OnTheWay.
    Records: transfers.prepared.
    """
    if not 0 < len(asset_ids) <= ITEMS_MAX or len(note) > NOTE_MAX:
        raise BadTransfer({"field": "asset_ids", "why": f"1 … {ITEMS_MAX}"})
    ends = known_ends.known(actor=actor, place_ids=[from_place_id, to_place_id])
    if gone := [key for key in (from_place_id, to_place_id) if key not in ends]:
        raise NotFound(*({"what": "place", "key": key} for key in gone))
    if from_place_id == to_place_id:
        raise BadTransfer({"field": "to_place_id", "why": _("it is the place that they leave.")})
    assets = register.assets_for_update(actor, asset_ids, access.MOVE)
    path, name = ends[from_place_id]
    if away := [one for one in assets if not one.place_path.startswith(path)]:
        raise NotThere(*({"asset": a.tag, "asset_id": a.pk, "place": name} for a in away))
    if held := [one for one in assets if one.held]:
        raise SomebodyHasIt(*({"asset": a.tag, "asset_id": a.pk} for a in held))
    not_on_the_way(asset_ids)
    one = Transfer.objects.create(
        from_place_id=from_place_id,
        to_place_id=to_place_id,
        note=note.strip(),
        made_at=clock.now(),
        made_by_id=actor.party_id,
    )
    rows = [(one.pk, a.pk, a.tag, a.name, Item.State.LISTED, True, "", "") for a in assets]
    bulk.insert(Item, COLUMNS, rows)
    event = Prepared(
        subject_id=one.pk,
        from_place_id=from_place_id,
        place_id=to_place_id,
        asset_ids=[a.pk for a in assets],
        note=one.note,
    )
    ledger.record([event], actor=actor, happened_at=one.made_at)
    return one.pk


@transaction.atomic
def ship(
    *,
    actor: Actor,
    transfer_id: int,
    carrier: str = "",
    tracking_no: str = "",
    expected_on: date | None = None,
) -> int:
    """Send the things off, and return the number; they are in transit from then on.

    Where they are recorded to be is the place "In transit" of the site that they go to.

    Units: `expected_on` is a day in the organisation's time zone.
    Raises: NotFound, NotAllowed (asset.move where they leave); WrongState, BadTransfer,
        SomebodyHasIt; whatever `move_assets` raises.
    Records: transfers.sent; register.moved for each thing.
    """
    one, items = access.for_update(actor, transfer_id)
    access.require(actor, one, items, "from_place")
    must_be(one, Transfer.State.PREPARED)
    said = _way(carrier, tracking_no, expected_on)
    ids = [item.asset_id for item in items]
    if held := [item for item in items if item.asset.held]:
        raise SomebodyHasIt(*({"asset": i.tag, "asset_id": i.asset_id} for i in held))
    one.transit_id, path = _transit_of(one)
    act = ledger.new_act()
    sender = access.lent(actor, one.from_place.path, path)
    moves: dict[int, int | None] = dict.fromkeys(ids, one.transit_id)
    moving.move_assets(actor=sender, moves=moves, note=str(one), act=act)
    one.state, one.sent_at = Transfer.State.SENT, clock.now()
    _set(one, said)
    Item.objects.filter(transfer=one).update(state=Item.State.SENT)
    event = Sent(
        subject_id=one.pk,
        place_id=one.to_place_id,
        transit_id=one.transit_id,
        asset_ids=ids,
        **said,
    )
    ledger.record([event], actor=actor, happened_at=one.sent_at, act=act)
    return one.pk


@transaction.atomic
def change(
    *,
    actor: Actor,
    transfer_id: int,
    carrier: str = "",
    tracking_no: str = "",
    expected_on: date | None = None,
) -> int:
    """Write down what is known of the way by now, and return the number.

    Raises: NotFound, NotAllowed (asset.move at either place); WrongState, BadTransfer.
    Records: transfers.changed.
    """
    one, items = access.for_update(actor, transfer_id)
    access.require(actor, one, items, *access.SIDES)
    must_be(one, Transfer.State.SENT)
    said = _way(carrier, tracking_no, expected_on)
    _set(one, said)
    ledger.record([Changed(subject_id=one.pk, **said)], actor=actor, happened_at=clock.now())
    return one.pk


@transaction.atomic
def cancel(*, actor: Actor, transfer_id: int, reason: str) -> int:
    """Have things not go, or have them back before any of them arrived; return the number.

    Raises: NotFound, NotAllowed (asset.move where they left); WrongState; BadTransfer without a
        reason.
    Records: transfers.cancelled; register.moved for each thing that was on its way.
    """
    one, items = access.for_update(actor, transfer_id)
    access.require(actor, one, items, "from_place")
    must_be(one, Transfer.State.PREPARED, Transfer.State.SENT)
    if any(item.state == Item.State.RECEIVED for item in items):
        raise WrongState({"transfer": str(one), "state": _("received in part")})
    if not 0 < len(reason.strip()) <= REASON_MAX:
        raise BadTransfer({"field": "reason", "why": _("say why.")})
    act, ids = ledger.new_act(), [item.asset_id for item in items if item.open]
    if one.transit is not None and ids:
        sender = access.receiving(actor, one)
        moves: dict[int, int | None] = dict.fromkeys(ids, one.from_place_id)
        moving.move_assets(actor=sender, moves=moves, note=str(one), act=act)
    one.state, one.closed_at = Transfer.State.CANCELLED, clock.now()
    one.save()
    Item.objects.filter(transfer=one).update(state=Item.State.CANCELLED, open=False)
    event = Cancelled(subject_id=one.pk, reason=reason.strip(), asset_ids=ids)
    ledger.record([event], actor=actor, happened_at=one.closed_at, act=act)
    return one.pk


def must_be(one: Transfer, *states: str) -> None:
    """Refuse a transfer that is at another point. Raises: WrongState."""
    if one.state not in states:
        raise WrongState({"transfer": str(one), "state": one.get_state_display().lower()})


def not_on_the_way(asset_ids: Sequence[int]) -> None:
    """Refuse what is on a transfer that is not over. Raises: OnTheWay."""
    rows = Item.objects.filter(asset__in=asset_ids, open=True).select_related("transfer")
    if busy := list(rows):
        raise OnTheWay(*({"asset": i.tag, "transfer": str(i.transfer)} for i in busy))


def _way(carrier: str, tracking_no: str, expected_on: date | None) -> dict[str, Any]:
    """Return what is known of the way. Raises: BadTransfer."""
    words = {"carrier": carrier.strip(), "tracking_no": tracking_no.strip()}
    if long := [name for name, word in words.items() if len(word) > WORD_MAX or "\0" in word]:
        raise BadTransfer(*({"field": name, "why": f"0 … {WORD_MAX}"} for name in long))
    if expected_on is not None and expected_on < clock.today():
        raise BadTransfer({"field": "expected_on", "why": _("that day is over.")})
    return words | {"expected_on": expected_on}


def _set(one: Transfer, said: dict[str, Any]) -> None:
    for name, value in said.items():
        setattr(one, name, value)
    one.save()


def _transit_of(one: Transfer) -> tuple[int, str]:
    """Return the place of what is on its way to a site, with its path; it is made if need be."""
    asker, path = system("transfers"), one.to_place.path
    known = known_ends.transit(actor=asker, path=path)
    if known is None:
        site_id = known_ends.site_of(actor=asker, path=path)
        new = places.NewPlace(name=_("In transit"), kind="transit", parent_id=site_id)
        places.create_places(actor=asker, places=[new])
        known = known_ends.transit(actor=asker, path=path)
    assert known is not None
    return known
