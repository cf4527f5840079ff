"""Problem details: the one shape in which the API says that something went wrong.

Source: RFC 9457; `type` is the address of the page that explains the code.
"""

import json
from typing import Any

import orjson
from django.http import HttpResponse, HttpResponseNotAllowed

from wherehold.kernel.errors import Refusal

MEDIA_TYPE = "application/problem+json"


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    fields: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    """Return an answer that says what went wrong, for a program and for a person."""
    body = {
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
        "fields": fields or [],
    }
    return HttpResponse(_bytes(body), status=status, content_type=MEDIA_TYPE)


def _bytes(body: dict[str, Any]) -> bytes:
    """Return a problem as JSON; what was asked for may be a number beyond what orjson writes."""
    try:
        return orjson.dumps(body, default=str)
    except TypeError:
        return json.dumps(body, default=str).encode()


def of_refusal(refusal: Refusal) -> HttpResponse:
    """Return a refusal with its stable code and the fields of every offender."""
    body = _bytes(refusal.as_problem())
    response = HttpResponse(body, status=refusal.status, content_type=MEDIA_TYPE)
    if refusal.retry_s:
        response["Retry-After"] = str(refusal.retry_s)
    return response


def not_signed_in() -> HttpResponse:
    """Return the answer to a call without a token that opens anything."""
    response = problem(401, "not_signed_in", "Not signed in", "Send a token that is valid.")
    response["WWW-Authenticate"] = 'Bearer realm="wherehold"'
    return response


def missing() -> HttpResponse:
    """Return the answer for an address that nothing has."""
    return problem(404, "not_found", "Not found", "There is nothing at this address.")


def wrong_method(answer: HttpResponseNotAllowed) -> HttpResponse:
    """Return the answer to a method that an address does not have, naming those it has."""
    allowed = answer["Allow"]
    detail = f"This address takes {allowed}."
    response = problem(405, "wrong_method", "Wrong method", detail, [{"allowed": allowed}])
    response["Allow"] = allowed
    return response


def failure() -> HttpResponse:
    """Return the answer to a fault of ours, which the log tells of."""
    return problem(500, "failure", "Something went wrong", "The fault has been logged.")
