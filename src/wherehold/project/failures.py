"""What people and programs read when something is missing, refused or broken."""

import errno
import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wherehold.project import problems

log = logging.getLogger(__name__)

FULL = {errno.ENOSPC, errno.EDQUOT}


def outage(error: BaseException) -> str | None:
    """Return a sentence on the part that is away, or None when the fault is ours."""
    if isinstance(error, OSError):
        return "The disk is full." if error.errno in FULL else None
    if not isinstance(error, InterfaceError | OperationalError):
        return None
    text = str(error).casefold()
    if "disk is full" in text or "no space left" in text:
        return "The disk is full."
    if "no such" in text or "syntax error" in text or "does not exist" in text:
        return None
    return "The database is busy." if "lock" in text else "The database is away."


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    context = {"title": title, "text": text, "status": status}
    return render(request, "project/failure.html", context, status=status)


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
    return _page(request, 500, _("Something went wrong"), text)


def unavailable(request: HttpRequest, what: str) -> HttpResponse:
    """Answer while the database or the disk is away."""
    if _is_call(request):
        return problems.unavailable(what)
    response = _page(request, 503, _("One moment"), _("A part of the system is away. Try again."))
    response["Retry-After"] = "5"
    return response


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not come from a page of ours."""
    if _is_call(request):
        return problems.problem(403, "not_allowed", "Not allowed", "The CSRF token is missing.")
    text = _("Your sign-in may have ended in another tab. Load the page again and repeat the step.")
    return _page(request, 403, _("This form is out of date"), text)
