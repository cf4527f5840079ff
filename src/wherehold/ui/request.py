"""The requests that interfaces receive: always with an actor."""

from django.http import HttpRequest

from wherehold.kernel.actor import Actor


class AuthedRequest(HttpRequest):
    """A request whose actor is known. Authentication sets `auth`, on pages and in the API."""

    auth: Actor
