"""OsmAnd and Traccar Client: parameters in the address, or one JSON location a message.

The same words have other units in the two: speed is knots in parameters and metres a second in
JSON. What is -1 in JSON is not known.

Source: traccar/traccar, OsmAndProtocolDecoder and its tests, August 2026.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qs

from wherehold.ingest.protocols.messages import (
    Bad,
    Malformed,
    Message,
    Said,
    number,
    parsed,
    positive,
    reading,
    scalars,
    when,
)

KNOT_MPS = 0.514444
_KNOWN = frozenset(
    ("id", "deviceid", "timestamp", "lat", "lon", "location", "speed", "bearing", "heading",
     "altitude", "accuracy", "batt", "cell", "wifi", "notificationToken")
)  # fmt: skip


def decode(message: Message) -> list[Said | Bad]:
    """Return the reading in a message. Raises: Malformed where no device is named."""
    if "json" in message.content_type.lower():
        return [_object(parsed(message.body))]
    given = message.query or _form(message.body)
    try:
        return [_parameters(given, message)]
    except Bad as bad:
        return [bad]


def _form(body: bytes) -> Mapping[str, Sequence[str]]:
    return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)


def _object(said: object) -> Said | Bad:
    if not isinstance(said, dict) or not said.get("device_id"):
        raise Malformed("No device is named: device_id is missing.")
    place = said.get("location")
    if not isinstance(place, dict) or "timestamp" not in place:
        raise Malformed("There is no location with a timestamp.")
    coords, battery = _part(place, "coords"), _part(place, "battery")
    sensors = scalars(place, "timestamp", "uuid", "_", "age")
    sensors |= scalars(_part(place, "activity"), prefix="activity_")
    sensors |= scalars(_part(place, "extras")) | scalars({"floor": coords.get("floor")})
    sensors |= scalars({"charging": battery.get("is_charging")})
    try:
        at = when(place["timestamp"])
    except Bad as bad:
        return bad
    return reading(
        said["device_id"],
        at,
        lat=coords.get("latitude"),
        lon=coords.get("longitude"),
        accuracy_m=positive(coords.get("accuracy")),
        speed_mps=positive(coords.get("speed")),
        heading_deg=positive(coords.get("heading")),
        altitude_m=number(coords.get("altitude")),
        battery_pct=positive(battery.get("level"), 100.0),
        sensors=sensors,
    )


def _part(said: Said, name: str) -> Said:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _parameters(given: Mapping[str, Sequence[str]], message: Message) -> Said:
    flat = {name: values[0] for name, values in given.items() if values and values[0]}
    device = flat.get("id") or flat.get("deviceid")
    if not device:
        raise Malformed("No device is named: id is missing.")
    lat, lon = flat.get("lat"), flat.get("lon")
    if "location" in flat:
        lat, _, lon = flat["location"].partition(",")
    sensors = {name: _typed(value) for name, value in flat.items() if name not in _KNOWN}
    return reading(
        device,
        _instant(flat.get("timestamp"), message),
        lat=_float(lat, "lat"),
        lon=_float(lon, "lon"),
        accuracy_m=positive(_float(flat.get("accuracy"), "accuracy")),
        speed_mps=positive(_float(flat.get("speed"), "speed"), KNOT_MPS),
        heading_deg=positive(_float(flat.get("bearing") or flat.get("heading"), "bearing")),
        altitude_m=_float(flat.get("altitude"), "altitude"),
        battery_pct=positive(_float(flat.get("batt"), "batt")),
        sensors=sensors,
    )


def _instant(text: str | None, message: Message) -> datetime | int:
    if not text:
        return message.received
    return int(text) if text.lstrip("-").isdigit() else when(text)


def _float(text: str | None, name: str) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise Bad("wrong_type", f"{name} is no number: {text[:40]!r}.") from None


def _typed(text: str) -> float | bool | str:
    if text in {"true", "false"}:
        return text == "true"
    try:
        return float(text)
    except ValueError:
        return text
