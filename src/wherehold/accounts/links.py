"""Where one-time links lead: always the configured address, whatever host a request named."""

from django.conf import settings
from django.urls import reverse

ROUTES = {"sign_in": "accounts:link", "invite": "accounts:invitation", "reset": "accounts:reset"}


def url_of(secret: str, purpose: str) -> str:
    """Return the address of a one-time link."""
    return f"{settings.PUBLIC_URL}{reverse(ROUTES[purpose], args=[secret])}"
