"""Times on pages are the organisation's, wherever the server stands."""

from collections.abc import Callable
from datetime import UTC, tzinfo

from django.db import Error
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from wherehold.kernel import clock


class ZoneMiddleware:
    """Shows times in the organisation's time zone, in UTC while that cannot be asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        with timezone.override(_zone()):
            return self.get_response(request)


def _zone() -> tzinfo:
    try:
        return clock.zone()
    except Error:
        return UTC
