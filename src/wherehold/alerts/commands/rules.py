"""Acts on rules."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.alerts import access, events
from wherehold.alerts.finders import FINDERS
from wherehold.alerts.finding import Finder, Parameter
from wherehold.alerts.models import Recipient, Rule, Severity
from wherehold.alerts.refusals import BadRule
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.queries import known, parties
from wherehold.tracking.queries import zones

NAME_MAX = 120
MAIL_MAX = 20
TELL_MAX = 50
AFTER_MAX = 7 * 24 * 60


@dataclass(frozen=True, kw_only=True)
class Tell:
    """Somebody who is told, after so many minutes if nobody has seen to it by then."""

    party_id: int
    after_min: int = 0


@dataclass(frozen=True, kw_only=True)
class NewRule:
    """A rule as it is to be. Without bounds it is about everything."""

    name: str
    finder: str
    parameters: dict[str, Any] = field(default_factory=dict)
    severity: str = "normal"
    category_id: int | None = None
    place_id: int | None = None
    asset_id: int | None = None
    owner_id: int | None = None
    mail_to: list[str] = field(default_factory=list)
    tell: list[Tell] = field(default_factory=list)
    on: bool = True


@transaction.atomic
def save_rule(*, actor: Actor, rule: NewRule, rule_id: int | None = None) -> int:
    """Make a rule, or change this one or the one of that name, and return its id.

    Raises: NotAllowed; NotFound for the rule, a zone, bounds or people; BadRule.
    Records: alerts.rule_saved.
    """
    access.must_set_rules(actor)
    name = rule.name.strip()
    _check(rule, name)
    parameters = _parameters(actor, FINDERS[rule.finder], rule.parameters)
    mail_to = list(dict.fromkeys(one.strip() for one in rule.mail_to if one.strip()))
    _check_mail(mail_to)
    _check_bounds(actor, rule)
    row = _row(rule_id, name)
    if row.pk and row.finder != rule.finder:
        raise BadRule({"field": "finder", "reason": _("A rule keeps what it looks for.")})
    for column in ("finder", "severity", "category_id", "place_id", "asset_id", "owner_id", "on"):
        setattr(row, column, getattr(rule, column))
    row.name, row.parameters, row.mail_to, row.changed_at = name, parameters, mail_to, clock.now()
    row.save()
    Recipient.objects.filter(rule=row).delete()
    tell = {one.party_id: one.after_min for one in rule.tell}
    Recipient.objects.bulk_create(
        [Recipient(rule=row, party_id=key, after_min=after) for key, after in tell.items()]
    )
    saved = events.RuleSaved(
        subject_id=row.pk,
        name=name,
        finder=row.finder,
        parameters=parameters,
        severity=row.severity,
        mail_to=mail_to,
        on=row.on,
        category_id=row.category_id,
        place_id=row.place_id,
        asset_id=row.asset_id,
        owner_id=row.owner_id,
        tell=[f"{key}:{after}" for key, after in tell.items()],
    )
    ledger.record([saved], actor=actor, happened_at=clock.now())
    return row.pk


def _row(rule_id: int | None, name: str) -> Rule:
    """Return the rule that is to change, locked, or a new one. Raises: NotFound, BadRule."""
    locked = Rule.objects.select_for_update()
    if rule_id is None:
        return locked.filter(name=name).first() or Rule(name=name)
    row = locked.filter(pk=rule_id).first()
    if row is None:
        raise NotFound({"what": "rule", "key": rule_id})
    if Rule.objects.filter(name=name).exclude(pk=rule_id).exists():
        raise BadRule({"field": "name", "reason": _("Another rule has that name.")})
    return row


def _check(rule: NewRule, name: str) -> None:
    if not 0 < len(name) <= NAME_MAX or "\0" in name:
        raise BadRule({"field": "name", "reason": _("A rule has a name.")})
    if rule.finder not in FINDERS:
        known = ", ".join(FINDERS)
        raise BadRule({"field": "finder", "reason": _("Known: {known}.").format(known=known)})
    if rule.severity not in Severity.values:
        known = ", ".join(Severity.values)
        raise BadRule({"field": "severity", "reason": _("Known: {known}.").format(known=known)})
    if len(rule.tell) > TELL_MAX or any(not 0 <= t.after_min <= AFTER_MAX for t in rule.tell):
        reason = _("{most} people at most, each within {days} days.")
        reason = reason.format(most=TELL_MAX, days=AFTER_MAX // 1_440)
        raise BadRule({"field": "tell", "reason": reason})


def _check_bounds(actor: Actor, rule: NewRule) -> None:
    """Refuse bounds and people that are not there. Raises: NotFound."""
    people = {one.party_id for one in rule.tell} | ({rule.owner_id} if rule.owner_id else set())
    for what, ids, names in (
        ("category", [rule.category_id], known.categories),
        ("place", [rule.place_id], known.places),
        ("asset", [rule.asset_id], known.assets),
        ("person", list(people), parties.names),
    ):
        wanted = [key for key in ids if key is not None]
        there = names(actor=actor, ids=wanted) if wanted else {}
        if missing := [key for key in wanted if key not in there]:
            raise NotFound(*({"what": what, "key": key} for key in missing))


def _parameters(actor: Actor, finder: Finder, given: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a rule, each within its bounds. Raises: BadRule, NotFound."""
    if unknown := set(given) - {one.name for one in finder.parameters}:
        raise BadRule(*({"field": name, "reason": _("unknown")} for name in sorted(unknown)))
    made = {one.name: _value(one, given.get(one.name, one.default)) for one in finder.parameters}
    for one in finder.parameters:
        if one.kind.startswith("zone"):
            _check_zone(one, zones.one(actor=actor, zone_id=int(made[one.name])))
    return made


def _check_zone(one: Parameter, zone: zones.ZoneLine) -> None:
    """Refuse a zone of the wrong sort. Raises: BadRule."""
    if bool(zone.around) == (one.kind == "zone_along"):
        return
    reason = _("A zone that goes along with a thing.")
    if one.kind == "zone":
        reason = _("A zone that stands still.")
    raise BadRule({"field": one.name, "reason": reason})


def _value(one: Parameter, value: object) -> int | str:
    """Return the value of a parameter. Raises: BadRule."""
    if one.kind == "text":
        if not isinstance(value, str) or not 0 < len(value.strip()) <= one.most or "\0" in value:
            reason = _("A text of {most} characters at most.").format(most=one.most)
            raise BadRule({"field": one.name, "reason": reason})
        return value.strip()
    most = 2**63 - 1 if one.kind.startswith("zone") else one.most
    if isinstance(value, bool) or not isinstance(value, int) or not one.least <= value <= most:
        reason = _("A whole number from {least} to {most}.")
        raise BadRule({"field": one.name, "reason": reason.format(least=one.least, most=most)})
    return value


def _check_mail(addresses: list[str]) -> None:
    if len(addresses) > MAIL_MAX:
        reason = _("{most} addresses at most.").format(most=MAIL_MAX)
        raise BadRule({"field": "mail_to", "reason": reason})
    for one in addresses:
        try:
            validate_email(one)
        except ValidationError:
            reason = _("{text} is no e-mail address.").format(text=one[:100])
            raise BadRule({"field": "mail_to", "reason": reason}) from None
