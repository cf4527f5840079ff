"""Questions about alerts and rules. Nothing here writes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When

from wherehold.alerts import access, times
from wherehold.alerts.models import Alert, Notice, Recipient, Rule
from wherehold.kernel import clock, cursors
from wherehold.kernel.actor import Actor
from wherehold.register.queries import known, parties

LIMIT_MAX = 200
STATES = ("open", "mine", "snoozed", "resolved", "all")
LATELY = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class AlertLine:
    """One alert as lists show it. The value is None to those who may not know prices."""

    id: int
    title: str
    rule_id: int
    rule: str
    finder: str
    severity: str
    owner_id: int | None
    owner: str
    value_minor: int | None
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
    """One rule: what it looks for and where, who is told, and what it found lately."""

    id: int
    name: str
    finder: str
    parameters: dict[str, Any]
    severity: str
    category_id: int | None
    category: str
    place_id: int | None
    place: str
    asset_id: int | None
    asset: str
    owner_id: int | None
    owner: str
    mail_to: list[str]
    tell: list[dict[str, Any]]
    on: bool
    changed_at: datetime
    lately: int


@dataclass(frozen=True, kw_only=True)
class Told:
    """How far the telling of one alert is: to how many, and what keeps it."""

    told: int = 0
    all: int = 0
    failed: int = 0
    no_mail: int = 0
    again_at: datetime | None = None
    held: str = ""
    held_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Risk:
    """How many alerts are open, and what is at risk, as far as the asker may know."""

    number: int
    value_minor: int | None
    by_severity: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def page(
    *,
    actor: Actor,
    state: str = "open",
    cursor: str = "",
    limit: int = 50,
    asset_id: int | None = None,
    finders: Iterable[str] = (),
) -> tuple[list[AlertLine], str | None]:
    """List alerts of a state, the newest first, and the cursor of the page after.

    `finders` narrows to what some finders found about things.
    """
    limit = max(1, min(limit, LIMIT_MAX))
    found = _of(actor, state)
    if asset_id is not None:
        found = found.filter(asset=asset_id)
    if finders:
        found = found.filter(rule__finder__in=list(finders), asset__isnull=False)
    if cursor:
        found = found.filter(pk__lt=cursors.read(cursor, int)[0])
    rows = list(found.order_by("-pk")[: limit + 1])
    after = cursors.write([rows[limit - 1].pk]) if len(rows) > limit else None
    return _lines(actor, rows[:limit]), after


def worst(*, actor: Actor, state: str = "open", limit: int = LIMIT_MAX) -> list[AlertLine]:
    """Return alerts of a state, the worst first and of those the newest."""
    rank = Case(
        *(When(severity=one, then=Value(n)) for n, one in enumerate(times.ORDER)),
        output_field=IntegerField(),
    )
    return _lines(actor, list(_of(actor, state).order_by(rank, "-opened_at", "-pk")[:limit]))


def counts(*, actor: Actor) -> dict[str, int]:
    """Return how many alerts are in each state that one works through."""
    found = {state: _of(actor, state).count() for state in ("open", "snoozed")}
    return found | {"mine": _of(actor, "mine").count() if actor.party_id else 0}


def risk(*, actor: Actor) -> Risk:
    """Return what is open, and what of it is worth how much to those who may know. One statement.

    Something that several alerts are about counts once for each of them.
    """
    rows = _of(actor, "open").values("severity").annotate(n=Count("pk"), worth=Sum("value_minor"))
    found = {row["severity"]: (row["n"], row["worth"] or 0) for row in rows}
    total = sum(worth for _n, worth in found.values())
    return Risk(
        number=sum(n for n, _worth in found.values()),
        value_minor=total if actor.may_everywhere("asset.price") else None,
        by_severity=found,
    )


def told(*, actor: Actor, alert_ids: Iterable[int]) -> dict[int, Told]:
    """Return how far the telling of alerts is, of those that the actor may see. Two statements."""
    seen = Alert.objects.filter(access.visible(actor), pk__in=set(alert_ids)).values("pk")
    rows = Notice.objects.filter(alert__in=seen).select_related("message").order_by("due_at")
    found: dict[int, list[Notice]] = {}
    for row in rows:
        found.setdefault(row.alert_id, []).append(row)
    return {key: _told(those) for key, those in found.items()}


def rules(*, actor: Actor) -> list[RuleLine]:
    """Return the rules by name. Seven statements.

    Raises: NotAllowed.
    """
    access.must_set_rules(actor)
    rows = list(Rule.objects.order_by("name"))
    tell: dict[int, list[tuple[int, int]]] = {}
    for one in Recipient.objects.order_by("after_min", "pk"):
        tell.setdefault(one.rule_id, []).append((one.party_id, one.after_min))
    people = {key for those in tell.values() for key, _after in those}
    names = {
        "party": parties.names(actor=actor, ids=people | {r.owner_id for r in rows if r.owner_id}),
        "category": known.categories(actor=actor, ids=_ids(rows, "category_id")),
        "place": known.places(actor=actor, ids=_ids(rows, "place_id")),
        "asset": known.assets(actor=actor, ids=_ids(rows, "asset_id")),
    }
    lately = dict(
        Alert.objects.filter(opened_at__gt=clock.now() - LATELY)
        .values_list("rule")
        .annotate(Count("pk"))
    )
    return [_rule(row, names, tell.get(row.pk, []), lately.get(row.pk, 0)) for row in rows]


def _ids(rows: Iterable[Rule], column: str) -> set[int]:
    return {getattr(row, column) for row in rows if getattr(row, column)}


def _rule(
    row: Rule, names: Mapping[str, dict[int, str]], tell: Iterable[tuple[int, int]], lately: int
) -> RuleLine:
    return RuleLine(
        id=row.pk,
        name=row.name,
        finder=row.finder,
        parameters=row.parameters,
        severity=row.severity,
        category_id=row.category_id,
        category=names["category"].get(row.category_id or 0, ""),
        place_id=row.place_id,
        place=names["place"].get(row.place_id or 0, ""),
        asset_id=row.asset_id,
        asset=names["asset"].get(row.asset_id or 0, ""),
        owner_id=row.owner_id,
        owner=names["party"].get(row.owner_id or 0, ""),
        mail_to=row.mail_to,
        tell=[
            {"party_id": key, "name": names["party"].get(key, ""), "after_min": after}
            for key, after in tell
        ],
        on=row.on,
        changed_at=row.changed_at,
        lately=lately,
    )


def _told(rows: list[Notice]) -> Told:
    live = [row for row in rows if row.dropped_at is None]
    waiting = [row for row in live if row.told_at is None]
    sent = [row.message for row in live if row.message is not None]
    trying = [one for one in sent if one.state == "waiting" and one.attempts]
    return Told(
        told=sum(1 for one in sent if one.state == "sent"),
        all=len(live),
        failed=sum(1 for one in sent if one.state == "failed"),
        no_mail=sum(1 for one in sent if one.state == "no_mail"),
        again_at=min((one.next_at for one in trying), default=None),
        held=waiting[0].why if waiting else "",
        held_until=waiting[0].due_at if waiting else None,
    )


def _of(actor: Actor, state: str) -> QuerySet[Alert]:
    found = Alert.objects.filter(access.visible(actor))
    asleep = Q(snoozed_until__gt=clock.now())
    stands = Q(resolved_at=None, over_at=None)
    if state == "open":
        return found.filter(stands).exclude(asleep)
    if state == "mine":
        return found.filter(stands, owner=actor.party_id or 0).exclude(asleep)
    if state == "snoozed":
        return found.filter(stands, asleep)
    return found if state == "all" else found.exclude(stands)


def _lines(actor: Actor, rows: list[Alert]) -> list[AlertLine]:
    """Return lines with the names of things and people. Five statements."""
    asset_ids = [row.asset_id for row in rows if row.asset_id]
    assets = known.assets(actor=actor, ids=asset_ids)
    priced = access.priced(actor, asset_ids)
    people = {key for row in rows for key in (row.owner_id, row.acknowledged_by_id) if key}
    names = parties.names(actor=actor, ids=people)
    ruled = Rule.objects.in_bulk({row.rule_id for row in rows})
    return [_line(row, ruled[row.rule_id], assets, names, priced) for row in rows]


def _line(
    row: Alert, rule: Rule, assets: dict[int, str], names: dict[int, str], priced: set[int]
) -> AlertLine:
    asset_id = row.asset_id if row.asset_id in assets else None
    return AlertLine(
        id=row.pk,
        title=row.title,
        rule_id=row.rule_id,
        rule=rule.name,
        finder=rule.finder,
        severity=row.severity,
        owner_id=row.owner_id if row.owner_id in names else None,
        owner=names.get(row.owner_id or 0, ""),
        value_minor=row.value_minor if row.asset_id in priced else None,
        asset_id=asset_id,
        asset=assets.get(asset_id or 0, ""),
        evidence=row.evidence,
        since=row.since,
        opened_at=row.opened_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=names.get(row.acknowledged_by_id or 0, ""),
        snoozed_until=row.snoozed_until,
        resolved_at=row.resolved_at,
        reason=row.reason,
        over_at=row.over_at,
    )
