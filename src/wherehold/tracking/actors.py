"""Who a tracker or gateway is that reports with a secret of its own."""

from wherehold.accounts import secrets
from wherehold.accounts.actors import anonymous
from wherehold.kernel.actor import Actor
from wherehold.tracking.queries import intake

SOURCE = "gateway:"


def actor_for_gateway(secret: str) -> Actor | None:
    """Return who reports with a secret; none if it opens nothing. One statement.

    They may nothing but report, for themselves and the devices that they speak for.
    """
    if not secret.startswith(secrets.GATEWAY_PREFIX):
        return None
    device = intake.device_of(actor=anonymous("api"), digest=secrets.digest(secret))
    return Actor(f"device:{device.pk}", source=f"{SOURCE}{device.pk}") if device else None


def gateway_id(actor: Actor) -> int | None:
    """Return which device the actor is, if it is one."""
    kind, _, number = actor.name.partition(":")
    return int(number) if kind == "device" and actor.source.startswith(SOURCE) else None
