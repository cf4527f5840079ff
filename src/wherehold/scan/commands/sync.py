"""Doing what phones bring, each act once, however often it is brought."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from wherehold.accounts import queries as accounts
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Conflict, Refusal, Unavailable
from wherehold.scan import doing, refusals, times
from wherehold.scan.acts.act import Act, Asset, Doing, State
from wherehold.scan.models import Op

NOTHING_TO_LOOK_AT = frozenset({refusals.BadArguments.code, refusals.UnknownAct.code})


@dataclass(frozen=True, kw_only=True)
class Brought:
    """One act as a phone brings it. `base` is a list with what it knew; None if it did not say."""

    id: str
    act: str
    args: Mapping[str, Any]
    captured_at: datetime
    base: list[Any] | None = None


@transaction.atomic
def take_op(*, actor: Actor, device_id: int, op: Brought) -> dict[str, Any]:
    """Do what a phone brings and return the answer; what came before answers as the first time.

    The answer is stored in the transaction of the act. What others overtook is a conflict, and
    so is every later act on the same thing until that is settled. What a person may not do any
    more is kept for somebody to look at.

    Raises: NotFound (the phone); Unavailable, which leaves nothing behind.
    Records: what the act records; source "phone:" and the number of the phone.
    """
    line = accounts.device(actor=actor, device_id=device_id)
    party_id = actor.party_id
    assert party_id is not None, "a phone belongs to somebody"
    actor = actor.via(f"phone:{device_id}")
    now = clock.now()
    captured_at, wrong = times.believed(op.captured_at, now)
    row, is_new = Op.objects.get_or_create(
        device_id=device_id,
        op_id=op.id,
        defaults={
            "act": op.act[:16],
            "args": dict(op.args),
            "base": op.base,
            "captured_at": captured_at,
            "said_at": op.captured_at if wrong else None,
            "received_at": now,
            "asset_id": doing.meant(op.args),
            "party_id": party_id,
        },
    )
    if not is_new:
        return _again(row)
    answer: dict[str, Any] = {"id": op.id} | ({"clock_wrong": True} if wrong else {})
    try:
        _refuse_who_is_gone(actor, line)
        with transaction.atomic():
            answer |= _do(actor, row, op)
    except Unavailable:
        raise
    except Refusal as refusal:
        answer |= _refused(actor, row, refusal)
    row.status = answer["status"]
    row.answer = answer
    row.save()
    return answer


def _again(row: Op) -> dict[str, Any]:
    again = {"status": "duplicate"} if row.status == Op.Status.APPLIED else {}
    return {**row.answer, **again}


def _refuse_who_is_gone(actor: Actor, line: accounts.DeviceLine) -> None:
    if not line.open and not actor.grants:
        raise refusals.PhoneRevoked({})
    if not actor.grants and not actor.own:
        raise refusals.RightsEnded({"person": line.owner})


def _do(actor: Actor, row: Op, op: Brought) -> dict[str, Any]:
    """Do the act, unless others were there before, and say what came of it."""
    act = doing.act_named(op.act)
    args = doing.read(act, op.args)
    asset = doing.thing(actor, args) if act.on_thing else None
    now = Doing(
        actor=actor,
        asset=asset,
        args=args,
        at=row.captured_at,
        act=ledger.new_act(),
        device_id=row.device_id,
        based=op.base is not None,
    )
    if asset is not None and act.state is not None:
        if first := _waiting(row, asset):
            row.blocked_by = first
            raise refusals.Blocked({"asset": asset.tag})
        _refuse_if_overtaken(act.state(now), op)
    told = act.run(now) or {}
    row.done = now.act
    found = {} if asset is None else {"asset_id": asset.pk}
    return {"status": Op.Status.APPLIED.value, "act": str(now.act), **found, **told}


def _waiting(row: Op, asset: Asset) -> Op | None:
    """Return what of the same phone waits to be settled for the same thing, if anything."""
    waiting = Op.objects.filter(device=row.device_id, asset=asset.pk, review=Op.Review.OPEN)
    blocking = waiting.filter(status=Op.Status.CONFLICT, blocked_by=None)
    return blocking.exclude(pk=row.pk).order_by("pk").first()


def _refuse_if_overtaken(state: State, op: Brought) -> None:
    if op.base is not None and op.base != [state.base] and not state.same:
        raise state.over


def _refused(actor: Actor, row: Op, refusal: Refusal) -> dict[str, Any]:
    """Return the answer to what could not be done, and let it be looked at."""
    overtaken = isinstance(refusal, Conflict) and row.asset_id is not None and _compares(row)
    status = Op.Status.CONFLICT if overtaken else Op.Status.REJECTED
    if refusal.code not in NOTHING_TO_LOOK_AT:
        row.review = Op.Review.OPEN
    answer: dict[str, Any] = {
        "status": status.value,
        "code": refusal.code,
        "message": str(refusal),
    }
    if row.blocked_by is not None:
        answer["blocked_by"] = row.blocked_by.op_id
    if overtaken and (state := _state(actor, row)):
        answer["current"] = state.told
    return answer


def _compares(row: Op) -> bool:
    """Say whether others can have been there before: nobody is in the way of a note or a sight."""
    return doing.act_named(row.act).state is not None


def _state(actor: Actor, row: Op) -> State | None:
    act: Act = doing.act_named(row.act)
    if act.state is None:
        return None
    args = doing.read(act, row.args)
    asset = doing.thing(actor, args)
    at = row.captured_at
    now = Doing(
        actor=actor, asset=asset, args=args, at=at, act=ledger.new_act(), device_id=row.device_id
    )
    return act.state(now)
