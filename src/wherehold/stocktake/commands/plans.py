"""Counts that come again: asked for once, opened by a job when they are due."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.stocktake import access
from wherehold.stocktake.commands.opening import Terms, open_stocktake
from wherehold.stocktake.events import PlanEnded, Planned
from wherehold.stocktake.models import Plan
from wherehold.stocktake.refusals import BadCount

DAYS_MAX = 1_000
KEPT = ("sample", "blind", "alone", "second_minor", "goal_permille", "signer_id", "note")


@transaction.atomic
def plan(
    *,
    actor: Actor,
    terms: Terms,
    every_days: int,
    first_on: date | None = None,
) -> int:
    """Have a count open again every so many days, in the name of whoever asks; return its id.

    It sees what they see on that day, and draws a new sample each time.

    Units: `first_on` is a day of the organisation; so many days from now, if it is left out.
    Raises: NotAllowed (stocktake.run); BadCount.
    Records: stocktake.planned.
    """
    if not actor.may_somewhere(access.RUN) or actor.party_id is None:
        raise NotAllowed({"actor": actor.name, "permission": access.RUN})
    if not 1 <= every_days <= DAYS_MAX:
        raise BadCount({"field": "every_days", "why": f"1 … {DAYS_MAX}"})
    if not 0 < len(terms.name.strip()) <= 100 or "\0" in terms.name:
        raise BadCount({"field": "name", "why": "1 … 100"})
    kept: dict[str, Any] = {name: getattr(terms, name) for name in KEPT}
    kept |= {"given": {k: list(v) for k, v in (terms.given or {}).items()}}
    kept |= {"view_id": terms.view_id}
    made = Plan.objects.create(
        name=terms.name.strip(),
        terms=kept,
        every_days=every_days,
        next_on=first_on or clock.today() + timedelta(days=every_days),
        owner_id=actor.party_id,
    )
    now = clock.now()
    planned = Planned(subject_id=made.pk, name=made.name, every_days=every_days, terms=kept, at=now)
    ledger.record([planned], actor=actor, happened_at=now)
    return made.pk


@transaction.atomic
def end_plan(*, actor: Actor, plan_id: int) -> None:
    """Have a count come no more. Its owner may, and whoever runs counts everywhere.

    Raises: NotFound.
    Records: stocktake.plan_ended.
    """
    found = Plan.objects.filter(pk=plan_id, ended_at=None)
    if not actor.may_everywhere(access.RUN):
        found = found.filter(owner=actor.party_id)
    made = found.select_for_update(no_key=True).first()
    if made is None:
        raise NotFound({"what": "plan", "key": plan_id})
    now = clock.now()
    Plan.objects.filter(pk=made.pk).update(ended_at=now)
    ended = PlanEnded(subject_id=made.pk, name=made.name)
    ledger.record([ended], actor=actor, happened_at=now)


@transaction.atomic
def open_planned(*, actor: Actor, plan_id: int) -> int | None:
    """Open the count of a plan that is due, and say when the next one is; return the count's id.

    The actor is the plan's owner with the rights that they have on this day. A plan that is not
    due any more opens nothing: another worker was quicker.

    Raises: what opening a count refuses.
    Records: stocktake.opened.
    """
    due = Plan.objects.filter(pk=plan_id, ended_at=None, next_on__lte=clock.today())
    made = due.select_for_update(no_key=True).first()
    if made is None:
        return None
    terms = Terms(**_terms(made.terms), name=_name(made), plan_id=made.pk)
    key = open_stocktake(actor=actor, terms=terms)
    Plan.objects.filter(pk=made.pk).update(next_on=_next(made), trouble="")
    return key


@transaction.atomic
def put_off(*, actor: Actor, plan_id: int, trouble: str) -> None:
    """Note why a plan could not open its count, and try again the next time round.

    Raises: nothing.
    Records: nothing: nothing was counted.
    """
    assert actor.name
    for made in Plan.objects.filter(pk=plan_id):
        Plan.objects.filter(pk=made.pk).update(next_on=_next(made), trouble=trouble[:300])


def _terms(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: kept.get(name) for name in (*KEPT, "given", "view_id") if name in kept}


def _name(made: Plan) -> str:
    return f"{made.name} {clock.today():%Y-%m-%d}"


def _next(made: Plan) -> date:
    """Return the next day of a plan that lies ahead: what was missed is not made up for."""
    today, day = clock.today(), made.next_on
    while day <= today:
        day += timedelta(days=made.every_days)
    return day
