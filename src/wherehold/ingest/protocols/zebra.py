"""Zebra IoT Connector (FX, FXR, ATR readers): tag reads as objects, an array, or one a line.

The reader is not named in what it sends: it is the last part of the topic, or `reader` in the
address. Beats of the heart and switches are no reads.

Source: samples of Zebra's IoT Connector, 2023 to 2026.
"""

from wherehold.ingest.protocols.messages import (
    Bad,
    Message,
    Said,
    number,
    objects,
    reading,
    scalars,
    when,
)


def decode(message: Message) -> list[Said | Bad]:
    """Return the reads in a message. Raises: Malformed."""
    return [_read(one, message) for one in objects(message) if _is_read(one)]


def _is_read(event: Said) -> bool:
    data = event.get("data")
    return isinstance(data, dict) and bool(data.get("idHex"))


def _read(event: Said, message: Message) -> Said | Bad:
    data, epc = event["data"], str(event["data"]["idHex"]).upper()
    try:
        at = when(event.get("timestamp"))
    except Bad as bad:
        return bad
    return reading(
        epc,
        at,
        rssi_dbm=number(data.get("peakRssi")),
        antenna=data.get("antenna"),
        reader=message.asked("reader") or message.level(2) or None,
        epc=epc,
        sensors=scalars(data, "idHex", "peakRssi", "antenna", "format", "PC", "CRC"),
    )
