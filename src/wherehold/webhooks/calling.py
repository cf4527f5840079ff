"""Calling a webhook: one after the other, until all is told, something fails, or time is up."""

from time import monotonic

from wherehold.kernel import clock, outbound, secrecy
from wherehold.kernel.actor import Actor
from wherehold.kernel.jobs import Run
from wherehold.webhooks import commands, signing
from wherehold.webhooks.models import Delivery, Webhook

BUDGET_S = 5.0


def call(webhook_id: int, *, actor: Actor, run: Run | None = None) -> int:
    """Tell a webhook what waits for it, in order; return how many calls were made."""
    hook = Webhook.objects.filter(pk=webhook_id, removed_at=None).first()
    if hook is None or (hook.next_at is not None and hook.next_at > clock.now()):
        return 0
    secret, until, done = secrecy.reveal(hook.hidden), monotonic() + BUDGET_S, 0
    while monotonic() < until:
        waiting = Delivery.objects.filter(webhook=hook, state=Delivery.State.WAITING)
        one = waiting.order_by("pk").first()
        if one is None:
            break
        began = monotonic()
        status, answer = _post(hook.url, secret, one)
        took_ms = round((monotonic() - began) * 1_000)
        more = commands.finish(
            actor=actor, delivery_id=one.pk, status=status, answer=answer, took_ms=took_ms
        )
        done += 1
        if run is not None:
            run.step(done)
        if not more:
            break
    return done


def _post(url: str, secret: str, one: Delivery) -> tuple[int | None, str]:
    """Make one call, and return the status and what came back, or what kept it from coming.

    Why nobody could be reached is not told apart: it would tell of what is inside.
    """
    body = one.body.encode()
    headers = signing.headers(secret, one.event, clock.now(), body)
    try:
        answer = outbound.post(url, body, headers)
    except (outbound.Unreachable, outbound.Forbidden):
        return None, ""
    return answer.status, answer.text.replace("\0", "")
