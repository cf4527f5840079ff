"""The Things Stack v3: uplinks and solved locations of LoRaWAN devices, as webhook or over MQTT.

What is empty is left out. `decoded_payload` is what the formatter made of it; the gateway that
heard best is the reader.

Source: thethingsindustries.com, data formats of the application server, 2026.
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

_PLACE = ("latitude", "longitude", "altitude", "accuracy", "battery")


def decode(message: Message) -> list[Said | Bad]:
    """Return the reading in a message; none where it is about something else.

    Raises: Malformed.
    """
    said = parsed(message.body)
    ids = said.get("end_device_ids") if isinstance(said, dict) else None
    if not isinstance(ids, dict) or not (ids.get("dev_eui") or ids.get("device_id")):
        raise Malformed("No device is named: end_device_ids is missing.")
    device = str(ids.get("dev_eui") or ids["device_id"])
    up, solved = said.get("uplink_message"), said.get("location_solved")
    if not isinstance(up, dict) and not isinstance(solved, dict):
        return []
    return [_uplink(said, device, up if isinstance(up, dict) else {}, solved)]


def _uplink(said: Said, device: str, up: Said, solved: object) -> Said | Bad:
    try:
        at = when(up.get("received_at") or said.get("received_at"))
    except Bad as bad:
        return bad
    values = up.get("decoded_payload")
    values = values if isinstance(values, dict) else {}
    place = solved.get("location") if isinstance(solved, dict) else None
    where = place if isinstance(place, dict) else values
    has_place = "latitude" in where or "longitude" in where
    best = strongest(up.get("rx_metadata"))
    gateway = best.get("gateway_ids")
    return reading(
        device,
        at,
        lat=where.get("latitude", 0.0) if has_place else None,
        lon=where.get("longitude", 0.0) if has_place else None,
        altitude_m=number(where.get("altitude")),
        accuracy_m=positive(where.get("accuracy")),
        battery_pct=positive(values.get("battery")),
        rssi_dbm=number(best.get("rssi")),
        reader=gateway.get("gateway_id") if isinstance(gateway, dict) else None,
        sensors=scalars(values, *_PLACE) | scalars({"fport": up.get("f_port")}),
    )
