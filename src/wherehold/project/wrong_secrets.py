"""Wrong secrets are counted, by address and by the device that they are shown for.

Whoever has shown many waits before the next is looked at. A secret that opened something within
the hour is looked at in any case: a wrong one behind the same address keeps no other device out.
"""

from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network

from django.core.cache import cache
from django.http import HttpRequest

from wherehold.accounts import known, secrets
from wherehold.ingest import credentials
from wherehold.kernel.errors import TooOften

WINDOW_S = TooOften.retry_s
BY_ADDRESS_MAX = 30
BY_DEVICE_MAX = 10
# An address of version 6 is one of a network that belongs to one household.
NETWORK_BITS = 64


def look(request: HttpRequest) -> None:
    """Let a secret be looked at, unless too many wrong ones came. Raises: TooOften."""
    secret = credentials.shown(request)
    if not secret or known.has_opened(secrets.digest(secret)):
        return
    limits = _limits(request, secret)
    counts = cache.get_many(limits)
    if any(counts.get(name, 0) >= most for name, most in limits.items()):
        raise TooOften({})


def count(request: HttpRequest) -> None:
    """Count a secret that opened nothing."""
    secret = credentials.shown(request)
    for name in _limits(request, secret) if secret else ():
        cache.add(name, 0, WINDOW_S)
        with suppress(ValueError):  # It ended between the two.
            cache.incr(name)


def _limits(request: HttpRequest, secret: str) -> dict[str, int]:
    """Return the counts that a secret falls under, with how far each may go."""
    address = _network(request.META.get("REMOTE_ADDR", ""))
    device = secrets.digest(credentials.called(request) or secrets.hint_of(secret))
    return {f"secret:ip:{address}": BY_ADDRESS_MAX, f"secret:device:{device}": BY_DEVICE_MAX}


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        return str(ip_network((found, NETWORK_BITS), strict=False).network_address)
    return str(found)
