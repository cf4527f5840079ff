"""Where requests part: calls with a token, the first run, and everybody else."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, resolve

from wherehold.project import first_run, problems

API = "/api/"
WELCOME = "/welcome"
HEALTH = ("/healthz", "/readyz")
BEFORE_SETUP = (WELCOME, settings.STATIC_URL)

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# Addresses without a parameter, which are as many as there are: each is looked up once.
_plain: dict[str, ResolverMatch] = {}


class TokenDoorMiddleware:
    """Hands calls that carry a token straight to the API, and health checks to theirs.

    Cookies, sessions, languages and forms are a browser's; a token answers for itself, and
    whatever cookies come along with it count for nothing.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        is_call = "HTTP_AUTHORIZATION" in request.META and request.path_info.startswith(API)
        if not is_call and request.path_info not in HEALTH:
            return self.get_response(request)
        if is_call:
            request.get_host()  # Refuses host names that are not ours.
        request.COOKIES = {}
        match = request.resolver_match = _match(request.path_info)
        answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        if isinstance(answer, HttpResponseNotAllowed):
            return problems.wrong_method(answer)
        return answer


def _match(path: str) -> ResolverMatch:
    """Return what answers at an address. Raises: Http404."""
    if (found := _plain.get(path)) is None:
        found = resolve(path)
        if not found.kwargs and not found.args:
            _plain[path] = found
    return found


class FirstRunMiddleware:
    """Leads every page to the first-run page while there is no account."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if first_run.is_waiting() and not request.path_info.startswith(BEFORE_SETUP):
            return HttpResponseRedirect(WELCOME)
        return self.get_response(request)
