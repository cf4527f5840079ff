"""The requests that interfaces receive: always with an actor."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from wherehold.kernel.actor import Actor


class AuthedRequest(HttpRequest):
    """A request whose actor is known. Authentication sets `auth`, on pages and in the API."""

    auth: Actor


def is_fragment(request: HttpRequest) -> bool:
    """Say whether a part of a page was asked for, to be put into the one that shows."""
    return request.headers.get("HX-Request") == "true"


def leave(request: HttpRequest, url: str) -> HttpResponse:
    """Go on to a page when an act is done; from a part of a page, the whole of it is left."""
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
