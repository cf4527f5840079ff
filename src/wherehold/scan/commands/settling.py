"""Deciding what becomes of what a phone brought too late."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Invalid, NotAllowed, NotFound
from wherehold.register import access
from wherehold.register.commands import moving
from wherehold.scan import doing, refusals
from wherehold.scan.access import visible
from wherehold.scan.acts.act import Doing
from wherehold.scan.events import Settled
from wherehold.scan.models import Op

KEEP, MINE, BOTH = "keep", "mine", "both"
CHOICES = (KEEP, MINE, BOTH)


class NoSuchChoice(Invalid):
    """There are three choices."""

    code = "scan.no_such_choice"
    title = _("No such choice")
    message = _("{choice!r} is none of {known}.")


@transaction.atomic
def settle(*, actor: Actor, op_id: int, choice: str) -> list[int]:
    """Settle what waits: keep theirs, apply mine, or both happened; return the ids of the ops.

    "keep" leaves things as they are; a move becomes a sighting. "mine" takes back what was handed
    over meanwhile, as far as the actor may, and does now what the phone said. "both" does that
    and then brings back how things are. What waited behind it is settled alike, in order. Each
    act needs the rights that it always needs.

    Raises: NotFound, NotAllowed, NoSuchChoice, AlreadySettled; whatever the act refuses.
    Records: what the acts record, and scan.settled for each op that is about a thing.
    """
    if choice not in CHOICES:
        raise NoSuchChoice({"choice": choice, "known": ", ".join(CHOICES)})
    rows = _door(actor, op_id)
    for row in rows:
        _settle(actor, row, choice)
    now = clock.now()
    Op.objects.filter(pk__in=[row.pk for row in rows]).update(
        review=Op.Review.SETTLED, choice=choice, settled_at=now, settled_by=actor.party_id
    )
    events = [
        Settled(
            subject_id=row.asset_id,
            op_id=row.op_id,
            by_id=row.party_id,
            what=row.act,
            choice=choice,
        )
        for row in rows
        if row.asset_id is not None
    ]
    if events:
        ledger.record(events, actor=actor, happened_at=now)
    return [row.pk for row in rows]


def _door(actor: Actor, op_id: int) -> Sequence[Op]:
    """Return the op and what waits behind it, locked, if the actor may settle it."""
    seen = Op.objects.filter(visible(actor)).select_for_update(no_key=True)
    row = seen.filter(pk=op_id).first()
    if row is None:
        raise NotFound({"what": "conflict", "key": op_id})
    if row.review != Op.Review.OPEN:
        raise refusals.AlreadySettled({})
    if row.blocked_by_id is not None:
        raise refusals.Blocked({"asset": row.asset.tag if row.asset else ""})
    if row.party_id != actor.party_id and row.asset_id is not None:
        [asset] = access.assets_for_update(actor, [row.asset_id], "asset.see")
        if not access.may(actor, "asset.note", asset):
            raise NotAllowed({"actor": actor.name, "permission": "asset.note"})
    behind = Op.objects.filter(blocked_by=row.pk, review=Op.Review.OPEN).order_by("pk")
    return [row, *behind]


def _settle(actor: Actor, row: Op, choice: str) -> None:
    if choice == KEEP:
        _keep(actor, row)
        return
    act = doing.act_named(row.act)
    now = _doing(actor, row)
    if choice == MINE and act.withdraw is not None and row.base is not None:
        act.withdraw(now, row.base[0])
        now = _doing(actor, row)
    before = act.state(now) if act.state else None
    (act.force or act.run)(now)
    if choice == BOTH and before is not None and act.restore is not None:
        act.restore(_doing(actor, row), before)


def _keep(actor: Actor, row: Op) -> None:
    """Leave things as they are; where somebody put a thing, it was seen."""
    place_id = row.args.get("place_id") if row.act == "move" else None
    if place_id is None or row.asset_id is None:
        return
    seen = moving.Sighting(
        asset_id=row.asset_id, place_id=place_id, at=row.captured_at, how="phone"
    )
    moving.see_assets(actor=actor, sightings=[seen])


def _doing(actor: Actor, row: Op) -> Doing:
    """Return the act as it is done now, on the thing as it is now."""
    act = doing.act_named(row.act)
    args = doing.read(act, row.args)
    asset = doing.thing(actor, args) if act.on_thing else None
    now = Doing(
        actor=actor,
        asset=asset,
        args=args,
        at=clock.now(),
        act=ledger.new_act(),
        device_id=row.device_id,
    )
    return now if act.force or act.state else replace(now, at=row.captured_at)
