"""Telling people of new alerts: one mail for each rule and address, however many there are."""

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wherehold.alerts.models import Alert, Rule
from wherehold.kernel import clock, outbox

LISTED_MAX = 50


def tell(rule: Rule, alerts: Sequence[Alert]) -> None:
    """Put mails about new alerts of a rule into the outbox, in the caller's transaction."""
    if not rule.mail_to:
        return
    subject = str(alerts[0]) if len(alerts) == 1 else _subject(rule, len(alerts))
    link = f"{settings.PUBLIC_URL}/alerts"
    for address in rule.mail_to:
        outbox.send(
            to=address,
            subject=subject,
            text=_text(rule, alerts, link),
            purpose="alert",
            link=link,
        )


def _subject(rule: Rule, number: int) -> str:
    text = ngettext("{rule}: {n} alert", "{rule}: {n} alerts", number)
    return text.format(rule=rule.name, n=number)


def _text(rule: Rule, alerts: Sequence[Alert], link: str) -> str:
    lines = [
        _("{what}, since {when}.").format(
            what=one.title, when=f"{one.since.astimezone(clock.zone()):%Y-%m-%d %H:%M}"
        )
        for one in alerts[:LISTED_MAX]
    ]
    if more := len(alerts) - len(lines):
        lines.append(_("And {more} more.").format(more=more))
    foot = _("Rule: {rule}. It is told once, until it is over.").format(rule=rule.name)
    return "\n".join([*lines, "", link, "", foot, ""])
