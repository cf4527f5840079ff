"""What becomes of hand-overs that nobody confirms."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.handover.commands import keys
from wherehold.handover.commands.giving import close, is_out
from wherehold.handover.events import PolicyChanged, TimedOut
from wherehold.handover.models import Handover, Item, Policy
from wherehold.handover.refusals import BadHandover
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed

DAYS_MAX = 365
AT_ONCE = 200


@transaction.atomic
def set_policy(*, actor: Actor, remind_days: int, out_days: int, then: str) -> None:
    """Decide how often receivers are reminded, and what follows when they never answer.

    Units: days; the time-out counts from when the hand-over was written down.
    Raises: NotAllowed without settings.manage everywhere; BadHandover.
    Records: handover.policy_changed.
    """
    if not actor.may_everywhere("settings.manage"):
        raise NotAllowed({"actor": actor.name, "permission": "settings.manage"})
    wrong = [
        ("remind_days", "1–365", 1 <= remind_days <= DAYS_MAX),
        ("out_days", "1–365", 1 <= out_days <= DAYS_MAX),
        ("then", then, then in Policy.Then.values),
    ]
    if offenders := [{"field": field, "why": why} for field, why, ok in wrong if not ok]:
        raise BadHandover(*offenders)
    said = {"remind_days": remind_days, "out_days": out_days, "then": then}
    Policy.objects.update_or_create(pk=1, defaults=said)
    event = PolicyChanged(subject_id=1, remind_days=remind_days, out_days=out_days, then=then)
    ledger.record([event], actor=actor, happened_at=clock.now())


@transaction.atomic
def follow_up(*, actor: Actor, handover_id: int) -> str:
    """Remind the receiver of a hand-over, or have it time out; return what was done, if anything.

    Things that came back meanwhile are settled: there is nothing left to confirm.

    Raises: nothing.
    Records: handover.reminded, handover.timed_out or handover.withdrawn.
    """
    locked = Handover.objects.select_for_update(no_key=True, of=("self",))
    waits = locked.filter(pk=handover_id, state=Handover.State.UNCONFIRMED)
    handover = waits.select_related("giver", "receiver").first()
    if handover is None:
        return ""
    items = list(Item.objects.filter(handover=handover).select_related("asset", "stay"))
    if not any(is_out(one) for one in items):
        close(
            actor=actor,
            handover=handover,
            items=items,
            reason=_("Everything came back before it was confirmed."),
        )
        return "withdrawn"
    policy, now = Policy.objects.first() or Policy(), clock.now()
    if handover.flagged_at is None and now - handover.opened_at >= timedelta(policy.out_days):
        return _time_out(actor, handover, items, policy.then)
    last = handover.reminded_at or handover.opened_at
    if handover.receiver.email and now - last >= timedelta(policy.remind_days):
        keys.mail(actor=actor, handover=handover)
        return "reminded"
    return ""


def _time_out(actor: Actor, handover: Handover, items: list[Item], then: str) -> str:
    now = clock.now()
    event = TimedOut(subject_id=handover.pk, then=then)
    ledger.record([event], actor=actor, happened_at=now)
    handover.flagged_at = now
    handover.save(update_fields=["flagged_at"])
    if then == Policy.Then.TAKE_BACK:
        close(actor=actor, handover=handover, items=items, reason=_("Nobody confirmed it in time."))
    return "timed_out"
