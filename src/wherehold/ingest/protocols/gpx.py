"""GPX: the points of tracks, and waypoints that say when.

The device is not named in the file. Elements of the network are never fetched: documents that
declare entities are refused.

Source: Topografix, GPX 1.1.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

from wherehold.ingest.protocols.messages import Bad, Malformed, Message, Said, reading, when

POINTS = frozenset({"trkpt", "wpt"})


def decode(message: Message) -> list[Said | Bad]:
    """Return the points in a file that say when; `device` stands in the address.

    Raises: Malformed.
    """
    if b"<!DOCTYPE" in message.body or b"<!ENTITY" in message.body:
        raise Malformed("A GPX file declares no entities.")
    try:
        root = fromstring(message.body)  # noqa: S314 - without entities there is nothing to expand
    except ParseError as error:
        raise Malformed(f"The file is not XML: {error}.") from None
    device = message.asked("device")
    return [_point(one, device) for one in root.iter() if _name(one) in POINTS]


def _point(point: Element, device: str) -> Said | Bad:
    said = {_name(one): (one.text or "").strip() for one in point.iter() if one is not point}
    try:
        lat, lon = float(point.get("lat", "")), float(point.get("lon", ""))
        at = when(said.get("time", ""))
        values = dict(_numbers(said))
    except Bad as bad:
        return bad
    except ValueError:
        return Bad("wrong_type", "lat, lon, ele, speed and course are numbers.")
    return reading(device, at, lat=lat, lon=lon, **values)


def _numbers(said: Said) -> Iterator[tuple[str, float]]:
    names = {"ele": "altitude_m", "speed": "speed_mps", "course": "heading_deg"}
    for name, field in names.items():
        if said.get(name):
            yield field, float(said[name])


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
