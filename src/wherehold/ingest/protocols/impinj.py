"""Impinj IoT device interface: tag reads as an array (webhook) or one a line (stream).

A tag is the device and the reader's host name the reader. Only `tagInventory` events are reads.
`epc` is base64 with `-` and `_`, or hex stands in `epcHex`; RSSI is in hundredths.

Source: reelyactive/barnowl-impinj, May 2025; Impinj IoT device interface overview.
"""

from base64 import urlsafe_b64decode
from binascii import Error

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

CENTI = 0.01


def decode(message: Message) -> list[Said | Bad]:
    """Return the reads in a message. Raises: Malformed."""
    return [_read(one, message) for one in objects(message) if _is_read(one)]


def _is_read(event: Said) -> bool:
    is_named = event.get("eventType", "tagInventory") == "tagInventory"
    return is_named and isinstance(event.get("tagInventoryEvent"), dict)


def _read(event: Said, message: Message) -> Said | Bad:
    tag = event["tagInventoryEvent"]
    try:
        epc = _epc(tag)
        at = when(event.get("timestamp") or tag.get("lastSeenTime"))
    except Bad as bad:
        return bad
    named = {"tid": tag.get("tidHex"), "phase_deg": tag.get("phaseAngle")}
    return reading(
        epc,
        at,
        rssi_dbm=number(tag.get("peakRssiCdbm"), CENTI),
        antenna=tag.get("antennaPort"),
        reader=event.get("hostname") or message.asked("reader") or message.level(2) or None,
        epc=epc,
        sensors=scalars(named) | scalars({"frequency_khz": tag.get("frequency")}),
    )


def _epc(tag: Said) -> str:
    """Return the EPC of a tag in hex. Raises: Bad."""
    if text := tag.get("epcHex"):
        return str(text).upper()
    text = str(tag.get("epc") or "")
    if not text or set(text) & {"+", "/"}:
        raise Bad("bad_epc", "epc is no base64 with - and _, and there is no epcHex.")
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).hex().upper()
    except (Error, ValueError):
        raise Bad("bad_epc", "epc is no base64.") from None
