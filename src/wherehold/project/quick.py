"""The short way in for what devices send one by one: small bodies, and a secret that is known.

Most of what a request costs is for people with a browser, or for senders that are strangers. Who
has shown a secret a moment ago, and sends a little of our own JSON, needs none of it. Whatever
is not clearly so goes the way of all requests, and is answered there; both ways answer the same.
"""

import io
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import orjson
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils import translation

from wherehold.accounts import known, secrets, usage
from wherehold.ingest import intake
from wherehold.ingest.gathering import Small
from wherehold.ingest.protocols.messages import Malformed
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Refusal
from wherehold.project import headers, problems
from wherehold.project.sqlite import base as sqlite
from wherehold.tracking.commands import Outcome

PATH = "/api/v1/readings"
BYTES_MAX = 16_384
BEARER = "Bearer "
# With one of these a request asks for more than to be taken in.
MORE = (
    *("HTTP_IDEMPOTENCY_KEY", "HTTP_TRANSFER_ENCODING", "HTTP_CONTENT_ENCODING", "HTTP_EXPECT"),
    "HTTP_ACCEPT_LANGUAGE",
)
log = logging.getLogger(__name__)
# What stores tells all of a round, and does not wait for one that is tried again.
_others = ThreadPoolExecutor(2, "again")
Environ = dict[str, Any]
Tell = Callable[[int, list[tuple[str, str]], bytes], object]
Again = Callable[[Environ], object]


def take(environ: Environ, tell: Tell, again: Again) -> bool:
    """Say whether a request goes the short way; then it is told, at once or once it is stored.

    What fails after that is answered by `again`, the way of all requests.
    """
    secret = _secret(environ)
    if not secret or (actor := _remembered(secret)) is None:
        return False
    sqlite.map_pages()  # This thread may answer people next, over the same connection.
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    environ["wsgi.input"] = io.BytesIO(body)

    def hear(small: Small) -> None:
        if not _is_told(small.outcome, tell):
            _others.submit(again, environ)

    def ask() -> Outcome | None:
        return intake.take_soon(
            actor=actor,
            sender=intake.sender_of(actor, secret),
            body=body,
            content_type=environ.get("CONTENT_TYPE", ""),
            tell=hear,
        )

    return _is_told(ask, tell)


def _is_told(ask: Callable[[], Outcome | None], tell: Tell) -> bool:
    """Tell what came of a message, if that is known already; say whether all went well.

    If not, nothing was told, and what is stored twice counts once: it may be tried once more.
    """
    try:
        outcome = ask()
        if outcome is not None:
            tell(200, _always("application/json"), _said(outcome))
    except Refusal as refusal:
        _refuse(refusal, tell)
    except Malformed:
        return False  # The way of all keeps it with the reason, in a transaction of its own.
    except Exception:
        log.warning("What a device sent is tried a second time", exc_info=True)
        return False
    return True


def _said(outcome: Outcome) -> bytes:
    if outcome.problems:
        return orjson.dumps(intake.answer(outcome))
    return _plain(outcome.stored, outcome.duplicate)


@lru_cache(maxsize=256)
def _plain(stored: int, duplicate: int) -> bytes:
    """Return the answer to those with whom nothing was wrong: most get the same."""
    return orjson.dumps(intake.answer(Outcome(stored=stored, duplicate=duplicate)))


def _refuse(refusal: Refusal, tell: Tell) -> None:
    # The thread may still speak the language of whom it answered before.
    translation.activate(settings.LANGUAGE_CODE)
    response = problems.of_refusal(refusal)
    said = list(response.items())
    names = {name for name, _ in said}
    always = _always(response["Content-Type"])
    said += [(name, value) for name, value in always if name not in names]
    tell(response.status_code, said, response.content)


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
    found = known.get(secrets.digest(secret))
    if found is None:
        return None
    if secret.startswith(secrets.TOKEN_PREFIX):
        usage.token(found[0])
    return found[1]


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
