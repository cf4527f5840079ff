"""The headers of every answer: what a browser may load, keep and tell others.

No page has inline script, style or handler, so the policies need no exception. An answer that
sets a header itself keeps it: a download knows better than we what it is.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'; frame-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
    "object-src 'none'"
)
SCAN_PAGE = PAGE.replace(
    "script-src 'self';", "script-src 'self' 'wasm-unsafe-eval'; media-src 'self' blob:;"
)
# A worker does not inherit the policy of its page: its script carries its own.
STATIC = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
# Pages with a camera.
SCANNING = frozenset(
    f"scan:{name}" for name in ("scan", "act", "undo", "link", "claim", "condition", "go")
) | frozenset(
    f"stocktake:{name}" for name in ("counting", "scan", "take-back", "note", "decide-here")
)
# Pages with a map: where an installation names tiles, their origin and no other is let in.
MAPS = frozenset(
    {
        *("atlas:map", "atlas:dwell", "atlas:shared", "loss:search", "insights:overview"),
        *("desk:asset", "desk:asset-panel"),
    }
)
DATA = "default-src 'none'; frame-ancestors 'none'"

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(self), geolocation=(self), microphone=(), usb=(), serial=(), bluetooth=(), "
        "midi=(), payment=(), display-capture=()"
    ),
    "X-Frame-Options": "DENY",
}

ALWAYS_HTTPS = ALWAYS | {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


class HeadersMiddleware:
    """Sets the headers that an answer does not set itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        response = self.get_response(request)
        for name, value in always().items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", _policy(request, response))
        if not request.path_info.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
            if _is_page(response):
                patch_vary_headers(response, ["HX-Request", "Cookie"])
        return response


def always() -> dict[str, str]:
    """Return what goes with every answer; a site on https insists on it."""
    return ALWAYS_HTTPS if settings.IS_HTTPS else ALWAYS


def of_data() -> dict[str, str]:
    """Return the headers of an answer that is neither a page nor a file."""
    return {**always(), "Content-Security-Policy": DATA, "Cache-Control": "no-store"}


def _is_page(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html")


def _policy(request: HttpRequest, response: HttpResponseBase) -> str:
    if request.path_info.startswith(settings.STATIC_URL):
        return STATIC
    if not _is_page(response):
        return DATA
    match = request.resolver_match
    name = match.view_name if match else ""
    if name in MAPS and settings.MAP_TILES:
        return PAGE.replace("img-src 'self'", f"img-src 'self' {_origin(settings.MAP_TILES)}")
    return SCAN_PAGE if name in SCANNING else PAGE


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
