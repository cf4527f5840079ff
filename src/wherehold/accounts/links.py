"""Where one-time links lead: always the configured address, whatever host a request named."""

from urllib.parse import quote

from django.conf import settings

# Written out, since to ask for a route loads every page: half of what a start takes.
PATHS = {"sign_in": "/sign-in/link/", "invite": "/invitation/", "reset": "/reset/"}


def url_of(secret: str, purpose: str) -> str:
    """Return the address of a one-time link."""
    return f"{settings.PUBLIC_URL}{PATHS[purpose]}{quote(secret, safe='')}"
