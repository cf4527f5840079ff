"""Theengs and OpenMQTTGateway: what a Bluetooth gateway hears, one beacon a message or several.

The gateway is named in the topic only (`home/<gateway>/BTtoMQTT/<MAC>`), or as `gateway` in the
address. Nothing says when: it counts as heard in the second in which it came. A beacon is known
by what it calls itself (iBeacon, Eddystone), since its address may change; else by its address.

Source: docs.openmqttgateway.com, BLE gateway; Apple and Google, the frames of beacons.
"""

from wherehold.ingest.protocols.messages import (
    Bad,
    Message,
    Said,
    number,
    objects,
    positive,
    reading,
    scalars,
)

APPLE_BEACON = "4c000215"
EDDYSTONE = "feaa"
UID_FRAME = "00"
_KNOWN = ("id", "mac", "rssi", "batt", "uuid", "major", "minor", "manufacturerdata",
          "servicedata", "servicedatauuid", "mac_type", "model_id", "mfid")  # fmt: skip


def decode(message: Message) -> list[Said | Bad]:
    """Return what was heard. Raises: Malformed."""
    return [_heard(one, message) for one in objects(message) if "id" in one]


def _heard(said: Said, message: Message) -> Said | Bad:
    return reading(
        _beacon(said),
        message.received.replace(microsecond=0),
        rssi_dbm=number(said.get("rssi")),
        battery_pct=positive(said.get("batt")),
        reader=message.asked("gateway") or message.level(1) or None,
        sensors=scalars(said, *_KNOWN),
    )


def _beacon(said: Said) -> str:
    """Return what a beacon is known by."""
    if "uuid" in said and "major" in said:
        return f"{said['uuid']}-{said['major']}-{said.get('minor', 0)}".lower()
    heard = str(said.get("manufacturerdata", "")).lower()
    if heard.startswith(APPLE_BEACON) and len(heard) >= 50:
        major, minor = int(heard[40:44], 16), int(heard[44:48], 16)
        return f"{heard[8:40]}-{major}-{minor}"
    frame = str(said.get("servicedata", "")).lower()
    if EDDYSTONE in str(said.get("servicedatauuid", "")).lower() and frame.startswith(UID_FRAME):
        return f"{frame[4:24]}-{frame[24:36]}"
    return str(said.get("mac") or said["id"]).upper()
