"""From findings to alerts: what is new opens one, what is over ends it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from wherehold.alerts import access, events, telling
from wherehold.alerts.finders import FINDERS
from wherehold.alerts.finding import Found
from wherehold.alerts.models import Alert, Rule, Watch
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.register.queries import accountable

TITLE_MAX = 200


@transaction.atomic
def settle(
    *, actor: Actor, rule_id: int, found: Sequence[Found], about: Collection[str] | None = None
) -> int:
    """Let the alerts of a rule be those of what was found; return how many were opened.

    `about` names the keys that were looked at, when it was not all. An alert that stands is
    never opened again: also not once somebody has resolved it, as long as what it tells of goes
    on. Whoever is to be told has it in the outbox, in this transaction.

    Raises: nothing.
    Records: alerts.opened and alerts.over for each.
    """
    rule = Rule.objects.select_for_update().filter(pk=rule_id).first()
    if rule is None:
        return 0
    now = clock.now()
    by_key = {one.key: one for one in (found if rule.on else ())}
    by_key = _lasting(rule, by_key, now)
    open_ones = Alert.objects.filter(rule=rule, over_at=None)
    if about is not None:
        open_ones = open_ones.filter(key__in=about)
    standing = dict(open_ones.values_list("key", "pk"))
    if over := [key for name, key in standing.items() if name not in by_key]:
        _end(actor, over, now)
    new = [one for name, one in by_key.items() if name not in standing]
    return _open(actor, rule, new, now) if new else 0


def _lasting(rule: Rule, found: dict[str, Found], now: datetime) -> dict[str, Found]:
    """Return what was found for as long as the rule wants it to last."""
    name = FINDERS[rule.finder].lasts
    if not name:
        return found
    Watch.objects.filter(rule=rule).exclude(key__in=list(found)).delete()
    known = dict(Watch.objects.filter(rule=rule).values_list("key", "since"))
    new = [key for key in found if key not in known]
    Watch.objects.bulk_create([Watch(rule=rule, key=key, since=now) for key in new])
    before = now - timedelta(hours=rule.parameters[name])
    return {key: one for key, one in found.items() if known.get(key, now) <= before}


def _end(actor: Actor, alert_ids: Sequence[int], now: datetime) -> None:
    Alert.objects.filter(pk__in=alert_ids).update(over_at=now)
    ended = [events.Over(subject_id=key) for key in alert_ids]
    ledger.record(ended, actor=actor, happened_at=now)


def _open(actor: Actor, rule: Rule, new: Sequence[Found], now: datetime) -> int:
    ids = {one.asset_id for one in new if one.asset_id}
    worth = access.worth_of(ids)
    owners = accountable.accountable(actor=actor, asset_ids=ids)
    made = Alert.objects.bulk_create(
        [
            Alert(
                rule=rule,
                key=one.key,
                asset_id=one.asset_id,
                title=one.title[:TITLE_MAX],
                severity=rule.severity,
                owner_id=rule.owner_id
                or (owners[one.asset_id].party_id if one.asset_id in owners else None),
                value_minor=worth.get(one.asset_id or 0),
                evidence=dict(one.evidence),
                since=one.since,
                opened_at=now,
            )
            for one in new
        ]
    )
    opened = [
        events.Opened(subject_id=a.pk, rule_id=rule.pk, about=a.key, severity=rule.severity)
        for a in made
    ]
    ledger.record(opened, actor=actor, happened_at=now)
    telling.plan(rule, made, now)
    telling.tell_due(now)
    return len(made)
