"""Acts on devices: entering them, accepting those that wait, their secrets."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from wherehold.accounts import known, secrets
from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.tracking import access, events
from wherehold.tracking.models import Device, Secret, State
from wherehold.tracking.refusals import BadKey, BadKind, KeyTaken

KEY_MAX = 128
NAME_MAX = 200


@dataclass(frozen=True, kw_only=True)
class NewDevice:
    """A device to be entered. `gateway_id` is the one that speaks for it."""

    key: str
    kind: str = "other"
    name: str = ""
    gateway_id: int | None = None


@transaction.atomic
def add_devices(*, actor: Actor, devices: Sequence[NewDevice]) -> list[int]:
    """Enter devices, or accept those that wait under these keys, and return their ids in order.

    Raises: NotAllowed; NotFound for a gateway; BadKey, BadKind, KeyTaken, naming every one.
    Records: tracking.device_added for each.
    """
    access.must_manage(actor)
    _check(devices)
    access.devices_for_update(actor, {d.gateway_id for d in devices if d.gateway_id is not None})
    found = Device.objects.filter(key__in=bulk.among([d.key for d in devices]))
    there = {one.key: one for one in found.select_for_update()}
    if taken := [d.key for d in devices if d.key in there and there[d.key].added_at is not None]:
        raise KeyTaken(*({"key": key} for key in taken))
    at = clock.now()
    rows = []
    for draft in devices:
        row = there.get(draft.key) or Device(key=draft.key, first_at=at)
        row.kind, row.name, row.added_at = draft.kind, draft.name.strip()[:NAME_MAX], at
        row.gateway_id = draft.gateway_id or row.gateway_id
        rows.append(row)
    Device.objects.bulk_update(
        [row for row in rows if row.pk], ["kind", "name", "added_at", "gateway"], batch_size=1_000
    )
    Device.objects.bulk_create([row for row in rows if not row.pk], batch_size=1_000)
    State.objects.bulk_create(
        [State(device_id=row.pk) for row in rows], ignore_conflicts=True, batch_size=1_000
    )
    added = [
        events.DeviceAdded(
            subject_id=row.pk,
            key=row.key,
            device_kind=row.kind,
            name=row.name,
            was_waiting=row.key in there,
        )
        for row in rows
    ]
    ledger.record(added, actor=actor, happened_at=at)
    return [row.pk for row in rows]


@transaction.atomic
def change_device(
    *,
    actor: Actor,
    device_id: int,
    name: str | None = None,
    kind: str | None = None,
    gateway_id: int | None = None,
) -> Device:
    """Change name, kind or gateway of a device; what is None stays.

    Raises: NotAllowed, NotFound, BadKind.
    Records: tracking.device_changed, unless nothing is different.
    """
    [device] = access.devices_for_update(actor, [device_id])
    if gateway_id is not None:
        access.devices_for_update(actor, [gateway_id])
    given = {"name": name, "kind": kind, "gateway_id": gateway_id}
    wanted = {key: value for key, value in given.items() if value is not None}
    if kind is not None:
        _check([NewDevice(key=device.key, kind=kind)])
    was = {key: getattr(device, key) for key in wanted if getattr(device, key) != wanted[key]}
    if was:
        now = {key: wanted[key] for key in was}
        Device.objects.filter(pk=device.pk).update(**now)
        changed = events.DeviceChanged(subject_id=device.pk, was=was, now=now)
        ledger.record([changed], actor=actor, happened_at=clock.now())
        device.refresh_from_db()
    return device


@transaction.atomic
def make_secret(*, actor: Actor, device_id: int) -> str:
    """Give a device a secret to report with and return it, shown this once.

    The one it had before opens nothing more.

    Raises: NotAllowed, NotFound.
    Records: tracking.secret_made.
    """
    [device] = access.devices_for_update(actor, [device_id])
    at, secret = clock.now(), secrets.new_gateway()
    Secret.objects.filter(device=device, revoked_at=None).update(revoked_at=at)
    _forget()
    Secret.objects.create(device=device, digest=secret.digest, hint=secret.hint, created_at=at)
    made = events.SecretMade(subject_id=device.pk, hint=secret.hint)
    ledger.record([made], actor=actor, happened_at=at)
    return secret.text


@transaction.atomic
def revoke_secret(*, actor: Actor, device_id: int) -> None:
    """Let the secret of a device open nothing more. It stops at once.

    Raises: NotAllowed, NotFound.
    Records: tracking.secret_revoked, unless there is none.
    """
    [device] = access.devices_for_update(actor, [device_id])
    at = clock.now()
    if Secret.objects.filter(device=device, revoked_at=None).update(revoked_at=at):
        _forget()
        revoked = events.SecretRevoked(subject_id=device.pk)
        ledger.record([revoked], actor=actor, happened_at=at)


def _forget() -> None:
    """Have secrets looked up anew, at once and after the commit."""
    known.clear()
    transaction.on_commit(known.clear)


def _check(devices: Sequence[NewDevice]) -> None:
    """Refuse keys that cannot be, keys that come twice, and kinds that there are not."""
    bad = [d.key for d in devices if not _is_key(d.key)]
    if bad:
        raise BadKey(*({"key": key[:200]} for key in bad))
    known = ", ".join(Device.Kind.values)
    if kinds := [d.kind for d in devices if d.kind not in Device.Kind.values]:
        raise BadKind(*({"kind": kind, "known": known} for kind in kinds))
    keys = Counter(d.key for d in devices)
    if twice := [key for key, number in keys.items() if number > 1]:
        raise KeyTaken(*({"key": key} for key in twice))


def _is_key(key: str) -> bool:
    return 0 < len(key) <= KEY_MAX and key == key.strip() and "\0" not in key
