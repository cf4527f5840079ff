"""Telling people of alerts: whom, by which way and when is planned at once, and sent when due.

One message for each person, way and rule, however many alerts there are. Of a rule that finds
many in a few minutes, the first go out at once and the others together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wherehold.alerts import times
from wherehold.alerts.models import Alert, Channel, Notice, Preference, Recipient, Rule
from wherehold.alerts.times import Wish
from wherehold.kernel import clock, outbox

LISTED_MAX = 50
AT_ONCE = 1_000
STORM_LEAST = 5
STORM = timedelta(minutes=5)
CHANNEL = "channel"
WAITING = Q(told_at=None, dropped_at=None)


@dataclass(frozen=True)
class Way:
    """One way to reach somebody: a channel of theirs, or a mail."""

    party_id: int | None
    channel_id: int | None
    address: str
    wish: Wish | None
    after_min: int = 0


def plan(rule: Rule, alerts: Sequence[Alert], now: datetime) -> None:
    """Note who is to be told of new alerts of a rule, by which way, and when."""
    ways = _ways(rule)
    if not ways:
        return
    storm_at = _storm_ends(rule, len(alerts), now)
    Notice.objects.bulk_create(
        [_notice(way, alert, now, storm_at) for way in ways for alert in alerts], batch_size=500
    )


def tell_due(now: datetime) -> int:
    """Put what is due into the outbox, in the caller's transaction; return how many notices."""
    due = Notice.objects.filter(WAITING, due_at__lte=now).select_for_update(
        of=("self",), skip_locked=True
    )
    rows = list(
        due.select_related("alert", "alert__rule", "channel", "party").order_by("pk")[:AT_ONCE]
    )
    if not rows:
        return 0
    good = [row for row in rows if not _is_idle(row, now)]
    told = {row.pk for row in good}
    Notice.objects.filter(pk__in=[r.pk for r in rows if r.pk not in told]).update(dropped_at=now)
    for _key, those in groupby(sorted(good, key=_together), key=_together):
        _send(list(those), now)
    return len(rows)


def wish_of(preference: Preference | None) -> Wish:
    """Return how somebody wants to be told; without a word of theirs, at once."""
    one = preference or Preference()
    return Wish(
        zone=ZoneInfo(one.time_zone) if one.time_zone else clock.zone(),
        quiet_from=one.quiet_from,
        quiet_until=one.quiet_until,
        through_quiet=one.through_quiet,
        digest_at=one.digest_at,
    )


def _ways(rule: Rule) -> list[Way]:
    """Return all ways by which a rule tells. Three statements."""
    told = list(Recipient.objects.filter(rule=rule).select_related("party").order_by("after_min"))
    parties = [one.party_id for one in told]
    wishes = Preference.objects.in_bulk(parties)
    channels: dict[int, list[int]] = {}
    for key, party_id in Channel.objects.filter(party__in=parties, removed_at=None).values_list(
        "pk", "party_id"
    ):
        channels.setdefault(party_id, []).append(key)
    ways = [Way(None, None, address, None) for address in rule.mail_to]
    for one in told:
        own, wish = wishes.get(one.party_id), wish_of(wishes.get(one.party_id))
        for key in channels.get(one.party_id, ()):
            ways.append(Way(one.party_id, key, "", wish, one.after_min))
        if one.party.email and (own is None or own.by_mail):
            ways.append(Way(one.party_id, None, one.party.email, wish, one.after_min))
    return ways


def _notice(way: Way, alert: Alert, now: datetime, storm_at: datetime) -> Notice:
    at, why = now + timedelta(minutes=way.after_min), "later" if way.after_min else ""
    if storm_at > at:
        at, why = storm_at, "storm"
    if way.wish is not None:
        at, held = times.due(at, alert.severity, way.wish)
        why = held or why
    return Notice(
        alert=alert,
        party_id=way.party_id,
        channel_id=way.channel_id,
        address=way.address,
        due_at=at,
        why=why,
        unless_seen_to=way.after_min > 0,
    )


def _storm_ends(rule: Rule, number: int, now: datetime) -> datetime:
    """Return when the next message of a rule may go: now, unless it tells of many just now."""
    lately = Alert.objects.filter(rule=rule, opened_at__gt=now - STORM)
    before = lately.count() - number
    if before < STORM_LEAST:
        return now
    waiting = Notice.objects.filter(WAITING, alert__rule=rule, why="storm", due_at__gt=now)
    return waiting.order_by("due_at").values_list("due_at", flat=True).first() or now + STORM


def _is_idle(row: Notice, now: datetime) -> bool:
    """Say that nobody needs this message any more: it is over, dealt with, or seen to."""
    alert = row.alert
    if alert.over_at is not None or alert.resolved_at is not None:
        return True
    asleep = alert.snoozed_until is not None and alert.snoozed_until > now
    return row.unless_seen_to and (alert.acknowledged_at is not None or asleep)


def _together(row: Notice) -> tuple[int, int, str, int]:
    """Return what goes into one message: a way, and a rule; a digest tells of all rules."""
    rule_id = 0 if row.why == "digest" else row.alert.rule_id
    return row.party_id or 0, row.channel_id or 0, row.address, rule_id


def _send(rows: Sequence[Notice], now: datetime) -> None:
    """Put one message into the outbox that tells of some alerts."""
    alerts = [row.alert for row in rows]
    rules = {alert.rule.name for alert in alerts}
    link = f"{settings.PUBLIC_URL}/alerts"
    subject = str(alerts[0]) if len(alerts) == 1 else _subject(rules, len(alerts))
    channel = rows[0].channel
    message = outbox.send(
        to=channel.name if channel else rows[0].address,
        subject=subject,
        text=_text(rules, alerts, link),
        purpose="alert",
        link=link,
        via=CHANNEL if channel else outbox.MAIL,
        address=str(channel.pk) if channel else "",
    )
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now, message=message)


def _subject(rules: Iterable[str], number: int) -> str:
    names = ", ".join(sorted(rules))
    text = ngettext("{rule}: {n} alert", "{rule}: {n} alerts", number)
    return text.format(rule=names, n=number)


def _text(rules: Iterable[str], alerts: Sequence[Alert], link: str) -> str:
    zone = clock.zone()
    lines = [
        _("{what}, since {when}.").format(
            what=one.title, when=f"{one.since.astimezone(zone):%Y-%m-%d %H:%M}"
        )
        for one in alerts[:LISTED_MAX]
    ]
    if more := len(alerts) - len(lines):
        lines.append(_("And {more} more.").format(more=more))
    names = ", ".join(sorted(rules))
    foot = _("Rule: {rule}. It is told once, until it is over.").format(rule=names)
    return "\n".join([*lines, "", link, "", foot, ""])
