"""The requests that interfaces receive: always with an actor."""

from django.http import HttpRequest

from wherehold.kernel.actor import Actor


class AuthedRequest(HttpRequest):
    """A request whose actor is known. Authentication sets `auth`, on pages and in the API."""

    auth: Actor


def is_fragment(request: HttpRequest) -> bool:
    """Say whether a part of a page was asked for, to be put into the one that shows."""
    return request.headers.get("HX-Request") == "true"
