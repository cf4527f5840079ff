"""Questions about devices: which there are, which wait, what they are on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from wherehold.kernel import bulk, cursors
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.queries import known
from wherehold.tracking import access
from wherehold.tracking.instants import from_us
from wherehold.tracking.models import Binding, Device, Secret, State

LIMIT_MAX = 500


@dataclass(frozen=True, kw_only=True)
class DeviceLine:
    """One device, and what it is on just now. `waiting` says that nobody has accepted it."""

    id: int
    key: str
    kind: str
    name: str
    gateway_id: int | None
    waiting: bool
    found_by: str
    first_at: datetime
    contact_at: datetime | None
    battery_pct: float | None
    asset_id: int | None
    asset: str
    place_id: int | None
    place: str
    bound_since: datetime | None
    secret_hint: str

    @property
    def label(self) -> str:
        """Return what people call it."""
        return self.name or self.key


@dataclass(frozen=True, kw_only=True)
class BindingLine:
    """One span of time in which a device was on something."""

    id: int
    device_id: int
    device: str
    asset_id: int | None
    place_id: int | None
    starts_at: datetime
    ends_at: datetime | None


def page(
    *,
    actor: Actor,
    waiting: bool | None = None,
    search: str = "",
    cursor: str = "",
    limit: int = 50,
) -> tuple[list[DeviceLine], str | None]:
    """List devices by key, and the cursor of the page after. Six statements at most.

    `waiting` narrows to those that nobody has accepted, or to the others.
    """
    limit = max(1, min(limit, LIMIT_MAX))
    found = Device.objects.filter(access.visible(actor))
    if waiting is not None:
        found = found.filter(added_at__isnull=waiting)
    if search:
        found = found.filter(Q(key__icontains=search) | Q(name__icontains=search))
    if cursor:
        found = found.filter(key__gt=cursors.read(cursor, str)[0])
    rows = list(found.order_by("key")[: limit + 1])
    after = cursors.write([rows[limit - 1].key]) if len(rows) > limit else None
    return _lines(actor, rows[:limit]), after


def one(*, actor: Actor, device_id: int) -> DeviceLine:
    """Return a device. Six statements at most.

    Raises: NotFound.
    """
    return some(actor=actor, device_ids=[device_id])[0]


def some(*, actor: Actor, device_ids: Sequence[int]) -> list[DeviceLine]:
    """Return devices in the order in which they are named. Six statements at most.

    Raises: NotFound, naming every one that is not there.
    """
    found = Device.objects.filter(access.visible(actor), pk__in=bulk.among(device_ids))
    rows = {row.pk: row for row in found}
    if missing := [key for key in device_ids if key not in rows]:
        raise NotFound(*({"what": "device", "key": key} for key in missing))
    return _lines(actor, [rows[key] for key in device_ids])


def counts(*, actor: Actor) -> tuple[int, int]:
    """Return how many devices there are, and how many of them wait to be accepted."""
    found = Device.objects.filter(access.visible(actor))
    return found.filter(added_at__isnull=False).count(), found.filter(added_at=None).count()


def ids(*, actor: Actor, keys: Iterable[str]) -> dict[str, int]:
    """Return devices by key. One statement."""
    found = Device.objects.filter(access.visible(actor), key__in=list(keys))
    return dict(found.values_list("key", "pk"))


def bindings(
    *, actor: Actor, device_id: int | None = None, asset_id: int | None = None, limit: int = 200
) -> list[BindingLine]:
    """Return what devices were on, the newest first. One statement."""
    seen = Device.objects.filter(access.visible(actor)).values("pk")
    found: QuerySet[Binding] = Binding.objects.filter(device__in=seen).select_related("device")
    if device_id is not None:
        found = found.filter(device=device_id)
    if asset_id is not None:
        found = found.filter(asset=asset_id)
    return [
        BindingLine(
            id=row.pk,
            device_id=row.device_id,
            device=str(row.device),
            asset_id=row.asset_id,
            place_id=row.place_id,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        )
        for row in found.order_by("-starts_at", "-pk")[:limit]
    ]


def _lines(actor: Actor, rows: list[Device]) -> list[DeviceLine]:
    keys = [row.pk for row in rows]
    states = State.objects.in_bulk(keys)
    on = {one.device_id: one for one in Binding.objects.filter(device__in=keys, ends_at=None)}
    hints = Secret.objects.filter(device__in=keys, revoked_at=None)
    secrets = dict(hints.values_list("device_id", "hint"))
    assets = known.assets(actor=actor, ids=[b.asset_id for b in on.values() if b.asset_id])
    places = known.places(actor=actor, ids=[b.place_id for b in on.values() if b.place_id])
    return [
        DeviceLine(
            id=row.pk,
            key=row.key,
            kind=row.kind,
            name=row.name,
            gateway_id=row.gateway_id,
            waiting=row.added_at is None,
            found_by=row.found_by,
            first_at=row.first_at,
            secret_hint=secrets.get(row.pk, ""),
            **_state(states.get(row.pk)),
            **_on(on.get(row.pk), assets, places),
        )
        for row in rows
    ]


def _state(state: State | None) -> dict[str, Any]:
    if state is None:
        return {"contact_at": None, "battery_pct": None}
    contact = from_us(state.contact_us) if state.contact_us else None
    return {"contact_at": contact, "battery_pct": state.battery_pct}


def _on(binding: Binding | None, assets: dict[int, str], places: dict[int, str]) -> dict[str, Any]:
    """Say what a device is on; what may not be seen is left out."""
    asset_id = binding.asset_id if binding and binding.asset_id in assets else None
    place_id = binding.place_id if binding and binding.place_id in places else None
    return {
        "asset_id": asset_id,
        "asset": assets.get(asset_id or 0, ""),
        "place_id": place_id,
        "place": places.get(place_id or 0, ""),
        "bound_since": binding.starts_at if binding else None,
    }
