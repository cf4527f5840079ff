"""Zones as GeoJSON, in and out."""

from collections.abc import Iterable
from typing import Any

from wherehold.tracking.commands import NewZone
from wherehold.tracking.queries.zones import ZoneLine
from wherehold.tracking.refusals import BadZone

REACH = {"Point": ("radius_m", 1.0), "LineString": ("width_m", 0.5)}
FEATURES_MAX = 5_000


def read(said: dict[str, Any]) -> list[NewZone]:
    """Return the zones in a feature or a collection of them.

    Raises: BadZone.
    """
    features = said.get("features") if said.get("type") == "FeatureCollection" else [said]
    if not isinstance(features, list) or not 0 < len(features) <= FEATURES_MAX:
        raise BadZone({"zone": "features", "reason": f"From 1 to {FEATURES_MAX:,} features."})
    return [_zone(number, one) for number, one in enumerate(features)]


def collection(lines: Iterable[ZoneLine]) -> dict[str, Any]:
    """Return zones as a collection of features."""
    return {"type": "FeatureCollection", "features": [_feature(line) for line in lines]}


def _zone(number: int, feature: Any) -> NewZone:  # noqa: ANN401
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if isinstance(properties, dict) and properties.get("around_id") is not None:
        return _around(number, properties)
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or not isinstance(geometry, dict):
        reason = "It is a GeoJSON feature with geometry and properties."
        raise BadZone({"zone": f"features.{number}", "reason": reason})
    name, place_id = properties.get("name"), properties.get("place_id")
    named = isinstance(name, str) and "\0" not in name
    if not named or not (place_id is None or _is_id(place_id)):
        reason = "properties has a name and perhaps a place_id."
        raise BadZone({"zone": f"features.{number}", "reason": reason})
    field, share = REACH.get(str(geometry.get("type")), ("", 0.0))
    reach = _number(properties, field) if field else 0.0
    plain = {key: geometry.get(key) for key in ("type", "coordinates")}
    return NewZone(name=str(name).strip(), geometry=plain, reach_m=reach * share, place_id=place_id)


def _around(number: int, properties: dict[str, Any]) -> NewZone:
    """Return a circle around a thing: where that is now is said to readers, and not kept."""
    name, key = properties.get("name"), properties.get("around_id")
    if not isinstance(name, str) or "\0" in name or not _is_id(key):
        reason = "properties has a name, and around_id is the id of an asset."
        raise BadZone({"zone": f"features.{number}", "reason": reason})
    place_id = properties.get("place_id")
    return NewZone(
        name=name.strip(),
        reach_m=_number(properties, "radius_m"),
        around_id=key,
        place_id=place_id if _is_id(place_id) else None,
    )


def _number(properties: dict[str, Any], field: str) -> float:
    said = properties.get(field, 0)
    if isinstance(said, bool) or not isinstance(said, int | float):
        raise BadZone({"zone": str(properties["name"])[:80], "reason": f"{field} is a number."})
    return float(said)


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


def _feature(line: ZoneLine) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "name": line.name,
        "place_id": line.place_id,
        "place": line.place,
        "changed_at": line.changed_at,
    }
    field, share = ("radius_m", 1.0) if line.around else ("", 0.0)
    if line.around:
        more = {"around_id": line.around_id, "around": line.around, "seen_at": line.seen_at}
        properties |= more
    elif line.geometry:
        field, share = REACH.get(line.geometry["type"], ("", 0.0))
    if field:
        properties[field] = line.reach_m / share
    return {"type": "Feature", "id": line.id, "geometry": line.geometry, "properties": properties}
