"""ChirpStack v4: uplinks and locations of LoRaWAN devices, over HTTP (`?event=up`) or MQTT.

What is zero is left out: latitude exactly 0 too. What the codec made of the payload stands in
`object`; the gateway that heard best is the reader.

Source: chirpstack-docs, integrations and events, July 2026.
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
    strongest,
    when,
)

TAKEN = frozenset({"up", "location", "status"})
_PLACE = ("latitude", "longitude", "altitude", "accuracy", "battery")


def decode(message: Message) -> list[Said | Bad]:
    """Return the reading in an event; none of joins, acknowledgements and the like.

    Raises: Malformed.
    """
    event = message.asked("event") or message.level(5)
    said = parsed(message.body)
    info = said.get("deviceInfo") if isinstance(said, dict) else None
    if not isinstance(info, dict) or not info.get("devEui"):
        raise Malformed("No device is named: deviceInfo.devEui is missing.")
    return [_event(said, str(info["devEui"]).upper())] if event in TAKEN else []


def _event(said: Said, device: str) -> Said | Bad:
    try:
        at = when(said.get("time"))
    except Bad as bad:
        return bad
    values = said.get("object")
    values = values if isinstance(values, dict) else {}
    place = said.get("location")
    is_solved = isinstance(place, dict)
    where = place if isinstance(place, dict) else values
    has_place = is_solved or "latitude" in where or "longitude" in where
    best = strongest(said.get("rxInfo"))
    return reading(
        device,
        at,
        lat=where.get("latitude", 0.0) if has_place else None,
        lon=where.get("longitude", 0.0) if has_place else None,
        altitude_m=number(where.get("altitude")),
        accuracy_m=positive(where.get("accuracy")),
        battery_pct=positive(said.get("batteryLevel", values.get("battery"))),
        rssi_dbm=number(best.get("rssi")),
        reader=best.get("gatewayId"),
        sensors=scalars(values, *_PLACE) | scalars({"fport": said.get("fPort")}),
    )
