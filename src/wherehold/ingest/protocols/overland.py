"""Overland for iPhones: many positions in one message, sent again until it is told they are kept.

Source: aaronpk/Overland-iOS, README.
"""

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


def decode(message: Message) -> list[Said | Bad]:
    """Return the positions in a message. Raises: Malformed."""
    said = parsed(message.body)
    features = said.get("locations") if isinstance(said, dict) else None
    if not isinstance(features, list):
        raise Malformed("The message has no locations.")
    return [_position(one, message) for one in features]


def _position(feature: object, message: Message) -> Said | Bad:
    if not isinstance(feature, dict):
        return Bad("incomplete_position", "A position is a GeoJSON feature.")
    try:
        values, (lon, lat) = feature["properties"], feature["geometry"]["coordinates"][:2]
        at = when(values["timestamp"])
    except Bad as bad:
        return bad
    except (KeyError, TypeError, ValueError):
        return Bad("incomplete_position", "A position has coordinates and a timestamp.")
    device = values.get("device_id") or values.get("unique_id") or message.asked("device")
    motion = values.get("motion")
    return reading(
        device or "",
        at,
        lat=lat,
        lon=lon,
        accuracy_m=positive(values.get("horizontal_accuracy")),
        speed_mps=positive(values.get("speed")),
        heading_deg=positive(values.get("course")),
        altitude_m=number(values.get("altitude")),
        battery_pct=positive(values.get("battery_level"), 100.0),
        sensors=scalars({"motion": ", ".join(map(str, motion)) if motion else None}),
    )
