"""What maps are answered: the same again costs next to nothing."""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any

import orjson
from django.http import (  # noqa: TID251 - what its pages answer with
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
)


def answer(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    """Answer with what is asked for; with no more than that it is the same, when it is."""
    return _told(request, said, "")


def answer_anew(
    request: HttpRequest, mark: Sequence[str], work: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """Answer as above, and do not even work out what is asked for while a mark stays the same.

    Who asks is part of the mark: one who may see less from now on is told anew.
    """
    asked = repr((request.GET.urlencode(), *mark)).encode()
    stamp = blake2b(asked, digest_size=9).hexdigest()
    if request.headers.get("If-None-Match", "").startswith(f'"{stamp}-'):
        return _guarded(HttpResponseNotModified(), request.headers["If-None-Match"])
    return _told(request, work(), f"{stamp}-")


def _told(request: HttpRequest, said: dict[str, Any], stamp: str) -> HttpResponse:
    body = orjson.dumps(said, default=str)
    digest = blake2b(body, digest_size=12).hexdigest()
    known = request.headers.get("If-None-Match", "").strip('"').rpartition("-")[2]
    same = known == digest
    made = HttpResponseNotModified() if same else HttpResponse(body, "application/json")
    return _guarded(made, f'"{stamp}{digest}"')


def _guarded(made: HttpResponse, tag: str) -> HttpResponse:
    made["ETag"] = tag
    made["Cache-Control"] = "private, no-cache"
    return made
