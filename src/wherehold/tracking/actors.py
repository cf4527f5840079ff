"""Who a tracker or gateway is that reports with a secret of its own."""

from wherehold.accounts import known, secrets
from wherehold.accounts.actors import anonymous
from wherehold.kernel.actor import Actor
from wherehold.tracking.queries import intake

SOURCE = "gateway:"


def actor_for_gateway(secret: str) -> Actor | None:
    """Return who reports with a secret; none if it opens nothing.

    They may nothing but report, for themselves and the devices that they speak for. One
    statement, and none while the secret was shown a moment ago.
    """
    if not secret.startswith(secrets.GATEWAY_PREFIX):
        return None
    digest = secrets.digest(secret)
    if (remembered := known.get(digest)) is not None:
        return remembered[1]
    device = intake.device_of(actor=anonymous("api"), digest=digest)
    if device is None:
        return None
    actor = Actor(f"device:{device.pk}", source=f"{SOURCE}{device.pk}")
    known.put(digest, device.pk, actor)
    return actor


def gateway_id(actor: Actor) -> int | None:
    """Return which device the actor is, if it is one."""
    kind, _, number = actor.name.partition(":")
    return int(number) if kind == "device" and actor.source.startswith(SOURCE) else None
