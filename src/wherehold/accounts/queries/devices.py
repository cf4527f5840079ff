"""Questions about phones: whose they are, what they hold, when they were last there."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from wherehold.accounts import access
from wherehold.accounts.models import Device, User
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound


@dataclass(frozen=True)
class DeviceLine:
    """One phone. `pending` is what it last said that it holds; `open` whether its key works."""

    id: int
    user_id: int
    owner: str
    name: str
    created_at: datetime
    contact_at: datetime | None
    pending: int
    open: bool


def device(*, actor: Actor, device_id: int) -> DeviceLine:
    """Return a phone of the actor's own, also one that was revoked. One statement.

    Raises: NotFound.
    """
    found = _lines(Q(pk=device_id, user__party=actor.party_id))
    if not found:
        raise NotFound({"what": "phone", "key": device_id})
    return found[0]


def devices(*, actor: Actor, everybodys: bool = False) -> list[DeviceLine]:
    """List one's own phones, or those of every account that one manages. One statement.

    What holds something comes first. A revoked phone is left out unless it holds something.
    """
    owners = access.visible_or_own(actor) if everybodys else Q(party=actor.party_id)
    there = Q(revoked_at=None) | Q(pending__gt=0)
    return _lines(there & Q(user__in=User.objects.filter(owners).values("pk")))


def _lines(wanted: Q) -> list[DeviceLine]:
    found = Device.objects.filter(wanted).select_related("user__party")
    return [
        DeviceLine(
            id=one.pk,
            user_id=one.user_id,
            owner=one.user.party.name,
            name=one.name,
            created_at=one.created_at,
            contact_at=one.contact_at,
            pending=one.pending,
            open=one.revoked_at is None and one.user.is_active,
        )
        for one in found.order_by("-pending", "-pk")
    ]
