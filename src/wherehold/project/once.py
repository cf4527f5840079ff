"""`Idempotency-Key` on every POST: the same call twice does its work once.

The key is stored in the transaction of the command, together with the answer. A call that is
refused leaves no key, so it may be mended and sent again under the same one.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from hashlib import sha256
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from wherehold.kernel import idempotency
from wherehold.project import body
from wherehold.project.authentication import bearer, session

Run = Callable[..., HttpResponse]
JSON = "application/json"


class _Refused(Exception):
    """Carries an answer that is not to be kept out of the transaction, which rolls back."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def once(explain: Callable[[HttpRequest, Exception], HttpResponse]) -> Callable[[Run], Run]:
    """Return a decorator that runs an operation under the caller's idempotency key.

    `explain` answers for what is refused before the operation is reached.
    """

    def decorate(run: Run) -> Run:
        @wraps(run)
        def wrapper(request: HttpRequest, **parameters: Any) -> HttpResponse:  # noqa: ANN401
            if request.method != "POST" or "Idempotency-Key" not in request.headers:
                return run(request, **parameters)
            try:
                return _under_key(request, lambda: run(request, **parameters))
            except _Refused as refused:
                return refused.response
            except Exception as error:  # noqa: BLE001
                return explain(request, error)

        return wrapper

    return decorate


def _under_key(request: HttpRequest, run: Callable[[], HttpResponse]) -> HttpResponse:
    actor = bearer(request) or session(request)
    if actor is None:
        return run()

    def answer() -> idempotency.Answer:
        response = run()
        if response.status_code >= 400:
            raise _Refused(response)
        return response.status_code, response["Content-Type"].encode() + b"\n" + response.content

    key, token = request.headers["Idempotency-Key"], _token(request)
    status, kept = idempotency.replay_or_run(actor, key, _digest(request), answer, token=token)
    kind, _, content = kept.partition(b"\n")
    return HttpResponse(content, status=status, content_type=kind.decode())


def _token(request: HttpRequest) -> str:
    """Return what stands for the caller's token, if there is one: keys are unique by it."""
    header = request.META.get("HTTP_AUTHORIZATION", "")
    return sha256(header.encode()).hexdigest()[:32] if header else ""


def _digest(request: HttpRequest) -> bytes:
    """Return the digest of what a call says, however its body is spaced or ordered."""
    found = sha256(f"{request.method} {request.get_full_path()}\n".encode())
    for part in _parts(request):
        found.update(part)
    return found.digest()


def _parts(request: HttpRequest) -> Iterator[bytes]:
    if request.content_type == "multipart/form-data":
        yield orjson.dumps(sorted((k, v) for k, v in request.POST.lists()))
        for name, files in sorted(request.FILES.lists()):
            yield name.encode()
            for file in files:
                yield from file.chunks()
                file.seek(0)
        return
    try:
        yield orjson.dumps(body.parse(request.body), option=orjson.OPT_SORT_KEYS)
    except body.Unreadable:
        yield request.body
