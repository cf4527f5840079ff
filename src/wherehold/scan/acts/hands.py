"""Handing out, taking back and passing on, from a phone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.custody import commands as custody
from wherehold.custody import queries
from wherehold.custody.refusals import AlreadyThere
from wherehold.kernel import clock
from wherehold.kernel.errors import Refusal
from wherehold.kits import commands as kits
from wherehold.register import access
from wherehold.register.commands import moving
from wherehold.register.queries import holding
from wherehold.scan.acts.act import Act, Args, Doing, Id, State, Text
from wherehold.scan.refusals import BackMeanwhile, HandedMeanwhile

SOMEONE = "someone"
WITHDRAWN_MAX = 5
TARGETS = ("holder_id", "place_id", "into_asset_id")


class HandOver(Args):
    """To whom or where to, until when."""

    holder_id: Id | None = None
    place_id: Id | None = None
    into_asset_id: Id | None = None
    due_on: date | None = None
    condition: str = ""
    note: Text = ""


class Back(Args):
    """Where it is put."""

    place_id: Id | None = None
    condition: str = ""
    note: Text = ""


def _hand(command: Callable[..., Any]) -> Callable[[Doing], None]:
    def run(doing: Doing) -> None:
        said = doing.args.model_dump(exclude={"asset_id", "code"})
        command(actor=doing.actor, asset_ids=[doing.thing.pk], at=_at(doing), act=doing.act, **said)

    return run


def _at(doing: Doing) -> datetime:
    """Return when it was: never before the last hand-over, if the phone knew of that one."""
    if not doing.based:
        return doing.at
    last = queries.last_acts(actor=doing.actor, asset_ids=[doing.thing.pk])
    return max(doing.at, last.get(doing.thing.pk, doing.at))


def _state(doing: Doing) -> State:
    """Return in whose hands a thing is."""
    actor, asset = doing.actor, doing.thing
    stays = queries.open_stays_of(actor=actor, asset_ids=[asset.pk])
    if not stays:
        told: dict[str, Any] = {"checkout_id": None}
        return State(base=None, told=told, over=BackMeanwhile({"asset": asset.tag}))
    [stay] = stays
    may = access.may(actor, "custody.holder", asset)
    holder = holding.keepers(actor=actor, assets=[asset])[asset.pk] if may else SOMEONE
    told = {"checkout_id": stay.id, "holder": holder, "since": clock.rfc3339(stay.checked_out_at)}
    over = HandedMeanwhile({"asset": asset.tag, "holder": holder})
    return State(base=stay.id, told=told, over=over, kept=stay)


def _force_out(doing: Doing) -> None:
    """Hand it to whom the phone said, from whoever has it now."""
    command = custody.transfer if doing.thing.held else custody.check_out
    try:
        _hand(command)(doing)
    except AlreadyThere:
        return


def _force_in(doing: Doing) -> None:
    """Take it back from whoever has it now; if nobody has, it is at least put where it was said."""
    if doing.thing.held:
        _hand(custody.check_in)(doing)
    elif doing.args.place_id is not None:
        moves = {doing.thing.pk: doing.args.place_id}
        moving.move_assets(actor=doing.actor, moves=moves, act=doing.act)


def _restore(doing: Doing, before: State) -> None:
    """Give it back into the hands that it was in."""
    stay = before.kept
    if stay is None:
        if doing.thing.held:
            custody.check_in(actor=doing.actor, asset_ids=[doing.thing.pk], act=doing.act)
        return
    to = {name: getattr(stay, name) for name in TARGETS}
    due_on = stay.due_on if stay.due_on and stay.due_on >= clock.today() else None
    args = HandOver(due_on=due_on, **to)
    _force_out(replace(doing, args=args, at=clock.now()))


def _withdraw(doing: Doing, known: Any) -> None:  # noqa: ANN401 - the number of a stay, or none
    """Take back hand-overs of this thing until it is as the phone knew it, or leave them all.

    Who may not take them back, or cannot any more, leaves them to be followed by another.
    """
    try:
        with transaction.atomic():
            for _step in range(WITHDRAWN_MAX):
                state = _state(doing)
                if state.base == known:
                    return
                last = queries.last_stays(actor=doing.actor, asset_ids=[doing.thing.pk])
                reason = _("A phone had brought something else")
                custody.undo(actor=doing.actor, checkout_ids=list(last.values()), reason=reason)
            raise state.over
    except Refusal:
        return


_SETTLED: dict[str, Any] = {"state": _state, "restore": _restore, "withdraw": _withdraw}
CHECK_OUT = Act(args=HandOver, run=_hand(kits.hand_out), force=_force_out, **_SETTLED)
TRANSFER = Act(args=HandOver, run=_hand(custody.transfer), force=_force_out, **_SETTLED)
CHECK_IN = Act(args=Back, run=_hand(kits.take_back), force=_force_in, **_SETTLED)
