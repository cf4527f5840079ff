"""Acts on alerts: seen to, put off, dealt with."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from wherehold.alerts import access, events
from wherehold.alerts.models import Alert
from wherehold.alerts.refusals import AlreadyResolved, BadSnooze, NoReason
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor

REASON_MAX = 300
SNOOZE_MAX = timedelta(days=90)


@transaction.atomic
def acknowledge(*, actor: Actor, alert_ids: Iterable[int]) -> None:
    """Say that one sees to alerts, which makes them one's own: nobody further is told.

    Raises: NotFound, AlreadyResolved.
    Records: alerts.acknowledged for each.
    """
    alerts = _standing(actor, alert_ids)
    at = clock.now()
    taken = {"owner": actor.party_id} if actor.party_id else {}
    Alert.objects.filter(pk__in=[one.pk for one in alerts]).update(
        acknowledged_at=at, acknowledged_by=actor.party_id, **taken
    )
    seen = [events.Acknowledged(subject_id=one.pk) for one in alerts]
    ledger.record(seen, actor=actor, happened_at=at)


@transaction.atomic
def snooze(*, actor: Actor, alert_ids: Iterable[int], until: datetime) -> None:
    """Let alerts come up again at a later time.

    Raises: NotFound, AlreadyResolved, BadSnooze.
    Records: alerts.snoozed for each.
    """
    alerts = _standing(actor, alert_ids)
    at = clock.now()
    if not at < until <= at + SNOOZE_MAX:
        raise BadSnooze(*({"alert": str(one), "days": SNOOZE_MAX.days} for one in alerts))
    Alert.objects.filter(pk__in=[one.pk for one in alerts]).update(snoozed_until=until)
    off = [events.Snoozed(subject_id=one.pk, until=clock.rfc3339(until)) for one in alerts]
    ledger.record(off, actor=actor, happened_at=at)


@transaction.atomic
def resolve(*, actor: Actor, alert_ids: Iterable[int], reason: str) -> None:
    """Say how alerts were dealt with. What they tell of is told again only once it was over.

    Raises: NotFound, AlreadyResolved, NoReason.
    Records: alerts.resolved for each.
    """
    alerts = _standing(actor, alert_ids)
    text = reason.strip()
    if not 0 < len(text) <= REASON_MAX:
        raise NoReason(*({"alert": str(one), "most": REASON_MAX} for one in alerts))
    at = clock.now()
    Alert.objects.filter(pk__in=[one.pk for one in alerts]).update(resolved_at=at, reason=text)
    done = [events.Resolved(subject_id=one.pk, reason=text) for one in alerts]
    ledger.record(done, actor=actor, happened_at=at)


def _standing(actor: Actor, alert_ids: Iterable[int]) -> Sequence[Alert]:
    alerts = access.alerts_for_update(actor, alert_ids)
    if done := [one for one in alerts if one.resolved_at is not None or one.over_at is not None]:
        raise AlreadyResolved(*({"alert": str(one)} for one in done))
    return alerts
