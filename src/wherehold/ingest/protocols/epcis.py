"""EPCIS 2.0 capture: ObjectEvents, each sensor report as a reading of what it was seen with.

A device is the EPC that an event is about, else the sensor; the read point is the reader. Positions
are two reports of type Angle, `latitude` and `longitude`, in decimal degrees. Speed and altitude
are told in our units, whatever else is measured under type and unit: `temperature_cel`.

Source: gs1/EPCIS, May 2023: openapi.yaml, EPCIS-JSON-Schema.json, SensorDataExample14.
"""

from collections.abc import Iterator
from typing import Any

from wherehold.ingest.protocols.messages import (
    Bad,
    Malformed,
    Message,
    Said,
    number,
    parsed,
    reading,
    scalars,
    when,
)

# Codes of UNECE Recommendation 20, as GS1 has them.
SPEEDS = {"MTS": 1.0, "KMH": 1 / 3.6, "KNT": 1852 / 3600, "HM": 0.44704}
HEIGHTS = {"MTR": 1.0, "KMT": 1000.0, "CMT": 0.01, "FOT": 0.3048}
DEGREES = "DD"
VALUES = {"value": "", "minValue": "_min", "maxValue": "_max", "meanValue": "_mean"}
MORE = ("stringValue", "booleanValue", "hexBinaryValue", "uriValue", "exception")


def decode(message: Message) -> list[Said | Bad]:
    """Return what things and sensors said by the events of a message. Raises: Malformed."""
    return [one for event in _events(message) if _counts(event) for one in _readings(event)]


def _events(message: Message) -> list[Said]:
    """Return the events of a document, of the answer to a query, or one alone."""
    said = parsed(message.body)
    if not isinstance(said, dict):
        raise Malformed("The message is no EPCIS document.")
    if "eventTime" in said:
        return [said]
    body = _object(said.get("epcisBody"))
    body = _object(_object(body.get("queryResults")).get("resultsBody")) or body
    found = body.get("eventList")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Malformed("The message has no eventList of events.")
    return found


def _counts(event: Said) -> bool:
    """Say whether an event tells of something seen; one that takes another back does not."""
    return event.get("type") == "ObjectEvent" and "errorDeclaration" not in event


def _readings(event: Said) -> Iterator[Said | Bad]:
    """Yield what each EPC of an event said, for each of its sensors; a sighting where none did."""
    things = [one for one in _list(event.get("epcList")) if isinstance(one, str)]
    place = _object(event.get("readPoint")).get("id")
    elements = [one for one in _list(event.get("sensorElementList")) if isinstance(one, dict)]
    for element in elements or [{}]:
        about = _object(element.get("sensorMetadata"))
        sensor = about.get("deviceID") or about.get("deviceMetadata")
        try:
            at = when(about.get("time") or about.get("startTime") or event.get("eventTime"))
        except Bad as bad:
            yield bad
            continue
        heard = {"reader": place or (sensor if things else None)}
        measured = _measured(_list(element.get("sensorReport")))
        if things:
            yield from (reading(one, at, epc=one, **heard, **measured) for one in things)
        elif sensor:
            yield reading(sensor, at, **heard, **measured)
        elif element:
            yield Bad("missing_field", "An event names neither an EPC nor a sensor.")


def _measured(reports: list[Any]) -> Said:
    """Return what the reports of one sensor say, as a reading says it."""
    said: Said = {}
    sensors: Said = {}
    for report in reports:
        if isinstance(report, dict):
            given = _position(report) or _known(report)
            said |= given
            if not given:
                sensors |= _other(report)
    return said | {"sensors": sensors}


def _position(report: Said) -> Said:
    names = {"latitude": "lat", "longitude": "lon"}
    name = names.get(str(report.get("component")))
    value = number(report.get("value"))
    if name is None or value is None or report.get("uom") != DEGREES:
        return {}
    return {name: value}


def _known(report: Said) -> Said:
    unit, value = str(report.get("uom")), report.get("value")
    if _word(report.get("type")) == "Speed" and unit in SPEEDS:
        return _given("speed_mps", number(value, SPEEDS[unit]))
    if report.get("component") == "altitude" and unit in HEIGHTS:
        return _given("altitude_m", number(value, HEIGHTS[unit]))
    return {}


def _other(report: Said) -> Said:
    """Return what was measured, under a name that is made of type, component and unit."""
    parts = (_word(report.get(part)) for part in ("type", "component", "uom"))
    name = "_".join(part.lower() for part in parts if part)
    values = {f"{name}{ending}": report.get(key) for key, ending in VALUES.items()}
    more = {f"{name}_{key.lower()}": report.get(key) for key in MORE}
    return scalars(values | more)


def _given(name: str, value: float | None) -> Said:
    return {} if value is None else {name: value}


def _word(value: object) -> str:
    """Return the last part of a word that stands alone, behind a prefix, or in an address."""
    text = value if isinstance(value, str) else ""
    return text.rsplit("/", 1)[-1].rsplit(":", 1)[-1].removeprefix("MeasurementType-")


def _object(value: object) -> Said:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
