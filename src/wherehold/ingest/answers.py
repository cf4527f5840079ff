"""What a device is answered in its own words. Whatever else a phone hears, it sends again."""

import orjson
from django.http import HttpResponse

from wherehold.ingest import intake
from wherehold.ingest.protocols.messages import Message
from wherehold.tracking.commands import Outcome

JSON = "application/json"


def of(protocol: str, message: Message, outcome: Outcome) -> HttpResponse:
    """Return what a protocol wants to hear of what came of a message."""
    if protocol == "osmand":
        return _osmand(message, outcome)
    if protocol == "owntracks":
        return HttpResponse(b"[]", content_type=JSON)
    if protocol == "overland":
        return HttpResponse(b'{"result":"ok"}', content_type=JSON)
    return HttpResponse(orjson.dumps(intake.answer(outcome)), content_type=JSON)


def _osmand(message: Message, outcome: Outcome) -> HttpResponse:
    """Answer with nothing; 404 for a device that is not known in JSON, 400 otherwise."""
    if not outcome.problems:
        return HttpResponse(b"", content_type="text/plain")
    [first, *_] = outcome.problems
    is_unknown = first.code == "unknown_device" and "json" in message.content_type
    return HttpResponse(first.message, status=404 if is_unknown else 400, content_type="text/plain")
