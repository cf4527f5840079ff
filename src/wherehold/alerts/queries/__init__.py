"""Questions about rules and alerts. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from wherehold.alerts import access
from wherehold.alerts.models import Alert, Rule
from wherehold.kernel import clock, cursors
from wherehold.kernel.actor import Actor
from wherehold.register.queries import known

LIMIT_MAX = 200
STATES = ("open", "snoozed", "resolved", "all")


@dataclass(frozen=True, kw_only=True)
class AlertLine:
    """One alert as lists show it."""

    id: int
    title: str
    rule_id: int
    rule: str
    finder: str
    severity: str
    asset_id: int | None
    asset: str
    evidence: dict[str, Any]
    since: datetime
    opened_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str
    snoozed_until: datetime | None
    resolved_at: datetime | None
    reason: str
    over_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """One rule."""

    id: int
    name: str
    finder: str
    parameters: dict[str, Any]
    severity: str
    mail_to: list[str]
    on: bool


def page(
    *, actor: Actor, state: str = "open", cursor: str = "", limit: int = 50
) -> tuple[list[AlertLine], str | None]:
    """List alerts of a state, the newest first, and the cursor of the page after."""
    limit = max(1, min(limit, LIMIT_MAX))
    found = _of(actor, state).select_related("rule", "acknowledged_by")
    if cursor:
        found = found.filter(pk__lt=cursors.read(cursor, int)[0])
    rows = list(found.order_by("-pk")[: limit + 1])
    after = cursors.write([rows[limit - 1].pk]) if len(rows) > limit else None
    assets = known.assets(actor=actor, ids=[r.asset_id for r in rows if r.asset_id])
    return [_line(row, assets) for row in rows[:limit]], after


def counts(*, actor: Actor) -> dict[str, int]:
    """Return how many alerts are in each state that one works through."""
    return {state: _of(actor, state).count() for state in ("open", "snoozed")}


def rules(*, actor: Actor) -> list[RuleLine]:
    """Return the rules by name.

    Raises: NotAllowed.
    """
    access.must_set_rules(actor)
    names = [name for name in RuleLine.__dataclass_fields__]
    return [RuleLine(**row) for row in Rule.objects.order_by("name").values(*names)]


def _of(actor: Actor, state: str) -> QuerySet[Alert]:
    found = Alert.objects.filter(access.visible(actor))
    asleep = Q(snoozed_until__gt=clock.now())
    stands = Q(resolved_at=None, over_at=None)
    if state == "open":
        return found.filter(stands).exclude(asleep)
    if state == "snoozed":
        return found.filter(stands, asleep)
    return found if state == "all" else found.exclude(stands)


def _line(row: Alert, assets: dict[int, str]) -> AlertLine:
    asset_id = row.asset_id if row.asset_id in assets else None
    return AlertLine(
        id=row.pk,
        title=row.title,
        rule_id=row.rule_id,
        rule=row.rule.name,
        finder=row.rule.finder,
        severity=row.rule.severity,
        asset_id=asset_id,
        asset=assets.get(asset_id or 0, ""),
        evidence=row.evidence,
        since=row.since,
        opened_at=row.opened_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by.name if row.acknowledged_by else "",
        snoozed_until=row.snoozed_until,
        resolved_at=row.resolved_at,
        reason=row.reason,
        over_at=row.over_at,
    )
