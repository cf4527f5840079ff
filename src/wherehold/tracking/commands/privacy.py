"""Acts on what is kept from others of where people are.

To keep more from them is one person's act and holds at once. To keep less takes a second person,
holds a day later, and is told to everybody whom it concerns before it does: after the commit, by
a reader of the ledger.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import clock, ledger, organisation, outbox
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.queries import known
from wherehold.tracking import access, events, privacy
from wherehold.tracking.models import PrivacyRule
from wherehold.tracking.privacy import (
    ALL_DAYS,
    DAY_HOURS,
    EXACT,
    HISTORY_DAYS_MAX,
    LONG_DAYS_MAX,
    LOOK_MINUTES_MAX,
    LOOK_MINUTES_MIN,
    Rules,
)
from wherehold.tracking.refusals import BadPrivacy, RuleOver, SameTwo

REASON_MAX = 500
HOLDS_AFTER = timedelta(hours=24)


@transaction.atomic
def set_privacy(*, actor: Actor, rules: Rules, reason: str, category_id: int | None = None) -> int:
    """Say what is kept from others of where people are; return the settings' number.

    What keeps more from them holds at once. What keeps less waits for a second person. For a
    category, only what others may see is set: the rest holds for all things.

    Raises: NotAllowed (settings.manage); NotFound for a category; BadPrivacy (beyond the floor,
        no reason, the same).
    Records: tracking.privacy_set, or tracking.privacy_asked where it waits.
    """
    party_id = _must_set(actor)
    words = reason.strip()
    if not 0 < len(words) <= REASON_MAX or "\0" in words:
        raise BadPrivacy({"field": "reason", "why": _("say why, within reason.")})
    _check(rules)
    before = _before(actor, category_id)
    if category_id is not None:
        seeing = {name: getattr(rules, name) for name in privacy.SEEING}
        rules = replace(before, **seeing)
    if rules == before:
        raise BadPrivacy({"field": "rules", "why": _("it is so already.")})
    now, waits = clock.now(), rules.is_looser(before)
    row = PrivacyRule.objects.create(
        **asdict(rules),
        reason=words,
        asked_at=now,
        asked_by_id=party_id,
        from_at=None if waits else now,
        category_id=category_id,
    )
    if waits:
        asked = events.PrivacyAsked(
            rule_id=row.pk,
            was=_said(before),
            now=_said(rules),
            reason=words,
            category_id=category_id,
        )
        ledger.record([asked], actor=actor, happened_at=now)
    else:
        _holds(actor, row, before)
    return row.pk


@transaction.atomic
def grant_privacy(*, actor: Actor, rule_id: int) -> None:
    """Grant what somebody else asked for: it holds a day later, and people are told now.

    Raises: NotAllowed (settings.manage), NotFound; SameTwo (asked it), RuleOver.
    Records: tracking.privacy_set.
    """
    party_id = _must_set(actor)
    row = PrivacyRule.objects.select_for_update(of=("self",)).filter(pk=rule_id).first()
    if row is None:
        raise NotFound({"what": "settings", "key": rule_id})
    if party_id == row.asked_by_id:
        raise SameTwo({"rule": rule_id})
    if row.from_at is not None or _is_overtaken(row):
        raise RuleOver({"rule": rule_id})
    row.granted_by_id, row.from_at = party_id, clock.now() + HOLDS_AFTER
    row.save(update_fields=["granted_by", "from_at"])
    _holds(actor, row, _before(actor, row.category_id))


def _before(actor: Actor, category_id: int | None) -> Rules:
    """Return what is so for all things, or for those of a category. Raises: NotFound."""
    if category_id is None:
        return privacy.rules()
    if category_id not in known.categories(actor=actor, ids=[category_id]):
        raise NotFound({"what": "category", "key": category_id})
    return privacy.rules_of(privacy.path_of(category_id))


def _is_overtaken(row: PrivacyRule) -> bool:
    return PrivacyRule.objects.filter(pk__gt=row.pk, category=row.category_id).exists()


@transaction.atomic
def tell_privacy(*, actor: Actor, rule_ids: Collection[int]) -> int:
    """Tell everybody who has a thing with a device on it what is otherwise, from when, and why.

    Return how many mails that makes.

    Raises: nothing.
    Records: nothing: the settings are recorded.
    """
    del actor
    people = privacy.concerned()
    link = f"{settings.PUBLIC_URL}/privacy"
    mails = [
        outbox.written(to=email, subject=head, text=text, purpose="privacy", link=link)
        for row in PrivacyRule.objects.filter(pk__in=rule_ids).order_by("pk")
        for email, head, text in _letters(row, people, link)
    ]
    outbox.send_all(mails)
    return len(mails)


def _must_set(actor: Actor) -> int:
    if actor.party_id is None or not actor.may_everywhere(access.SETTINGS):
        raise NotAllowed({"actor": actor.name, "permission": access.SETTINGS})
    return actor.party_id


def _check(rules: Rules) -> None:
    if not 0 <= rules.long_days <= LONG_DAYS_MAX:
        why = _("from 0 to {most} days.").format(most=LONG_DAYS_MAX)
        raise BadPrivacy({"field": "long_days", "why": why})
    if not LOOK_MINUTES_MIN <= rules.look_minutes <= LOOK_MINUTES_MAX:
        why = _("from {least} to {most} minutes.")
        why = why.format(least=LOOK_MINUTES_MIN, most=LOOK_MINUTES_MAX)
        raise BadPrivacy({"field": "look_minutes", "why": why})
    if not 0 <= rules.history_days <= HISTORY_DAYS_MAX:
        why = _("from 0 to {most} days.").format(most=HISTORY_DAYS_MAX)
        raise BadPrivacy({"field": "history_days", "why": why})
    _check_seeing(rules)


def _check_seeing(rules: Rules) -> None:
    days, begin, end = (getattr(rules, name) for name in privacy.WORK)
    if not (0 < days <= ALL_DAYS and 0 <= begin < end <= DAY_HOURS):
        why = _("one day of the week at least, from an hour to a later one.")
        raise BadPrivacy({"field": "work_days", "why": why})
    if rules.precision not in range(EXACT + 1):
        why = _("the site, building, room, or exactly.")
        raise BadPrivacy({"field": "precision", "why": why})
    if (rules.precision and not rules.live_allowed) or (
        rules.history_days and rules.precision < EXACT
    ):
        why = _("exactly only where they are seen at all, and history only where that is exact.")
        raise BadPrivacy({"field": "live_allowed", "why": why})


def _holds(actor: Actor, row: PrivacyRule, before: Rules) -> None:
    """Record settings that hold or are going to. People hear of it by the ledger."""
    assert row.from_at is not None
    now = replace(before, **{name: getattr(row, name) for name in privacy.RULES})
    event = events.PrivacySet(
        rule_id=row.pk,
        was=_said(before),
        now=_said(now),
        reason=row.reason,
        from_at=clock.rfc3339(row.from_at),
        category_id=row.category_id,
    )
    ledger.record([event], actor=actor, happened_at=clock.now())


def _said(rules: Rules) -> dict[str, int]:
    return {name: int(value) for name, value in asdict(rules).items()}


def _letters(
    row: PrivacyRule, people: Sequence[tuple[str, str]], link: str
) -> Iterator[tuple[str, str, str]]:
    """Yield address, heading and text of what each of some people is told of settings."""
    assert row.from_at is not None
    head = _("What others may know of where you are changes")
    day = row.from_at.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M")
    sender = organisation.current().name
    for name, email in people:
        text = _(
            "Hello {name},\n\nyou have a thing that reports where it is. What is kept from others "
            "of that changes on {day}. The reason that was given:\n\n{reason}\n\n"
            "What it was and what it is stands here:\n{link}\n"
        ).format(name=name, day=day, reason=row.reason, link=link)
        yield email, head, f"{text}\n{sender}\n"
