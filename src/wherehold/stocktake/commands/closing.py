"""Signing a count: what was decided is done in the register and in custody, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.custody import commands as custody
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.register.commands import lifecycle, moving
from wherehold.stocktake import access, figures, rules
from wherehold.stocktake.commands import keeping
from wherehold.stocktake.events import Cancelled, Closed, Settled
from wherehold.stocktake.models import Device, Line, Scan, Stocktake
from wherehold.stocktake.refusals import (
    BadCount,
    NotReviewed,
    SecondPerson,
    StillPending,
    Undecided,
)

NOTE_MAX = 2_000


@dataclass
class _Adjustments:
    """What follows from what was decided, by asset."""

    moves: dict[int, int | None] = field(default_factory=dict)
    returns: dict[int, int | None] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)


@transaction.atomic
def close(*, actor: Actor, stocktake_id: int, note: str = "", leave_rest: bool = False) -> UUID:
    """Sign a count and have done what was decided; return the number of the act.

    What was moved is recorded where it was seen; what was found though handed out is taken
    back, if so decided; what is lost or to be written off is missing from now on; what had been
    missing and was seen is in stock again. Whoever signs needs the rights to do these
    themselves. With `leave_rest` differences of which nobody said anything stay as they are.
    A fixed number of statements, however many things there are.

    Raises: NotFound, NotAllowed (stocktake.close; asset.move, asset.edit, custody.check_in as
        needed); SecondPerson; NotReviewed, Undecided; StillPending without a note; BadCount;
        what the register and custody refuse.
    Records: stocktake.closed; stocktake.settled for each thing that was not found where it
        belongs; register.moved, register.stage_changed, custody.checked_in.
    """
    stocktake = access.for_update(actor, stocktake_id, access.CLOSE)
    if len(note) > NOTE_MAX or "\0" in note:
        raise BadCount({"field": "note", "why": f"… {NOTE_MAX}"})
    if stocktake.state != Stocktake.State.REVIEW:
        told = {"name": stocktake.name, "state": stocktake.get_state_display()}
        raise NotReviewed({**told, "remedy": _("End counting first.")})
    _second_person(actor, stocktake)
    pending = _pending(stocktake, note)
    open_ = figures.to_decide(stocktake)
    if open_.count() and not leave_rest:
        raise Undecided({"name": stocktake.name, "count": open_.count()})
    open_.filter(outcome="").update(outcome=rules.LEFT, outcome_by=actor.party_id)
    figures.unknown_left(stocktake).update(outcome=rules.LEFT)
    act, now = ledger.new_act(), clock.now()
    _adjust(actor, stocktake, act)
    _record_settled(actor, stocktake, act, now)
    result = figures.summed(stocktake)
    keeping.touch(
        stocktake,
        state=Stocktake.State.CLOSED,
        closed_at=now,
        closed_by_id=actor.party_id,
        close_note=note.strip(),
        result=result,
    )
    closed = Closed(
        subject_id=stocktake.pk,
        result=result,
        scans=stocktake.scans,
        digest=stocktake.digest,
        pending=pending,
        note=note.strip(),
    )
    ledger.record([closed], actor=actor, happened_at=now, act=act)
    return act


@transaction.atomic
def cancel(*, actor: Actor, stocktake_id: int, reason: str) -> None:
    """Give a count up. What was scanned stays seen; nothing else follows from it.

    Raises: NotFound, NotAllowed (stocktake.run); BadCount (no reason); NotReviewed once it is
        closed.
    Records: stocktake.cancelled.
    """
    stocktake = access.for_update(actor, stocktake_id, access.RUN)
    if not 0 < len(reason.strip()) <= NOTE_MAX or "\0" in reason:
        raise BadCount({"field": "reason", "why": f"1 … {NOTE_MAX}"})
    if stocktake.state not in (Stocktake.State.COUNTING, Stocktake.State.REVIEW):
        told = {"name": stocktake.name, "state": stocktake.get_state_display(), "remedy": ""}
        raise NotReviewed(told)
    now = clock.now()
    keeping.touch(
        stocktake,
        state=Stocktake.State.CANCELLED,
        closed_at=now,
        closed_by_id=actor.party_id,
        close_note=reason.strip(),
    )
    cancelled = Cancelled(subject_id=stocktake.pk, reason=reason.strip())
    ledger.record([cancelled], actor=actor, happened_at=now)


def _second_person(actor: Actor, stocktake: Stocktake) -> None:
    """Refuse whoever had a hand in it, and whoever is not the one that was named.

    Raises: SecondPerson.
    """
    if stocktake.signer_id is not None and actor.party_id != stocktake.signer_id:
        why = _("Somebody else was named to sign it.")
        raise SecondPerson({"name": stocktake.name, "why": why})
    if stocktake.alone or actor.party_id is None:
        return
    counted = Scan.objects.filter(stocktake=stocktake, party=actor.party_id)
    decided = Line.objects.filter(stocktake=stocktake, outcome_by=actor.party_id)
    if counted.exists() or decided.exists():
        raise SecondPerson({"name": stocktake.name, "why": _("You did.")})


def _pending(stocktake: Stocktake, note: str) -> int:
    """Return how many scans devices still hold; without a note there may be none.

    Raises: StillPending.
    """
    holding = list(Device.objects.filter(stocktake=stocktake, pending__gt=0).order_by("pk"))
    if holding and not note.strip():
        raise StillPending(*({"device": str(one), "pending": one.pending} for one in holding))
    return sum(one.pending for one in holding)


def _adjust(actor: Actor, stocktake: Stocktake, act: UUID) -> None:
    """Do what was decided by the acts of register and custody, each one once."""
    what, note = _adjustments(stocktake), _("Count: {name}").format(name=stocktake.name)
    if what.returns:
        ids = sorted(what.returns)
        custody.check_in(actor=actor, asset_ids=ids, note=note, act=act)
    if moves := what.moves | {k: v for k, v in what.returns.items() if v is not None}:
        moving.move_assets(actor=actor, moves=moves, note=note, act=act)
    stages = dict.fromkeys(what.lost, "missing") | dict.fromkeys(what.back, "in_stock")
    if stages:
        lifecycle.set_stage(actor=actor, stages=stages, note=note, act=act)


def _adjustments(stocktake: Stocktake) -> _Adjustments:
    """Return what follows from what was decided. Two statements."""
    what = _Adjustments()
    lines = Line.objects.filter(stocktake=stocktake)
    columns = ("asset_id", "outcome", "seen_place_id")
    for asset_id, outcome, seen in lines.exclude(outcome="").values_list(*columns):
        if outcome == rules.MOVE:
            what.moves[asset_id] = seen
        elif outcome == rules.RETURN:
            what.returns[asset_id] = seen
        elif outcome in (rules.LOST, rules.WRITE_OFF):
            what.lost.append(asset_id)
    seen_again = lines.filter(state__in=rules.SEEN, asset__stage="missing")
    what.back = list(seen_again.values_list("asset_id", flat=True))
    return what


def _record_settled(actor: Actor, stocktake: Stocktake, act: UUID, at: datetime) -> None:
    """Record on each thing that was not simply found what the count said and made of it."""
    lines = Line.objects.filter(stocktake=stocktake).exclude(state=rules.FOUND, outcome="")
    rows: Sequence[tuple[int, str, str, int | None]] = list(
        lines.order_by("asset_id").values_list("asset_id", "state", "outcome", "seen_place_id")
    )
    about = {"stocktake_id": stocktake.pk, "name": stocktake.name}
    entries = [
        (asset_id, at, {**about, "result": state, "outcome": outcome, "place_id": place_id})
        for asset_id, state, outcome, place_id in rows
    ]
    ledger.record_rows(Settled, entries, actor=actor, act=act)
