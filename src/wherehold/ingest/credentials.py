"""What a sender shows: in the header, as a password, or, where it knows neither, in the address."""

from base64 import b64decode
from binascii import Error

from django.http import HttpRequest

IN_ADDRESS = "key"
NAMES = ("id", "deviceid", "device", "u")


def shown(request: HttpRequest) -> str:
    """Return the secret that came with a request, however it was shown; nothing if none did."""
    header: str = request.META.get("HTTP_AUTHORIZATION", "")
    kind, _, value = header.partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    if kind.lower() == "basic":
        return _basic(value.strip())[1]
    return request.GET.get(IN_ADDRESS, "")


def called(request: HttpRequest) -> str:
    """Return what a sender calls itself beside its secret; nothing where it does not."""
    kind, _, value = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if kind.lower() == "basic":
        return _basic(value.strip())[0]
    return next((request.GET[name] for name in NAMES if request.GET.get(name)), "")


def _basic(value: str) -> tuple[str, str]:
    """Return name and password of a Basic header; nothing where it is none."""
    try:
        name, _, password = b64decode(value, validate=True).decode().partition(":")
    except (Error, UnicodeDecodeError, ValueError):
        return "", ""
    return name, password
