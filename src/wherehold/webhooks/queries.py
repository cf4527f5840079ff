"""Questions about webhooks and what they were told. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, Q

from wherehold.kernel import clock, cursors, sequencer
from wherehold.kernel.actor import Actor
from wherehold.register.queries import parties
from wherehold.webhooks import access
from wherehold.webhooks.models import Delivery, Webhook

LIMIT_MAX = 200


@dataclass(frozen=True, kw_only=True)
class WebhookLine:
    """One webhook, how far it is and how it does. Its key is not shown again."""

    id: int
    name: str
    url: str
    kinds: list[str]
    on: bool
    off_why: str
    owner: str
    pos: int
    behind: int
    waiting: int
    failed: int
    failing_since: datetime | None
    next_at: datetime | None
    created_at: datetime

    @property
    def host(self) -> str:
        """Return where it leads, for short."""
        return urlsplit(self.url).hostname or ""


@dataclass(frozen=True, kw_only=True)
class DeliveryLine:
    """One entry that a webhook was told of, or is to be."""

    id: int
    event: str
    pos: int
    kind: str
    state: str
    attempts: int
    status: int | None
    answer: str
    took_ms: int | None
    created_at: datetime
    tried_at: datetime | None
    body: str


def webhooks(*, actor: Actor, webhook_id: int | None = None) -> list[WebhookLine]:
    """Return the webhooks by name. Four statements.

    Raises: NotAllowed.
    """
    found = access.standing(actor)
    rows = list((found if webhook_id is None else found.filter(pk=webhook_id)).order_by("name"))
    names = parties.names(actor=actor, ids=[row.party_id for row in rows])
    waiting, failed = Q(state=Delivery.State.WAITING), Q(state=Delivery.State.FAILED)
    counted = Delivery.objects.filter(webhook__in=[row.pk for row in rows]).values("webhook")
    counts: dict[int, dict[str, Any]] = {
        row["webhook"]: dict(row)
        for row in counted.annotate(
            waiting=Count("pk", filter=waiting), failed=Count("pk", filter=failed)
        )
    }
    size = sequencer.size()
    return [_line(row, names, counts.get(row.pk, {}), size) for row in rows]


def deliveries(
    *, actor: Actor, webhook_id: int, state: str = "", cursor: str = "", limit: int = 50
) -> tuple[list[DeliveryLine], str | None]:
    """List what a webhook was told, the newest first, and the cursor of the page after.

    Raises: NotAllowed, BadCursor.
    """
    hooks = access.standing(actor).filter(pk=webhook_id).values_list("pk", flat=True)
    found = Delivery.objects.filter(webhook__in=hooks)
    if state:
        found = found.filter(state=state)
    if cursor:
        found = found.filter(pk__lt=cursors.read(cursor, int)[0])
    limit = max(1, min(limit, LIMIT_MAX))
    names = list(DeliveryLine.__dataclass_fields__)
    rows = list(found.order_by("-pk").values(*names)[: limit + 1])
    after = cursors.write([rows[limit - 1]["id"]]) if len(rows) > limit else None
    return [DeliveryLine(**row) for row in rows[:limit]], after


def on(*, actor: Actor) -> list[int]:
    """Return the webhooks that are told of things.

    Raises: NotAllowed.
    """
    found = access.standing(actor).filter(on=True)
    return list(found.order_by("pk").values_list("pk", flat=True))


def to_call(*, actor: Actor) -> list[int]:
    """Return the webhooks that something waits for, and that may be called now.

    Raises: NotAllowed.
    """
    now = clock.now()
    ready = access.standing(actor).filter(Q(next_at=None) | Q(next_at__lte=now))
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING).values("webhook")
    return list(ready.filter(pk__in=waiting).order_by("pk").values_list("pk", flat=True))


def _line(row: Webhook, names: dict[int, str], counts: dict[str, Any], size: int) -> WebhookLine:
    return WebhookLine(
        id=row.pk,
        name=row.name,
        url=row.url,
        kinds=row.kinds,
        on=row.on,
        off_why=row.off_why,
        owner=names.get(row.party_id, ""),
        pos=row.pos,
        behind=max(0, size - row.pos),
        waiting=counts.get("waiting", 0),
        failed=counts.get("failed", 0),
        failing_since=row.failing_since,
        next_at=row.next_at,
        created_at=row.created_at,
    )
