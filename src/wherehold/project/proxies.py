"""Reverse proxies: whose word about the caller's address and scheme is taken."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST")


class ForwardedMiddleware:
    """Takes address and scheme from X-Forwarded-* when a trusted proxy sent them.

    From anybody else the headers are dropped, so that nothing further in believes them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.trusted = [ip_network(text, strict=False) for text in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        chain, scheme, _ = (request.META.pop(name, "") for name in FORWARDED)
        if self._trusts(request.META.get("REMOTE_ADDR", "")):
            request.META["REMOTE_ADDR"] = self._caller(chain) or request.META["REMOTE_ADDR"]
            if scheme in {"http", "https"}:
                request.environ["wsgi.url_scheme"] = scheme  # type: ignore[attr-defined]
        return self.get_response(request)

    def _caller(self, chain: str) -> str:
        """Return the last address in the chain that is not one of our proxies."""
        for address in reversed([part.strip() for part in chain.split(",")]):
            if not self._trusts(address):
                return address if _is_address(address) else ""
        return ""

    def _trusts(self, address: str) -> bool:
        if not _is_address(address):
            return False
        return any(ip_address(address) in network for network in self.trusted)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
