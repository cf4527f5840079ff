"""Acts of the background: what is to be told, and what came of it."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.accounts.actors import actor_for_party
from wherehold.kernel import clock, ledger, outbox, readers, sequencer
from wherehold.kernel.actor import Actor
from wherehold.webhooks import events, telling
from wherehold.webhooks.models import Delivery, Webhook

PAGE = 500
WAITING_MAX = 1_000
TRIES = 8
WAIT_S_MAX = 6 * 3_600
FAILING_MAX = timedelta(days=3)
KEPT = timedelta(days=30)


@transaction.atomic
def gather(*, actor: Actor, webhook_id: int) -> int:
    """Look at the next page of the ledger for a webhook; return how many entries it is told of.

    It stops looking while so much waits that the receiver does not keep up: the ledger keeps it.

    Raises: nothing.
    Records: webhooks.switched_off when who made it may read nothing any more.
    """
    hooks = Webhook.objects.select_for_update(skip_locked=True)
    row = hooks.filter(pk=webhook_id, on=True).first()
    if row is None:
        return 0
    waiting = Delivery.objects.filter(webhook=row, state=Delivery.State.WAITING)
    if waiting.count() >= WAITING_MAX:
        return 0
    entries, pos = readers.after(row.pos, limit=PAGE)
    if pos == row.pos:
        return 0
    owner = actor_for_party(row.party_id, "webhook")
    if owner is None or not owner.grants:
        _switch_off(actor, row, "no_rights")
        return 0
    wanted = [one for one in entries if telling.matches(one.kind, row.kinds) and one.data]
    told = telling.bodies(owner, wanted)
    places = sequencer.positions_of([entry.pk for entry, _body in told])
    now = clock.now()
    Delivery.objects.bulk_create(
        [
            Delivery(
                webhook=row,
                pos=places[entry.pk],
                event=telling.event_of(entry),
                kind=entry.kind,
                body=body,
                created_at=now,
            )
            for entry, body in told
        ]
    )
    row.pos = pos
    row.save(update_fields=["pos"])
    return len(told)


@transaction.atomic
def finish(
    *, actor: Actor, delivery_id: int, status: int | None, answer: str, took_ms: int
) -> bool:
    """Note what came of a call, and say whether the next one may be made at once.

    What fails is tried again, later and later, and holds back what comes after it, so that the
    order is kept; after eight times it is given up. After days of failure the webhook is off.

    Raises: nothing.
    Records: webhooks.switched_off.
    """
    row = Delivery.objects.select_for_update().filter(pk=delivery_id).first()
    hook = Webhook.objects.select_for_update().filter(pk=row.webhook_id).first() if row else None
    if row is None or hook is None:
        return False
    now, good = clock.now(), status is not None and 200 <= status < 300
    row.attempts, row.status, row.answer = row.attempts + 1, status, answer[:500]
    row.took_ms, row.tried_at = took_ms, now
    if good:
        row.state, hook.failing_since, hook.next_at = Delivery.State.DELIVERED, None, None
    else:
        if row.attempts >= TRIES:
            row.state = Delivery.State.FAILED
        hook.failing_since = hook.failing_since or now
        wait_s = min(WAIT_S_MAX, 5 * 4 ** (row.attempts - 1))
        hook.next_at = now + timedelta(seconds=wait_s)
    row.save()
    hook.save(update_fields=["failing_since", "next_at"])
    if hook.failing_since is not None and now - hook.failing_since >= FAILING_MAX:
        _switch_off(actor, hook, "failing")
    return good and hook.on


@transaction.atomic
def clean_up(*, actor: Actor) -> int:
    """Forget deliveries of more than thirty days ago; return how many.

    Raises: nothing.
    Records: nothing.
    """
    del actor
    old = Delivery.objects.filter(created_at__lt=clock.now() - KEPT)
    return old.exclude(state=Delivery.State.WAITING).delete()[0]


def _switch_off(actor: Actor, hook: Webhook, why: str) -> None:
    """Tell a webhook nothing more, and tell who made it."""
    hook.on, hook.off_why = False, why
    hook.save(update_fields=["on", "off_why"])
    off = events.SwitchedOff(subject_id=hook.pk, why=why)
    ledger.record([off], actor=actor, happened_at=clock.now())
    if hook.party.email:
        link = f"{settings.PUBLIC_URL}/settings/webhooks/{hook.pk}"
        outbox.send(
            to=hook.party.email,
            subject=_("Webhook {name} is off").format(name=hook.name),
            text=_("It failed for days, or your rights do not suffice any more.") + f"\n\n{link}\n",
            purpose="webhook",
            link=link,
        )
