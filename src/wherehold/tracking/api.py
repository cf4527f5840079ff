"""Devices over REST: enter and bind them, and ask where things are by what they report."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Body as InBody
from ninja import Query, Router, Status
from pydantic import AwareDatetime, Field

from wherehold.kernel import clock
from wherehold.tracking import commands, geojson
from wherehold.tracking.commands import Bind, NewDevice
from wherehold.tracking.queries import (
    days,
    devices,
    intake,
    meters,
    passages,
    positions,
    trips,
    zones,
)
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Many, Page

router = Router(tags=["devices"])
Kind = Literal["gps", "ble", "rfid", "reader", "gateway", "phone", "sensor", "other"]
Key = Annotated[str, Field(min_length=1, max_length=128)]
DAY = timedelta(days=1)


class DeviceIn(Body):
    """A device to be entered, and, if it is on an asset already, on which."""

    key: Key
    kind: Kind = "other"
    name: str = Field("", max_length=200)
    gateway_id: Id | None = None
    asset_id: Id | None = None


class DevicePatch(Body):
    """What changes of a device."""

    kind: Kind | None = None
    name: str | None = Field(None, max_length=200)
    gateway_id: Id | None = None


class BindingIn(Body):
    """A device goes onto an asset or to a place; without an instant, now."""

    device: Key | None = None
    device_id: Id | None = None
    asset_id: Id | None = None
    place_id: Id | None = None
    starts_at: AwareDatetime | None = None


class UnbindIn(Body):
    """Devices come off what they are on; without an instant, now."""

    device_ids: list[Id] = Field(min_length=1, max_length=10_000)
    ends_at: AwareDatetime | None = None


class KeptIn(Body):
    """For how many days readings of a kind of device are kept; null is without limit.

    `person` stands for what things said while one person kept them; null is a day.
    """

    kind: Kind | Literal["person"]
    days: Annotated[int, Field(ge=1, le=36_500)] | None


class AskedOfDevices(Body):
    """Which devices a list shows."""

    waiting: bool | None = None
    search: Annotated[str, Field(max_length=200)] = ""
    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=devices.LIMIT_MAX)] = 50


class AskedOfTrack(Body):
    """Which span of a track; without one, the last day. `unsound` adds what was left out.

    `points` has it thinned to about so many, of what is sound.
    """

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    unsound: bool = False
    points: Annotated[int, Field(ge=2, le=positions.POINTS_MAX)] | None = None

    def span(self) -> tuple[datetime, datetime]:
        """Return where it begins and ends."""
        until = self.until or clock.now()
        return self.since or until - DAY, until


class AskedOfPassages(Body):
    """Of which thing, in which span; without one, the last day."""

    asset_id: Id
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None

    def span(self) -> tuple[datetime, datetime]:
        """Return where it begins and ends."""
        until = self.until or clock.now()
        return self.since or until - DAY, until


class AskedOfTrips(AskedOfPassages):
    """Of which thing, in which span; without one, the last day. `stands` adds where it stood."""

    stands: bool = False


class AskedOfVisits(Body):
    """Which visits a list shows: of a thing, in a zone, in a span."""

    asset_id: Id | None = None
    zone_id: Id | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    still: bool = False


@router.get("/devices", response=Page)
def list_devices(request: AuthedRequest, asked: Query[AskedOfDevices]) -> dict[str, Any]:
    """List devices by key; those with `waiting` sent something before anybody entered them."""
    lines, after = devices.page(actor=request.auth, **asked.model_dump())
    return {"items": [asdict(line) for line in lines], "next": after}


@router.post("/devices", response={201: Page})
def add_devices(request: AuthedRequest, body: Many[DeviceIn]) -> Status[Any]:
    """Enter devices, or accept those that wait under these keys; bind those with an asset."""
    bound = {one.key: one.asset_id for one in body if one.asset_id is not None}
    drafts = [NewDevice(**one.model_dump(exclude={"asset_id"})) for one in body]
    ids = commands.add_bound_devices(actor=request.auth, devices=drafts, assets=bound)
    lines = devices.some(actor=request.auth, device_ids=ids)
    return Status(201, {"items": [asdict(line) for line in lines], "next": None})


@router.get("/devices/{int:device_id}", response=dict[str, Any])
def read_device(request: AuthedRequest, device_id: int) -> dict[str, Any]:
    """Show one device."""
    return asdict(devices.one(actor=request.auth, device_id=device_id))


@router.patch("/devices/{int:device_id}", response=dict[str, Any])
def change_device(request: AuthedRequest, device_id: int, body: DevicePatch) -> dict[str, Any]:
    """Change what is sent of one device."""
    commands.change_device(actor=request.auth, device_id=device_id, **body.model_dump())
    return asdict(devices.one(actor=request.auth, device_id=device_id))


@router.post("/devices/{int:device_id}/secret", response={201: dict[str, str]})
def make_secret(request: AuthedRequest, device_id: int) -> Status[Any]:
    """Make the secret by which a device or gateway reports; shown this once, the old one ends."""
    return Status(201, {"secret": commands.make_secret(actor=request.auth, device_id=device_id)})


@router.post("/devices/{int:device_id}/secret/revoke", response={204: None})
def revoke_secret(request: AuthedRequest, device_id: int) -> Status[None]:
    """Let the secret of a device open nothing more."""
    commands.revoke_secret(actor=request.auth, device_id=device_id)
    return Status(204, None)


@router.get("/bindings", response=Page)
def list_bindings(
    request: AuthedRequest, device_id: Id | None = None, asset_id: Id | None = None
) -> dict[str, Any]:
    """List what devices were on, the newest first."""
    lines = devices.bindings(actor=request.auth, device_id=device_id, asset_id=asset_id)
    return {"items": [asdict(line) for line in lines], "next": None}


@router.post("/bindings", response={201: Page})
def bind(request: AuthedRequest, body: Many[BindingIn]) -> Status[Any]:
    """Bind devices, by id or key, to assets or places; a start in the past takes readings along."""
    known = devices.ids(actor=request.auth, keys=[one.device for one in body if one.device])
    binds = [
        Bind(
            device_id=one.device_id or known.get(one.device or "", 0),
            asset_id=one.asset_id,
            place_id=one.place_id,
            starts_at=one.starts_at,
        )
        for one in body
    ]
    made = commands.bind(actor=request.auth, binds=binds)
    return Status(201, {"items": [{"id": key} for key in made], "next": None})


@router.post("/bindings/end", response={204: None})
def unbind(request: AuthedRequest, body: UnbindIn) -> Status[None]:
    """Take devices off what they are on."""
    commands.unbind(actor=request.auth, **body.model_dump())
    return Status(204, None)


@router.get("/positions", response=Page)
def list_positions(
    request: AuthedRequest,
    at: AwareDatetime | None = None,
    asset_id: Annotated[list[Id] | None, Query()] = None,
) -> dict[str, Any]:
    """Say where things are by their devices, or were as at an instant."""
    if at is None:
        found = positions.now(actor=request.auth, asset_ids=asset_id)
    else:
        found = positions.at(actor=request.auth, instant=at, asset_ids=asset_id)
    return {"items": [vars(one) for one in found], "next": None}


@router.get("/assets/{int:asset_id}/track", response=dict[str, Any])
def track(request: AuthedRequest, asset_id: int, asked: Query[AskedOfTrack]) -> dict[str, Any]:
    """Return the positions of an asset in a span, in order; `more` says that it was cut off."""
    since, until = asked.span()
    if asked.points is not None:
        thinned = positions.trail(
            actor=request.auth, asset_id=asset_id, since=since, until=until, points=asked.points
        )
        return {"items": [asdict(one) for one in thinned], "more": False}
    points, more = positions.track(
        actor=request.auth, asset_id=asset_id, since=since, until=until, unsound=asked.unsound
    )
    return {"items": [asdict(one) for one in points], "more": more}


@router.get("/meters", response=Page)
def list_meters(
    request: AuthedRequest,
    asset_id: Annotated[list[Id], Query(min_length=1, max_length=100)],
    until: AwareDatetime | None = None,
) -> dict[str, Any]:
    """Say how far things went and how long, as at an instant.

    `engine_h` is null where no device says whether an engine runs.
    """
    told = meters.meter_readings(actor=request.auth, asset_ids=asset_id, until=until or clock.now())
    return {"items": [vars(one) for one in told], "next": None}


@router.get("/meters/days", response=Page)
def list_days(
    request: AuthedRequest,
    asset_id: Annotated[list[Id], Query(min_length=1, max_length=100)],
    since: AwareDatetime,
    until: AwareDatetime | None = None,
) -> dict[str, Any]:
    """Say what the days of things came to, in UTC: how far, how long under way, at rest, running.

    Days stay when the readings that they are made of are kept no longer.
    """
    span = {"since": since, "until": until or clock.now()}
    lines = days.of_assets(actor=request.auth, asset_ids=asset_id, **span)
    return {"items": [vars(one) for one in lines], "next": None}


@router.get("/zones", response=dict[str, Any])
def list_zones(request: AuthedRequest) -> dict[str, Any]:
    """Return the zones as a GeoJSON collection of features."""
    return geojson.collection(zones.zones(actor=request.auth))


@router.post("/zones", response={201: dict[str, Any]})
def save_zones(request: AuthedRequest, body: Annotated[dict[str, Any], InBody()]) -> Status[Any]:
    """Make zones, or change those of the same name: a GeoJSON feature or collection of them.

    `properties` has `name`, for a Point `radius_m`, for a LineString `width_m`, and perhaps
    `place_id`: what comes in is seen there.
    """
    ids = commands.save_zones(actor=request.auth, zones=geojson.read(body))
    return Status(201, geojson.collection(zones.zones(actor=request.auth, zone_ids=ids)))


@router.post("/zones/{int:zone_id}/archive", response={204: None})
def archive_zone(request: AuthedRequest, zone_id: int) -> Status[None]:
    """Let a zone count no more. What happened in it stays."""
    commands.archive_zones(actor=request.auth, zone_ids=[zone_id])
    return Status(204, None)


@router.get("/visits", response=Page)
def list_visits(request: AuthedRequest, asked: Query[AskedOfVisits]) -> dict[str, Any]:
    """List when things were in zones, the latest first; `still` narrows to those there now."""
    found = zones.visits(actor=request.auth, **asked.model_dump())
    return {"items": [asdict(one) for one in found], "next": None}


@router.get("/trips", response=dict[str, Any])
def list_trips(request: AuthedRequest, asked: Query[AskedOfTrips]) -> dict[str, Any]:
    """List the trips of a thing in a span, in order, by the instants of its positions.

    `gap` says that it was silent for long on the way, `more` that the list was cut off.
    """
    since, until = asked.span()
    found, more = trips.trips(
        actor=request.auth, asset_id=asked.asset_id, since=since, until=until, stands=asked.stands
    )
    return {"items": [asdict(one) for one in found], "next": None, "more": more}


@router.get("/passages", response=dict[str, Any])
def list_passages(request: AuthedRequest, asked: Query[AskedOfPassages]) -> dict[str, Any]:
    """List the zones that a thing went through between two positions, none of them within."""
    since, until = asked.span()
    found, more = passages.passages(
        actor=request.auth, asset_id=asked.asset_id, since=since, until=until
    )
    return {"items": [asdict(one) for one in found], "next": None, "more": more}


@router.get("/ingest/retention", response=Page)
def list_retention(request: AuthedRequest) -> dict[str, Any]:
    """Say for how many days readings are kept, by kind of device; null is without limit.

    `person` stands for what things said while one person kept them.
    """
    days = intake.retention(actor=request.auth)
    return {"items": [{"kind": kind, "days": n} for kind, n in days.items()], "next": None}


@router.post("/ingest/retention", response=Page)
def keep_readings(request: AuthedRequest, body: Many[KeptIn]) -> dict[str, Any]:
    """Say for how many days readings of kinds of devices are kept. What is older goes for good."""
    commands.keep_readings(actor=request.auth, days={one.kind: one.days for one in body})
    days = intake.retention(actor=request.auth)
    return {"items": [{"kind": kind, "days": n} for kind, n in days.items()], "next": None}


@router.get("/ingest/ledger", response=Page)
def ingest_ledger(request: AuthedRequest) -> dict[str, Any]:
    """Say what came of readings, by source: accepted = stored + duplicate + rejected."""
    lines = intake.counts(actor=request.auth)
    return {"items": [asdict(line) for line in lines], "next": None}


@router.get("/ingest/quarantine", response=Page)
def list_quarantine(
    request: AuthedRequest,
    cursor: Annotated[str, Query(max_length=2000)] = "",
    limit: Annotated[int, Query(ge=1, le=intake.LIMIT_MAX)] = 50,
) -> dict[str, Any]:
    """List messages that could not be read, the newest first."""
    lines, after = intake.quarantined(actor=request.auth, cursor=cursor, limit=limit)
    return {"items": [asdict(line) for line in lines], "next": after}


@router.get("/ingest/quarantine/{int:message_id}")
def read_quarantined(request: AuthedRequest, message_id: int) -> HttpResponse:
    """Fetch a message that could not be read, as it came."""
    body, _kind = intake.message(actor=request.auth, message_id=message_id)
    answer = HttpResponse(body, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="message-{message_id}"'
    return answer
