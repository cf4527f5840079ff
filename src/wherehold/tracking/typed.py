"""What was typed of a zone: a circle by its middle or around a thing, or a shape as GeoJSON."""

from collections.abc import Mapping

import orjson
from django.utils.translation import gettext as _

from wherehold.tracking import geojson
from wherehold.tracking.commands import NewZone
from wherehold.tracking.refusals import BadZone


def zone(said: Mapping[str, str]) -> NewZone:
    """Return the zone that was typed.

    Raises: BadZone.
    """
    name = said.get("name", "").strip()
    text, around = said.get("geojson", "").strip(), said.get("around", "")
    if around.isascii() and around.isdigit() and len(around) < 19:
        return NewZone(name=name, around_id=int(around), reach_m=_radius_m(name, said))
    return _shape(name, text, said) if text else _circle(name, said)


def _radius_m(name: str, said: Mapping[str, str]) -> float:
    try:
        return float(said.get("radius_m", ""))
    except ValueError:
        raise BadZone({"zone": name, "reason": _("Give its radius in metres.")}) from None


def _circle(name: str, said: Mapping[str, str]) -> NewZone:
    try:
        lat, lon = (float(one) for one in said.get("middle", "").split(","))
        radius_m = float(said.get("radius_m", ""))
    except ValueError:
        reason = _("Give its middle as latitude, longitude and its radius in metres.")
        raise BadZone({"zone": name, "reason": reason}) from None
    return NewZone(
        name=name, geometry={"type": "Point", "coordinates": [lon, lat]}, reach_m=radius_m
    )


def _shape(name: str, text: str, form: Mapping[str, str]) -> NewZone:
    try:
        said = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadZone({"zone": name, "reason": _("The shape is not JSON.")}) from None
    is_feature = isinstance(said, dict) and said.get("type") == "Feature"
    geometry = said.get("geometry") if is_feature else said
    properties = (said.get("properties") or {}) if is_feature else {}
    place = form.get("place", "")
    if place.isascii() and place.isdigit():
        properties |= {"place_id": int(place)}
    [draft] = geojson.read(
        {"type": "Feature", "geometry": geometry, "properties": properties | {"name": name}}
    )
    return draft
