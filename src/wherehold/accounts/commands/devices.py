"""Acts on phones: each has a key of its own, which outlives sessions."""

from django.db import transaction

from wherehold.accounts import access, events, secrets
from wherehold.accounts.models import Device, User
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound

NAME_MAX = 80


@transaction.atomic
def enrol_device(*, actor: Actor, user_id: int, name: str) -> tuple[Device, str]:
    """Give a phone of the actor's own a key and return it with its secret, shown this once.

    Only somebody who is signed in does so: a key makes no keys.

    Raises: NotFound, NotAllowed.
    Records: accounts.device_enrolled.
    """
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or actor.source != "web":
        raise NotFound({"what": "account", "key": user_id})
    if actor.party_id != user.party_id:
        raise NotAllowed({"actor": actor.name, "permission": "enrol phones of others"})
    at, secret = clock.now(), secrets.new_device()
    device = Device.objects.create(
        user=user, name=name.strip()[:NAME_MAX] or "Phone", digest=secret.digest, created_at=at
    )
    enrolled = events.DeviceEnrolled(subject_id=user.pk, device_id=device.pk)
    ledger.record([enrolled], actor=actor, happened_at=at)
    return device, secret.text


@transaction.atomic
def revoke_device(*, actor: Actor, device_id: int) -> Device:
    """Revoke one's own phone, or that of an account which one manages. It stops at once.

    Raises: NotFound, BeyondOwn.
    Records: accounts.device_revoked, unless it is revoked already.
    """
    device = Device.objects.filter(pk=device_id).first()
    unknown = NotFound({"what": "phone", "key": device_id})
    if device is None:
        raise unknown
    try:
        access.user_for_update(actor, device.user_id)
    except NotFound:
        raise unknown from None
    if device.revoked_at is None:
        device.revoked_at = clock.now()
        device.save(update_fields=["revoked_at"])
        revoked = events.DeviceRevoked(subject_id=device.user_id, device_id=device.pk)
        ledger.record([revoked], actor=actor, happened_at=device.revoked_at)
    return device


@transaction.atomic
def note_contact(*, actor: Actor, device_id: int, pending: int) -> None:
    """Write down that a phone was there, and how many acts it says that it still holds.

    Raises: NotFound, unless it is a phone of the actor's own.
    Records: nothing: it is no act.
    """
    mine = Device.objects.filter(pk=device_id, user__party=actor.party_id)
    if not mine.update(contact_at=clock.now(), pending=pending):
        raise NotFound({"what": "phone", "key": device_id})
