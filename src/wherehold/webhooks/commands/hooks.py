"""Acts of people on webhooks."""

import re
from dataclasses import dataclass, field

import orjson
from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import clock, ledger, outbound, secrecy, sequencer, wake
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.webhooks import access, events, signing
from wherehold.webhooks.models import Delivery, Webhook
from wherehold.webhooks.refusals import BadWebhook

NAME_MAX = 80
KINDS_MAX = 50
TEST = "webhooks.test"
_KIND = re.compile(r"[a-z_]{1,40}\.(\*|[a-z_]{1,60})")


@dataclass(frozen=True, kw_only=True)
class NewWebhook:
    """A webhook as it is to be."""

    name: str
    url: str
    kinds: list[str] = field(default_factory=list)
    on: bool = True


@transaction.atomic
def save_webhook(
    *, actor: Actor, webhook: NewWebhook, webhook_id: int | None = None
) -> tuple[int, str]:
    """Make a webhook, or change one; return its id and, of a new one, its key, which is shown once.

    It is told of what comes from now on, with the rights of who made it at the time of telling.
    Who changes it makes it theirs.

    Raises: NotAllowed, also for who is no person; NotFound; BadWebhook; Forbidden.
    Records: webhooks.saved.
    """
    access.must_manage(actor)
    if actor.party_id is None:
        raise NotAllowed({"actor": actor.name, "permission": access.MANAGE})
    name, url = webhook.name.strip(), webhook.url.strip()
    kinds = list(dict.fromkeys(one.strip() for one in webhook.kinds if one.strip()))
    to = _check(name, url, kinds)
    secret = ""
    if webhook_id is None:
        secret = signing.make_secret()
        row = Webhook(created_at=clock.now(), pos=sequencer.size(), hidden=secrecy.hide(secret))
    else:
        row = access.for_update(actor, webhook_id)
    row.name, row.url, row.kinds, row.party_id = name, url, kinds, actor.party_id
    if webhook.on and not row.on:
        row.failing_since, row.next_at, row.off_why = None, None, ""
    row.on = webhook.on
    row.save()
    saved = events.Saved(subject_id=row.pk, name=name, host=to.host, kinds=kinds, on=row.on)
    ledger.record([saved], actor=actor, happened_at=clock.now())
    return row.pk, secret


@transaction.atomic
def make_secret(*, actor: Actor, webhook_id: int) -> str:
    """Let a webhook sign with a new key, and return it: it is shown once.

    Raises: NotAllowed, NotFound.
    Records: webhooks.secret_made.
    """
    row = access.for_update(actor, webhook_id)
    secret = signing.make_secret()
    row.hidden = secrecy.hide(secret)
    row.save(update_fields=["hidden"])
    made = events.SecretMade(subject_id=row.pk)
    ledger.record([made], actor=actor, happened_at=clock.now())
    return secret


@transaction.atomic
def replay(*, actor: Actor, webhook_id: int, pos: int) -> None:
    """Tell a webhook again of everything from a position in the ledger on, in order.

    What waits to be delivered is told in its turn; receivers know what they had by its number.

    Raises: NotAllowed, NotFound, BadWebhook.
    Records: webhooks.replayed.
    """
    row = access.for_update(actor, webhook_id)
    if not 0 <= pos <= sequencer.size():
        reason = _("From 0 to {most}.").format(most=sequencer.size())
        raise BadWebhook({"field": "pos", "reason": reason})
    waiting = Delivery.objects.filter(webhook=row, state=Delivery.State.WAITING, pos__gte=pos)
    waiting.exclude(kind=TEST).delete()
    row.pos, row.next_at = pos, None
    row.save(update_fields=["pos", "next_at"])
    again = events.Replayed(subject_id=row.pk, pos=pos)
    ledger.record([again], actor=actor, happened_at=clock.now())
    wake.after_commit(wake.JOBS)


@transaction.atomic
def try_webhook(*, actor: Actor, webhook_id: int) -> int:
    """Send a test to a webhook; return the number of the delivery.

    Raises: NotAllowed, NotFound.
    Records: nothing.
    """
    row = access.for_update(actor, webhook_id)
    now = clock.now()
    body = {"type": TEST, "timestamp": clock.rfc3339(now), "data": {}}
    made = Delivery.objects.create(
        webhook=row,
        pos=row.pos,
        event=f"test_{row.pk}_{int(now.timestamp())}",
        kind=TEST,
        body=orjson.dumps(body).decode(),
        created_at=now,
    )
    Webhook.objects.filter(pk=row.pk).update(next_at=None)
    wake.after_commit(wake.JOBS)
    return made.pk


@transaction.atomic
def remove_webhook(*, actor: Actor, webhook_id: int) -> None:
    """Remove a webhook. What it was told stays to be read in the ledger alone.

    Raises: NotAllowed, NotFound.
    Records: webhooks.removed.
    """
    row = access.for_update(actor, webhook_id)
    row.on, row.removed_at, row.hidden = False, clock.now(), ""
    row.save(update_fields=["on", "removed_at", "hidden"])
    Delivery.objects.filter(webhook=row).delete()
    gone = events.Removed(subject_id=row.pk)
    ledger.record([gone], actor=actor, happened_at=row.removed_at)


def _check(name: str, url: str, kinds: list[str]) -> outbound.Target:
    """Refuse what cannot be. Raises: BadWebhook, Forbidden."""
    if not 0 < len(name) <= NAME_MAX or "\0" in name:
        raise BadWebhook({"field": "name", "reason": _("A webhook has a name.")})
    if len(kinds) > KINDS_MAX or not all(map(_KIND.fullmatch, kinds)):
        reason = _("Kinds of entries, as custody.checked_out or custody.*.")
        raise BadWebhook({"field": "kinds", "reason": reason})
    to = outbound.target(url)
    try:
        outbound.checked(to.host, to.port)
    except outbound.Unreachable:
        pass  # It may be there tomorrow: it is checked again at each call.
    return to
