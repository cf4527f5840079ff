"""NMEA 0183: what a receiver writes line by line, as recorded to a file.

A position is an RMC sentence that is valid; a GGA sentence of the same second adds the altitude.
Sentences whose checksum is wrong are told of and left out.

Source: gpsd, NMEA sentences in the wild.
"""

from datetime import UTC, datetime
from functools import reduce
from operator import xor

from wherehold.ingest.protocols.messages import Bad, Malformed, Message, Said, reading

KNOT_MPS = 0.514444


def decode(message: Message) -> list[Said | Bad]:
    """Return the positions in a file; `device` stands in the address.

    Raises: Malformed where no line is a sentence.
    """
    lines = [one.strip() for one in message.body.decode("ascii", "replace").splitlines()]
    sentences = [one for one in lines if one.startswith("$")]
    if not sentences:
        raise Malformed("No line of the file is an NMEA sentence.")
    heights: dict[str, float | None] = {}
    found: list[Said | Bad] = []
    for sentence in sentences:
        parts = _parts(sentence)
        if isinstance(parts, Bad):
            found.append(parts)
        elif parts[0].endswith("GGA") and len(parts) > 9:
            heights[parts[1]] = _height(parts[9])
        elif parts[0].endswith("RMC") and len(parts) > 9 and parts[2] == "A":
            found.append(_position(parts, message.asked("device")))
    for one in found:
        if isinstance(one, dict) and (height := heights.get(one.pop("clock"))) is not None:
            one["altitude_m"] = height
    return found


def _parts(sentence: str) -> list[str] | Bad:
    """Return the fields of a sentence whose checksum is right."""
    text, _, check = sentence[1:].partition("*")
    if check and check[:2].upper() != f"{reduce(xor, text.encode(), 0):02X}":
        return Bad("bad_checksum", f"The checksum of {sentence[:40]!r} is wrong.")
    return text.split(",")


def _position(parts: list[str], device: str) -> Said | Bad:
    try:
        at = datetime.strptime(f"{parts[9]} {parts[1][:6]}", "%d%m%y %H%M%S").replace(tzinfo=UTC)
        fraction = float(f"0{parts[1][6:]}") if parts[1][6:] else 0.0
        said = reading(
            device,
            at.replace(microsecond=round(fraction * 1e6)),
            lat=_degrees(parts[3], parts[4], 2),
            lon=_degrees(parts[5], parts[6], 3),
            speed_mps=round(float(parts[7]) * KNOT_MPS, 4) if parts[7] else None,
            heading_deg=float(parts[8]) if parts[8] else None,
        )
    except (ValueError, IndexError):
        return Bad("wrong_type", f"An RMC sentence cannot be read: {','.join(parts)[:60]!r}.")
    return said | {"clock": parts[1]}


def _height(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _degrees(text: str, side: str, width: int) -> float:
    """Return degrees from degrees and minutes run together."""
    value = int(text[:width]) + float(text[width:]) / 60
    return round(-value if side in {"S", "W"} else value, 7)
