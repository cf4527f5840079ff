"""How pages show refusals: in one place, for whole pages and for parts of one."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from wherehold.kernel.errors import Refusal

PICTURES = {403: "lock-keyhole", 404: "search-x", 409: "git-merge", 422: "circle-alert"}
LINES_MAX = 20


@dataclass(frozen=True)
class Shown:
    """A refusal in words: what, why, and each offender where there is more than one."""

    title: str
    text: str
    code: str
    lines: list[str]


def is_fragment(request: HttpRequest) -> bool:
    """Say whether a part of a page was asked for, to be put into it."""
    return request.headers.get("HX-Request") == "true"


def shown(refusal: Refusal) -> Shown:
    """Return a refusal in words."""
    message, fields = str(refusal.message), refusal.fields
    if len(fields) == 1:
        return Shown(str(refusal.title), str(refusal), refusal.code, [])
    lines = [message.format(**one) for one in fields[:LINES_MAX]]
    if more := len(fields) - len(lines):
        lines.append(_("And {more} more.").format(more=more))
    text = _("{count} things stand in the way. Nothing was done.").format(count=len(fields))
    return Shown(str(refusal.title), text, refusal.code, lines)


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a request that was refused: a note in the page that asked, or a page."""
    context = {"refusal": shown(refusal), "status": refusal.status}
    if is_fragment(request):
        response = render(request, "ui/refusal.html", context, status=refusal.status)
        response.headers["HX-Retarget"] = "#refusals"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    context["picture"] = PICTURES.get(refusal.status, "circle-alert")
    return render(request, "ui/refusal_page.html", context, status=refusal.status)


class RefusalMiddleware:
    """Turns refusals that a page does not show itself into answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal; leave every other error to others."""
        return answer(request, error) if isinstance(error, Refusal) else None
