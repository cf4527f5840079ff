"""What a sender shows: in the header, as a password, or, where it knows neither, in the address."""

from base64 import b64decode
from binascii import Error

from django.http import HttpRequest

IN_ADDRESS = "key"


def shown(request: HttpRequest) -> str:
    """Return the secret that came with a request, however it was shown; nothing if none did."""
    header: str = request.META.get("HTTP_AUTHORIZATION", "")
    kind, _, value = header.partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    if kind.lower() == "basic":
        return password(value.strip())
    return request.GET.get(IN_ADDRESS, "")


def password(value: str) -> str:
    """Return the password of a Basic header; nothing where it is none."""
    try:
        return b64decode(value, validate=True).decode().partition(":")[2]
    except (Error, UnicodeDecodeError, ValueError):
        return ""
