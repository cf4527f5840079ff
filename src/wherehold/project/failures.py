"""What people and programs read when something is missing, refused or broken."""

import errno
import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from wherehold.kernel.errors import DiskFull, Refusal, Unavailable, from_database
from wherehold.project import problems

log = logging.getLogger(__name__)

FULL = {errno.ENOSPC, errno.EDQUOT}


def outage(error: BaseException) -> Unavailable | None:
    """Return what is away, or None when the fault is ours."""
    if isinstance(error, OSError):
        return DiskFull({}) if error.errno in FULL else None
    return from_database(error) if isinstance(error, Exception) else None


# What stands around a page when the database cannot be asked for it.
BARE = {"org": "Wherehold", "theme": "system", "at": {}}


def _page(
    request: HttpRequest, status: int, title: str, text: str, **context: object
) -> HttpResponse:
    context |= {"title": title, "text": text, "status": status}
    return render(request, "ui/failure.html", context, status=status)


def _is_call(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address that nothing has."""
    if _is_call(request):
        return problems.missing()
    return _page(request, 404, _("Not found"), _("There is nothing here that you may see."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what may not be done."""
    return _page(request, 403, _("Not allowed"), _("Your roles do not include this."))


def bad(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that makes no sense, such as one to a host that is not ours."""
    if _is_call(request):
        return problems.problem(400, "bad_request", "Bad request", "The request makes no sense.")
    text = _(
        "Set WHEREHOLD_URL to the address that you use, or list it in WHEREHOLD_ALLOWED_HOSTS."
    )
    return _page(request, 400, _("Not an address of this installation"), text)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours, which the log tells of."""
    if _is_call(request):
        return problems.failure()
    text = _("The fault has been logged. Nothing was half done: an act is stored whole or not.")
    return _page(request, 500, _("Something went wrong"), text, shell=BARE, picture="bug")


def unavailable(request: HttpRequest, what: Unavailable) -> HttpResponse:
    """Answer while the database or the disk is away."""
    if _is_call(request):
        return problems.of_refusal(what)
    response = _page(
        request, 503, str(what.title), str(what), shell=BARE, picture="plug-zap", code=what.code
    )
    response["Retry-After"] = str(what.retry_s)
    return response


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not come from a page of ours."""
    if _is_call(request):
        return problems.problem(403, "not_allowed", "Not allowed", "The CSRF token is missing.")
    text = _("Your sign-in may have ended in another tab. Load the page again and repeat the step.")
    return _page(request, 403, _("This form is out of date"), text)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal that a page did not show by itself: beside the form, or as a page.

    A swap by htmx gets the refusal alone, which goes to where refusals are shown.
    """
    context = {"title": str(refusal.title), "text": str(refusal), "code": refusal.code}
    if isinstance(refusal, Unavailable):
        return unavailable(request, refusal)
    if request.headers.get("HX-Request"):
        response = render(request, "ui/refusal.html", {"refusal": context}, status=refusal.status)
        response["HX-Retarget"] = "#refusals"
        response["HX-Reswap"] = "innerHTML"
        return response
    return _page(request, refusal.status, **context)


class FailureMiddleware:
    """Shows what a view did not answer by itself: refusals, and parts that are away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for what a view raised, unless it is a fault of ours."""
        if isinstance(error, Refusal):
            return refused(request, error)
        if what := outage(error):
            log.error("%s: %s", what.code, error)
            return unavailable(request, what)
        return None
