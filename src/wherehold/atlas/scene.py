"""What a map is given: pins and gathered pins, zones, places, and the words on it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from wherehold.atlas.asking import View
from wherehold.kernel.actor import Actor
from wherehold.register.queries import places
from wherehold.tracking import geojson
from wherehold.tracking.queries import pins, zones
from wherehold.tracking.queries.dwell import Heat
from wherehold.tracking.queries.pins import Cluster, Pin
from wherehold.tracking.words import KINDS
from wherehold.ui import icons

Given = Mapping[str, Sequence[str]]


def seen(actor: Actor, given: Given, view: View) -> dict[str, Any]:
    """Return what moves on a map: things, alone or gathered, and zones that go along with some."""
    found = pins.clusters(actor=actor, given=given, box=view.box, zoom=view.zoom)
    alone = [one.asset_id for one in found if one.number == 1]
    shown = pins.pins(actor=actor, given=given, box=view.box, asset_ids=alone) if alone else []
    along = [one for one in zones.going_along(actor=actor) if one.geometry]
    return {
        "along": geojson.collection(along)["features"],
        "number": sum(one.number for one in found),
        "clusters": [_cluster(one) for one in found if one.number > 1],
        "pins": drawn_pins(shown),
    }


def drawn_pins(found: Iterable[Pin]) -> list[dict[str, Any]]:
    """Return things as a map draws them."""
    return [_pin(one) for one in found]


def ground(actor: Actor) -> dict[str, Any]:
    """Return what stands on the map whatever moves: zones, places with coordinates."""
    lines = [one for one in zones.zones(actor=actor) if not one.around]
    located = places.located(actor=actor)
    return {
        "zones": geojson.collection(lines),
        "places": [
            {"id": one.id, "name": one.full_name, "lat": one.latitude, "lon": one.longitude}
            for one in located
        ],
    }


def heated(actor: Actor, heat: Heat) -> dict[str, Any]:
    """Return the same, where every zone says how long things stood in it, in steps."""
    drawn = ground(actor)
    steps = {one.zone_id: one for one in heat.zones}
    for feature in drawn["zones"]["features"]:
        one = steps.get(feature["id"])
        feature["properties"]["heat"] = one.step if one else 0
        if one:
            feature["properties"]["name"] += f" · {one.hours:.1f} h"
    return drawn


def _cluster(one: Cluster) -> dict[str, Any]:
    return {
        "lat": round(one.lat, 6),
        "lon": round(one.lon, 6),
        "number": one.number,
        "silent": one.silent,
        "astray": one.astray,
        "box": [one.south, one.west, one.north, one.east],
    }


def _pin(one: Pin) -> dict[str, Any]:
    return {
        "id": one.asset_id,
        "tag": one.tag,
        "name": one.name,
        "icon": icons.icon(one.icon, "s"),
        "lat": one.lat,
        "lon": one.lon,
        "at": one.at.isoformat(),
        "accuracy_m": one.accuracy_m,
        "speed_mps": one.speed_mps,
        "heading_deg": one.heading_deg,
        "battery_pct": one.battery_pct,
        "by": f"{KINDS.get(one.kind, one.kind)} {one.device}",
        "silent": one.silent,
        "astray": one.astray,
        "recorded": one.recorded,
        "url": reverse("desk:asset", args=[one.asset_id]),
        "trail": reverse("desk:asset-panel", args=[one.asset_id, "location"]),
    }
