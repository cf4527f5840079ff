"""The REST API: which routers there are, who calls, and how a failure reads."""

import logging
from typing import IO, Any, cast

import orjson
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from wherehold import __version__
from wherehold.alerts import api as alerts
from wherehold.atlas import api as atlas
from wherehold.custody import api as custody
from wherehold.desk import api as _desk  # noqa: F401 - adds its calls to the register's router
from wherehold.finance import api as finance
from wherehold.handover import api as handover
from wherehold.importers import api as importers
from wherehold.ingest import api as ingest
from wherehold.kernel.errors import Refusal
from wherehold.kits import api as kits
from wherehold.labels import api as labels
from wherehold.loss import api as loss
from wherehold.project import body, failures, problems, wrong_secrets
from wherehold.project.authentication import (
    any_phone,
    bearer,
    gateway,
    in_address,
    password,
    phone,
    session,
)
from wherehold.project.document import DocumentedAPI
from wherehold.project.once import once
from wherehold.register import api as register
from wherehold.reservations import api as reservations
from wherehold.scan import api as scan
from wherehold.stocktake import api as stocktake
from wherehold.tracking import api as tracking
from wherehold.transfers import api as transfers
from wherehold.webhooks import api as webhooks

log = logging.getLogger(__name__)


class JSONParser(Parser):
    """Reads bodies: JSON within bounds."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the body as Python values. Raises: body.Unreadable."""
        return cast(dict[str, Any], body.parse(request.body))


class JSONRenderer(BaseRenderer):
    """Writes answers with orjson."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ANN401
        """Return the bytes of an answer."""
        return orjson.dumps(data, default=str)


api = DocumentedAPI(
    title="Wherehold",
    version=__version__,
    description="Where everything is, who holds it, what it is worth, what should happen next.",
    auth=[bearer, session],
    parser=JSONParser(),
    renderer=JSONRenderer(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
api.add_decorator(once(api.on_exception), mode="view")

for router in (
    importers.router,
    register.router,
    custody.router,
    kits.router,
    labels.router,
    reservations.router,
    finance.router,
    stocktake.router,
    handover.router,
    transfers.router,
    loss.router,
    scan.desk,
    tracking.router,
    atlas.router,
    alerts.router,
    webhooks.router,
):
    api.add_router("", router)
api.add_router(
    "",
    ingest.router,
    auth=[
        *(wrong_secrets.look, gateway, bearer, password, in_address, session),
        wrong_secrets.count,
    ],
)
api.add_router("", scan.router, auth=[phone, bearer, session])
api.add_router("", scan.outbox, auth=[any_phone, bearer, session])


@api.exception_handler(Refusal)
def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal."""
    return problems.of_refusal(refusal)


@api.exception_handler(ValidationError)
def refuse_values(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer values that do not fit, naming each by its path in what was sent."""
    fields = [
        {"field": _path(one["loc"]), "message": one["msg"], "type": one["type"]}
        for one in error.errors
    ]
    detail = " ".join(f"{one['field']}: {one['message']}." for one in fields[:3])
    return problems.problem(422, "invalid", "Invalid", detail, fields)


def _path(loc: tuple[str | int, ...]) -> str:
    """Return where a value stands: `body.0.price`, without the name of the parameter.

    Which of several types was tried stands behind it, and says nothing to whoever sent it.
    """
    parts = [str(part) for part in loc if not str(part).startswith("constrained-")]
    return ".".join(parts[:1] + parts[2:] if parts[:1] == ["body"] and parts[2:] else parts)


@api.exception_handler(HttpError)
def refuse_request(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer a request that did not come as far as a command."""
    cause = error.__cause__
    if isinstance(cause, body.Unreadable):
        title = "Not readable"
        return problems.problem(cause.status, cause.code, title, str(cause), cause.fields)
    if isinstance(error, AuthenticationError):
        return problems.not_signed_in()
    code = {400: "bad_request", 403: "not_allowed", 429: "too_many_calls"}
    name = code.get(error.status_code, "refused")
    return problems.problem(error.status_code, name, "Refused", str(error))


@api.exception_handler(MultiPartParserError)
@api.exception_handler(SuspiciousOperation)
def refuse_form(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer a form that cannot be taken apart."""
    detail = f"The form cannot be read: {error}."
    fields = [{"field": "body", "message": detail}]
    return problems.problem(400, "malformed_form", "Not readable", detail, fields)


@api.exception_handler(RequestDataTooBig)
def refuse_size(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """Answer a body that is too large to read."""
    body.discard(cast(IO[bytes], request))
    large = body.too_large()
    return problems.problem(large.status, large.code, "Too large", str(large), large.fields)


@api.exception_handler(Http404)
def miss(request: HttpRequest, error: Http404) -> HttpResponse:
    """Answer for what is not there."""
    return problems.missing()


@api.exception_handler(DataError)
@api.exception_handler(OverflowError)
def refuse_number(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer a number that no column holds."""
    log.info("A value is out of range: %s", error)
    return problems.problem(422, "out_of_range", "Out of range", "A number is out of range.")


@api.exception_handler(DatabaseError)
@api.exception_handler(OSError)
def fail_outside(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer while the database or the disk does not do its part."""
    if what := failures.outage(error):
        log.error("%s: %s", what.code, error)
        return problems.of_refusal(what)
    return fail(request, error)


@api.exception_handler(Exception)
def fail(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer a fault of ours: nothing of it for the caller, all of it for the log."""
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return problems.failure()
