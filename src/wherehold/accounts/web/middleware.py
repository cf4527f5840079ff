"""Who is at a page: nobody gets further than the doors without having signed in.

Rights are read anew for each request, so what was revoked is gone with the next click. Nothing
is written here: when a session was last seen is noted in memory, and a job writes it down.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from wherehold.accounts import sessions, usage
from wherehold.accounts.actors import actor_for_user

API = "/api/"
# Every page that somebody who is not signed in may open. A test holds the list.
PUBLIC = frozenset(
    {
        "healthz",
        "readyz",
        "problem",
        "welcome",
        "account_login",
        "mfa_authenticate",
        "account_inactive",
        "accounts:passkey",
        "accounts:passkey-options",
        "accounts:link",
        "accounts:invitation",
        "accounts:reset",
        "accounts:forgotten",
        "labels:found",
        "labels:found-giai",
        "labels:found-grai",
        "stocktake:confirm",
        "handover:receive",
        "handover:code",
        "handover:received-photo",
        "reservations:calendar",
        "atlas:shared",
        "atlas:shared-pins",
        "atlas:shared-ground",
    }
)


class ActorMiddleware:
    """Sets `request.auth` for whoever is signed in, and leads everybody else to the door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        user = request.user
        if user.is_authenticated:
            request.auth = actor_for_user(user, "web")  # type: ignore[attr-defined]
            usage.session(sessions.digest(request.session.session_key or ""))
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Refuse who is not signed in, unless the page is one of the doors."""
        match = request.resolver_match
        is_public = match is not None and match.view_name in PUBLIC
        if is_public or hasattr(request, "auth") or request.path_info.startswith(API):
            return None
        return sign_in_first(request)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page and back: a panel's request leads the whole page there."""
    is_panel = request.headers.get("HX-Request") == "true"
    back = "" if is_panel or request.method != "GET" else request.get_full_path()
    url = reverse("account_login") + (f"?{urlencode({'next': back})}" if back else "")
    if not is_panel:
        return HttpResponseRedirect(url)
    response = HttpResponse(status=401)
    response["HX-Redirect"] = url
    return response
