"""Questions about the ways in which one is told. Nothing here writes, and no secret is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from wherehold.alerts import access
from wherehold.alerts.models import Channel, Notice, Preference
from wherehold.kernel.actor import Actor

LIMIT_MAX = 200


@dataclass(frozen=True, kw_only=True)
class ChannelLine:
    """One channel of somebody's own."""

    id: int
    service: str
    name: str
    hint: str
    created_at: datetime
    sent: int
    failed: int


@dataclass(frozen=True, kw_only=True)
class NoticeLine:
    """One notice: who is told of what, by which way, and how far it is."""

    id: int
    alert_id: int
    alert: str
    to: str
    way: str
    state: str
    why: str
    due_at: datetime
    told_at: datetime | None
    message_id: int | None
    trouble: str


def channels(*, actor: Actor) -> list[ChannelLine]:
    """Return one's own channels, with how many messages each has carried. One statement."""
    own = Channel.objects.filter(party=actor.party_id or 0, removed_at=None)
    carried = Notice.objects.filter(channel__in=own).values("channel")
    sent, failed = Q(message__state="sent"), Q(message__state="failed")
    counts: dict[int, dict[str, Any]] = {
        row["channel"] or 0: dict(row)
        for row in carried.annotate(
            sent=Count("message", filter=sent, distinct=True),
            failed=Count("message", filter=failed, distinct=True),
        )
    }
    return [
        ChannelLine(
            id=row.pk,
            service=row.service,
            name=row.name,
            hint=row.hint,
            created_at=row.created_at,
            sent=counts.get(row.pk, {}).get("sent", 0),
            failed=counts.get(row.pk, {}).get("failed", 0),
        )
        for row in own.order_by("pk")
    ]


def preference(*, actor: Actor) -> Preference:
    """Return when and how one wants to be told. One statement."""
    found = Preference.objects.filter(party=actor.party_id or 0).first()
    return found or Preference()


def notices(*, actor: Actor, failed: bool = False, limit: int = 100) -> list[NoticeLine]:
    """Return the latest notices about what the actor may see, or those that failed. One statement.

    Whom one is told by is shown to those who look after the system alone.
    """
    found = Notice.objects.filter(access.visible(actor, prefix="alert__"))
    if failed:
        found = found.filter(message__state="failed")
    rows = found.select_related("alert", "party", "channel", "message").order_by("-pk")
    whole = actor.may_everywhere("jobs.see")
    return [_line(row, whole=whole) for row in rows[: min(limit, LIMIT_MAX)]]


def failures(*, actor: Actor) -> int:
    """Return how many notices failed. One statement."""
    found = Notice.objects.filter(access.visible(actor, prefix="alert__"))
    return found.filter(message__state="failed").count()


def _line(row: Notice, *, whole: bool) -> NoticeLine:
    message = row.message
    if row.dropped_at is not None:
        state = "dropped"
    else:
        state = message.state if message is not None else "held"
    trouble = _trouble(message.trouble) if whole and message else ""
    return NoticeLine(
        id=row.pk,
        alert_id=row.alert_id,
        alert=row.alert.title,
        to=row.party.name if row.party else row.address,
        way=row.channel.service if row.channel else "mail",
        state=state,
        why=row.why,
        due_at=row.due_at,
        told_at=row.told_at,
        message_id=message.pk if message is not None and whole else None,
        trouble=trouble,
    )


def _trouble(text: str) -> str:
    """Return what went wrong in one line, without the name that programs have for it."""
    line = text.partition("\n")[0]
    return line.partition(": ")[2] or line
