"""Looking for what rules look for: new findings become alerts, what is over ends them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from wherehold.alerts import events
from wherehold.alerts.finders import FINDERS
from wherehold.alerts.finding import Facts, Found
from wherehold.alerts.models import Alert, Rule
from wherehold.alerts.telling import tell
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.tracking.queries import devices, zones

TITLE_MAX = 200


@transaction.atomic
def run_rules(*, actor: Actor) -> int:
    """Look for everything once, and return how many alerts were opened.

    An alert that stands is never opened again: also not once somebody has resolved it, as long
    as what it tells of goes on. Who is to be told of new ones gets one mail for each rule.

    Raises: nothing.
    Records: alerts.opened and alerts.over for each.
    """
    rules = list(Rule.objects.select_for_update().order_by("pk"))
    if not rules:
        return 0
    now = clock.now()
    facts = _facts(actor, now, {one.parameters["zone_id"] for one in rules if _by_zone(one)})
    standing: dict[int, dict[str, Alert]] = {}
    for alert in Alert.objects.filter(over_at=None):
        standing.setdefault(alert.rule_id, {})[alert.key] = alert
    opened = 0
    for rule in rules:
        found = FINDERS[rule.finder].find(facts, rule.parameters) if rule.on else []
        opened += _settle(actor, rule, found, standing.get(rule.pk, {}), now)
    return opened


def _by_zone(rule: Rule) -> bool:
    return rule.on and any(one.kind == "zone" for one in FINDERS[rule.finder].parameters)


def _facts(actor: Actor, now: datetime, zone_ids: Iterable[int]) -> Facts:
    """Return what is so now: devices in use, and the last visit of each thing to these zones."""
    lines, after = devices.page(actor=actor, waiting=False, limit=devices.LIMIT_MAX)
    while after:
        more, after = devices.page(
            actor=actor, waiting=False, cursor=after, limit=devices.LIMIT_MAX
        )
        lines += more
    last: dict[tuple[int, int], zones.Visit] = {}
    for visit in zones.last_visits(actor=actor, zone_ids=zone_ids):
        last.setdefault((visit.asset_id, visit.zone_id), visit)
    return Facts(now=now, devices=lines, visits=list(last.values()))


def _settle(
    actor: Actor, rule: Rule, found: Sequence[Found], standing: dict[str, Alert], now: datetime
) -> int:
    """Open alerts for what is new, end those of what is over; return how many were opened."""
    by_key = {one.key: one for one in found}
    over = [alert.pk for key, alert in standing.items() if key not in by_key]
    if over:
        Alert.objects.filter(pk__in=over).update(over_at=now)
        ended = [events.Over(subject_id=key) for key in over]
        ledger.record(ended, actor=actor, happened_at=now)
    new = [one for key, one in by_key.items() if key not in standing]
    if not new:
        return 0
    made = Alert.objects.bulk_create(
        [
            Alert(
                rule=rule,
                key=one.key,
                asset_id=one.asset_id,
                title=one.title[:TITLE_MAX],
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
    tell(rule, made)
    return len(made)
