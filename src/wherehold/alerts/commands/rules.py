"""Acts on rules."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.alerts import access, events
from wherehold.alerts.finders import FINDERS
from wherehold.alerts.finding import Finder
from wherehold.alerts.models import Rule
from wherehold.alerts.refusals import BadRule
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.tracking.queries import zones

NAME_MAX = 120
MAIL_MAX = 20


@dataclass(frozen=True, kw_only=True)
class NewRule:
    """A rule as it is to be."""

    name: str
    finder: str
    parameters: dict[str, Any] = field(default_factory=dict)
    severity: str = "normal"
    mail_to: list[str] = field(default_factory=list)
    on: bool = True


@transaction.atomic
def save_rule(*, actor: Actor, rule: NewRule) -> int:
    """Make a rule, or change the one of that name, and return its id.

    Raises: NotAllowed; NotFound for a zone; BadRule.
    Records: alerts.rule_saved.
    """
    access.must_set_rules(actor)
    name = rule.name.strip()
    _check(rule, name)
    parameters = _parameters(actor, FINDERS[rule.finder], rule.parameters)
    mail_to = list(dict.fromkeys(one.strip() for one in rule.mail_to if one.strip()))
    _check_mail(mail_to)
    row = Rule.objects.select_for_update().filter(name=name).first() or Rule(name=name)
    if row.pk and row.finder != rule.finder:
        raise BadRule({"field": "finder", "reason": _("A rule keeps what it looks for.")})
    row.finder, row.parameters, row.severity = rule.finder, parameters, rule.severity
    row.mail_to, row.on = mail_to, rule.on
    row.save()
    saved = events.RuleSaved(
        subject_id=row.pk,
        name=name,
        finder=row.finder,
        parameters=parameters,
        severity=row.severity,
        mail_to=mail_to,
        on=row.on,
    )
    ledger.record([saved], actor=actor, happened_at=clock.now())
    return row.pk


def _check(rule: NewRule, name: str) -> None:
    if not 0 < len(name) <= NAME_MAX or "\0" in name:
        raise BadRule({"field": "name", "reason": _("A rule has a name.")})
    if rule.finder not in FINDERS:
        known = ", ".join(FINDERS)
        raise BadRule({"field": "finder", "reason": _("Known: {known}.").format(known=known)})
    if rule.severity not in Rule.Severity.values:
        known = ", ".join(Rule.Severity.values)
        raise BadRule({"field": "severity", "reason": _("Known: {known}.").format(known=known)})


def _parameters(actor: Actor, finder: Finder, given: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a rule, each within its bounds. Raises: BadRule, NotFound."""
    if unknown := set(given) - {one.name for one in finder.parameters}:
        raise BadRule(*({"field": name, "reason": _("unknown")} for name in sorted(unknown)))
    made = {}
    for one in finder.parameters:
        value = given.get(one.name, one.default)
        most = 2**63 - 1 if one.kind == "zone" else one.most
        if isinstance(value, bool) or not isinstance(value, int) or not one.least <= value <= most:
            reason = _("A whole number from {least} to {most}.")
            raise BadRule({"field": one.name, "reason": reason.format(least=one.least, most=most)})
        if one.kind == "zone":
            zones.one(actor=actor, zone_id=value)
        made[one.name] = value
    return made


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
