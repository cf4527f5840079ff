"""Acts on what devices are on. Binding anew never changes what was so before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.ledger import Event
from wherehold.register import access as register
from wherehold.register.queries import places
from wherehold.tracking import access, events, rolling, standing
from wherehold.tracking.commands.devices import NewDevice, add_devices
from wherehold.tracking.models import Binding, Device
from wherehold.tracking.refusals import BoundTwice, NotBound, OneOfBoth, TooEarly

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
SLACK = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Bind:
    """A device goes onto an asset or to a place, from an instant on: now, if none is said."""

    device_id: int
    asset_id: int | None = None
    place_id: int | None = None
    starts_at: datetime | None = None


@transaction.atomic
def bind(*, actor: Actor, binds: Sequence[Bind]) -> list[int]:
    """Bind devices to assets or places and return the ids of the bindings, in order.

    A device that waited is accepted by it. What it was on until then ends at the start of the
    new; readings of before count for the asset when the start lies in the past.

    Raises: NotAllowed, NotFound, OneOfBoth, TooEarly, BoundTwice.
    Records: tracking.bound, tracking.unbound or the same for places; tracking.device_added for
        those that had been waiting.
    """
    now = clock.now()
    devices = {d.pk: d for d in access.devices_for_update(actor, [b.device_id for b in binds])}
    wanted = [(b, b.starts_at or now) for b in binds]
    _check(actor, wanted, devices, now)
    ended = _end_open(wanted, devices)
    added = _accept([d for d in devices.values() if d.added_at is None], now)
    made = Binding.objects.bulk_create(
        [
            Binding(device_id=b.device_id, asset_id=b.asset_id, place_id=b.place_id, starts_at=at)
            for b, at in wanted
        ]
    )
    rolling.cut((b.device_id, at) for b, at in wanted)
    standing.settle(devices)
    bound = [(_bound(one, devices[one.device_id]), one.starts_at) for one in made]
    ledger.record_each([*added, *ended, *bound], actor=actor)
    return [one.pk for one in made]


@transaction.atomic
def add_bound_devices(
    *, actor: Actor, devices: Sequence[NewDevice], assets: Mapping[str, int]
) -> list[int]:
    """Enter devices, bind those with an asset under their key to it, and return their ids.

    Raises: as `add_devices` and `bind`.
    Records: as `add_devices` and `bind`.
    """
    ids = add_devices(actor=actor, devices=devices)
    by_key = dict(zip((one.key for one in devices), ids, strict=True))
    binds = [Bind(device_id=by_key[key], asset_id=asset) for key, asset in assets.items()]
    if binds:
        bind(actor=actor, binds=binds)
    return ids


@transaction.atomic
def unbind(*, actor: Actor, device_ids: Iterable[int], ends_at: datetime | None = None) -> None:
    """Take devices off what they are on, from an instant on: now, if none is said.

    Raises: NotAllowed, NotFound, NotBound.
    Records: tracking.unbound or tracking.taken_from_place for each.
    """
    now = clock.now()
    at = ends_at or now
    devices = {d.pk: d for d in access.devices_for_update(actor, device_ids)}
    open_ones = list(Binding.objects.filter(device__in=devices, ends_at=None, starts_at__lte=at))
    missing = devices.keys() - {one.device_id for one in open_ones}
    if missing or at > now + SLACK:
        off = missing or set(devices)
        raise NotBound(*({"device": str(devices[key]), "at": at} for key in sorted(off)))
    ended = [_ended(one, devices[one.device_id], at) for one in open_ones]
    Binding.objects.filter(pk__in=[one.pk for one in open_ones]).update(ends_at=at)
    rolling.cut((key, at) for key in devices)
    standing.settle(devices)
    ledger.record_each([(event, at) for event in ended], actor=actor)


def _check(
    actor: Actor,
    wanted: Sequence[tuple[Bind, datetime]],
    devices: dict[int, Device],
    now: datetime,
) -> None:
    """Refuse what cannot be bound so."""
    if off := [b for b, _ in wanted if (b.asset_id is None) == (b.place_id is None)]:
        raise OneOfBoth(*({"device": str(devices[b.device_id])} for b in off))
    late = [(b, at) for b, at in wanted if not EARLIEST <= at <= now + SLACK]
    if late:
        raise TooEarly(*({"device": str(devices[b.device_id]), "at": at} for b, at in late))
    if len(devices) < len(wanted):
        raise BoundTwice({"device": str(devices[wanted[0][0].device_id]), "at": now})
    assets = [b.asset_id for b, _ in wanted if b.asset_id is not None]
    register.assets_for_update(actor, assets, access.MANAGE)
    ids = {b.place_id for b, _ in wanted if b.place_id is not None}
    for place in places.known(actor=actor, place_ids=ids):
        if place.archived:
            raise NotFound({"what": "place", "key": place.id})
    if not actor.may_everywhere(access.MANAGE):
        raise NotAllowed({"actor": actor.name, "permission": access.MANAGE})
    _refuse_overlaps(wanted, devices)


def _refuse_overlaps(wanted: Sequence[tuple[Bind, datetime]], devices: dict[int, Device]) -> None:
    """Refuse a start at which a device was on something already that ended later, or not yet."""
    starts = {b.device_id: at for b, at in wanted}
    found = Binding.objects.filter(device__in=bulk.among(starts))
    off = {
        one.device_id
        for one in found
        if (one.ends_at is None and one.starts_at >= starts[one.device_id])
        or (one.ends_at is not None and one.ends_at > starts[one.device_id])
    }
    if off:
        said = ({"device": str(devices[key]), "at": starts[key]} for key in sorted(off))
        raise BoundTwice(*said)


def _end_open(
    wanted: Sequence[tuple[Bind, datetime]], devices: dict[int, Device]
) -> list[tuple[Event, datetime]]:
    """End what the devices are on at the start of the new."""
    starts = {b.device_id: at for b, at in wanted}
    found = list(Binding.objects.filter(device__in=bulk.among(starts), ends_at=None))
    for one in found:
        one.ends_at = starts[one.device_id]
    bulk.update(Binding, ("id", "ends_at"), [(one.pk, one.ends_at) for one in found])
    return [
        (_ended(one, devices[one.device_id], starts[one.device_id]), starts[one.device_id])
        for one in found
    ]


def _accept(waiting: Sequence[Device], now: datetime) -> list[tuple[Event, datetime]]:
    Device.objects.filter(pk__in=[one.pk for one in waiting]).update(added_at=now)
    return [
        (
            events.DeviceAdded(
                subject_id=one.pk,
                key=one.key,
                device_kind=one.kind,
                name=one.name,
                was_waiting=True,
            ),
            now,
        )
        for one in waiting
    ]


def _bound(one: Binding, device: Device) -> Event:
    kind = events.Bound if one.asset_id is not None else events.BoundToPlace
    subject_id = one.asset_id if one.asset_id is not None else one.place_id
    assert subject_id is not None
    return kind(
        subject_id=subject_id,
        device_id=device.pk,
        device=str(device),
        starts_at=clock.rfc3339(one.starts_at),
    )


def _ended(one: Binding, device: Device, at: datetime) -> Event:
    kind = events.Unbound if one.asset_id is not None else events.TakenFromPlace
    subject_id = one.asset_id if one.asset_id is not None else one.place_id
    assert subject_id is not None
    return kind(
        subject_id=subject_id,
        device_id=device.pk,
        device=str(device),
        ends_at=clock.rfc3339(at),
    )
