"""Where devices send what they have to say, over HTTP."""

from typing import Any

import orjson
from django.http import HttpResponse
from ninja import Router

from wherehold.ingest import answers, credentials, intake
from wherehold.ingest.protocols import DECODERS
from wherehold.ingest.protocols.messages import Message
from wherehold.kernel import clock
from wherehold.kernel.errors import NotFound
from wherehold.tracking.instants import to_us
from wherehold.ui.request import AuthedRequest

router = Router(tags=["readings"])
_NUMBER: dict[str, Any] = {"type": "number"}
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 128}
READING: dict[str, Any] = {
    "type": "object",
    "required": ["device", "at"],
    "additionalProperties": False,
    "properties": {
        "device": _TEXT,
        "at": {
            "description": "RFC 3339 with an offset, or seconds or milliseconds since 1970.",
            "oneOf": [{"type": "string", "format": "date-time"}, _NUMBER],
        },
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "lon": {"type": "number", "minimum": -180, "maximum": 180},
        "accuracy_m": {"type": "number", "minimum": 0},
        "speed_mps": {"type": "number", "minimum": 0},
        "heading_deg": {"type": "number", "minimum": 0, "maximum": 360},
        "altitude_m": _NUMBER,
        "battery_pct": {"type": "number", "minimum": 0, "maximum": 100},
        "rssi_dbm": _NUMBER,
        "reader": _TEXT,
        "antenna": {"type": "integer", "minimum": 0, "maximum": 65535},
        "epc": _TEXT,
        "sensors": {
            "type": "object",
            "additionalProperties": {"type": ["number", "string", "boolean", "null"]},
        },
    },
}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["index", "code", "message"],
    "properties": {"index": _COUNT, "code": {"type": "string"}, "message": {"type": "string"}},
}
_ANSWER: dict[str, Any] = {
    "type": "object",
    "required": ["accepted", "stored", "duplicate", "rejected", "errors"],
    "properties": {
        **dict.fromkeys(("accepted", "stored", "duplicate", "rejected"), _COUNT),
        "errors": {"type": "array", "items": _ERROR},
    },
}
DOCUMENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "array", "items": READING}},
            "application/x-ndjson": {"schema": READING},
            "application/msgpack": {"schema": {"type": "array", "items": READING}},
        },
    },
    "responses": {
        200: {
            "description": "After the commit: what came of them, and why some were not taken.",
            "content": {"application/json": {"schema": _ANSWER}},
        }
    },
}


FOREIGN: dict[str, Any] = {
    "requestBody": {"content": {"application/json": {"schema": {}}}},
    "responses": {200: {"description": "After the commit, in the words of the protocol."}},
}
ASKED: dict[str, Any] = {"responses": FOREIGN["responses"]}
IN_ADDRESS = "osmand"


@router.post("/readings", openapi_extra=DOCUMENT)
def readings(request: AuthedRequest) -> HttpResponse:
    """Take readings in: an array, or one a line. Each is stored once, however often it comes.

    What is wrong with one is said by its index, and keeps no other out.
    """
    outcome = intake.take(
        actor=request.auth,
        sender=intake.sender_of(request.auth, credentials.shown(request)),
        body=request.body,
        content_type=request.content_type or "",
    )
    return HttpResponse(orjson.dumps(intake.answer(outcome)), content_type="application/json")


@router.post("/readings/{protocol}", openapi_extra=FOREIGN)
def foreign_readings(request: AuthedRequest, protocol: str) -> HttpResponse:
    """Take in what a device says in words of its own: osmand, owntracks, impinj and others.

    Devices that know no headers show their secret as password, or as `key` in the address.
    """
    return _take(request, protocol)


@router.get("/readings/{protocol}", openapi_extra=ASKED)
def asked_readings(request: AuthedRequest, protocol: str) -> HttpResponse:
    """Take in what a device says in the parameters of an address: osmand."""
    if protocol != IN_ADDRESS:
        raise NotFound({"what": "protocol", "key": protocol})
    return _take(request, protocol)


def _take(request: AuthedRequest, protocol: str) -> HttpResponse:
    if protocol not in DECODERS:
        raise NotFound({"what": "protocol", "key": protocol})
    asked = {name: said for name, said in request.GET.lists() if name != credentials.IN_ADDRESS}
    message = Message(request.body, to_us(clock.now()), request.content_type or "", asked)
    sender = intake.sender_of(request.auth, credentials.shown(request))
    outcome = intake.take_message(
        actor=request.auth, sender=sender, message=message, protocol=protocol
    )
    return answers.of(protocol, message, outcome)
