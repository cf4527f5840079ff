"""The short way in for what devices send one by one: small bodies, and a secret that is known.

Most of what a request costs is for people with a browser, or for senders that are strangers. Who
has shown a secret a moment ago, and sends a little of our own JSON, needs none of it. Whatever
is not clearly so goes the way of all requests, and is answered there; both ways answer the same.
"""

import io
import logging
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpResponse
from django.http.request import split_domain_port, validate_host
from django.utils import translation

from wherehold.accounts import known, secrets
from wherehold.accounts.actors import actor_for_token
from wherehold.ingest import intake
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Refusal
from wherehold.project import headers, problems
from wherehold.tracking.actors import actor_for_gateway

PATH = "/api/v1/readings"
BYTES_MAX = 16_384
BEARER = "Bearer "
# With one of these a request asks for more than to be taken in.
MORE = (
    *("HTTP_IDEMPOTENCY_KEY", "HTTP_TRANSFER_ENCODING", "HTTP_CONTENT_ENCODING", "HTTP_EXPECT"),
    "HTTP_ACCEPT_LANGUAGE",
)
log = logging.getLogger(__name__)
Start = Callable[..., Any]


def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes] | None:
    """Answer a request, if it may go the short way; None if not, and then it is as it came."""
    secret = _secret(environ)
    if not secret or (actor := _remembered(secret)) is None:
        return None
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    try:
        outcome = intake.take(
            actor=actor,
            sender=intake.sender_of(actor, secret),
            body=body,
            content_type=environ.get("CONTENT_TYPE", ""),
        )
    except Refusal as refusal:
        # The thread may still speak the language of whom it answered before.
        translation.activate(settings.LANGUAGE_CODE)
        return _send(problems.of_refusal(refusal), start)
    except Exception:
        # Nothing was acknowledged, and what is stored twice counts once: it is tried once more.
        log.warning("What a device sent is tried a second time", exc_info=True)
        environ["wsgi.input"] = io.BytesIO(body)
        return None
    content = orjson.dumps(intake.answer(outcome))
    start("200 OK", [*_always("application/json"), ("Content-Length", str(len(content)))])
    return [content]


def _secret(environ: Mapping[str, Any]) -> str:
    """Return the secret of a request that may go the short way; nothing of any other."""
    if environ["PATH_INFO"] != PATH or environ["REQUEST_METHOD"] != "POST":
        return ""
    header: str = environ.get("HTTP_AUTHORIZATION", "")
    size: str = environ.get("CONTENT_LENGTH", "")
    if not header.startswith(BEARER) or not (size.isascii() and size.isdigit()):
        return ""
    is_small = len(size) < 9 and int(size) <= BYTES_MAX
    is_plain = not environ.get("QUERY_STRING") and not any(name in environ for name in MORE)
    return header[len(BEARER) :] if is_small and is_plain and _is_ours(environ) else ""


def _remembered(secret: str) -> Actor | None:
    """Return whom a secret stands for, if that was looked up a moment ago. No statement."""
    if known.get(secrets.digest(secret)) is None:
        return None
    return actor_for_gateway(secret) or actor_for_token(secret)


def _is_ours(environ: Mapping[str, Any]) -> bool:
    return _is_host_of_ours(environ.get("HTTP_HOST", ""), tuple(settings.ALLOWED_HOSTS))


@lru_cache(maxsize=64)
def _is_host_of_ours(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


@lru_cache(maxsize=8)
def _always(content_type: str) -> list[tuple[str, str]]:
    """Return the headers that every answer of the API has."""
    return [("Content-Type", content_type), *headers.of_data().items()]


def _send(response: HttpResponse, start: Start) -> Iterable[bytes]:
    """Send an answer that was made for Django."""
    status = f"{response.status_code} {HTTPStatus(response.status_code).phrase}"
    said = list(response.items())
    names = {name for name, _ in said}
    always = _always(response["Content-Type"])
    said += [(name, value) for name, value in always if name not in names]
    start(status, [*said, ("Content-Length", str(len(response.content)))])
    return [response.content]
