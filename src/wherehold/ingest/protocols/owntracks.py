"""OwnTracks, over HTTP and MQTT: one JSON object a message.

Whose phone it is says the topic (`owntracks/<user>/<device>`), or the address (`u`, `d`), or a
name of two letters. Speed is kilometres an hour; what is zero is left out by the app.

Source: owntracks/booklet, JSON and HTTP mode, June 2026.
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
)

KMH_MPS = 1 / 3.6
PLACES = frozenset({"location", "transition"})
_KNOWN = ("_type", "lat", "lon", "tst", "acc", "alt", "vel", "cog", "batt", "topic", "tid",
          "_id", "image", "created_at", "wtst")  # fmt: skip


def decode(message: Message) -> list[Said | Bad]:
    """Return the readings in a message: those that say where something is; none of the others.

    Raises: Malformed.
    """
    if not message.body.strip():
        return []  # A friend was removed.
    said = parsed(message.body)
    if not isinstance(said, dict) or "_type" not in said:
        raise Malformed("The message has no _type.")
    return [_place(said, message)] if said["_type"] in PLACES else []


def _place(said: Said, message: Message) -> Said | Bad:
    device = _device(said, message)
    if not device:
        return Bad("missing_field", "Neither topic nor address nor tid name a device.")
    at = number(said.get("tst"))
    if at is None:
        return Bad("bad_at", "tst is no number of seconds.")
    regions = said.get("inregions")
    inside = {"inregions": ", ".join(map(str, regions))} if isinstance(regions, list) else {}
    return reading(
        device,
        at,
        lat=said.get("lat"),
        lon=said.get("lon"),
        accuracy_m=positive(said.get("acc")),
        speed_mps=positive(said.get("vel"), KMH_MPS),
        heading_deg=positive(said.get("cog")),
        altitude_m=number(said.get("alt")),
        battery_pct=positive(said.get("batt")),
        sensors=scalars(said, *_KNOWN) | inside,
    )


def _device(said: Said, message: Message) -> str:
    """Return what stands for a phone: user/device, or what there is of it."""
    topic = message.topic or said.get("topic") or ""
    levels = str(topic).strip("/").split("/")
    if len(levels) >= 3:
        return f"{levels[1]}/{levels[2]}"
    user, device = message.asked("u"), message.asked("d")
    return "/".join(part for part in (user, device) if part) or str(said.get("tid") or "")
