"""Calls to addresses that people typed: only where anybody may go, and nowhere else.

A name is resolved once, every address of it must be public, and the call goes to the very address
that was checked: neither a redirect nor a name that changes its mind leads inside. Hosts and
networks that WHEREHOLD_OUTBOUND_ALLOW names may be private, and be called without TLS.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from wherehold import __version__
from wherehold.kernel.errors import Invalid

CONNECT_S = 3.0
TOTAL_S = 10.0
ANSWER_BYTES_MAX = 64 * 1024
PORTS = (443, 8443)
LENGTH_MAX = 500
AGENT = f"Wherehold/{__version__}"
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Addresses that stand for another one, which they hide.
_HIDING = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")))
_guarded: ContextVar[bool] = ContextVar("guarded", default=False)


class Forbidden(Invalid):
    """The address is none that we call."""

    code = "forbidden_address"
    title = _("Not called from here")
    message = _(
        "{url} is not called: an address begins with https://, has no name or password in it, and "
        "leads to a public host. Others must be allowed in the settings of the installation."
    )


class Unreachable(Exception):  # noqa: N818
    """Nobody answers there, or nothing that can be read."""


@dataclass(frozen=True)
class Answer:
    """What came back: the status, and the begin of the body."""

    status: int
    text: str


@dataclass(frozen=True)
class Target:
    """An address that may be called, taken apart."""

    url: str
    host: str
    port: int
    path: str
    tls: bool


def target(url: str) -> Target:
    """Take an address apart. Nothing is asked of anybody yet.

    Raises: Forbidden.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        raise Forbidden({"url": url[:200]}) from None
    tls = parts.scheme == "https"
    allowed = is_allowed_host(host)
    whole = len(url) <= LENGTH_MAX and url.isprintable() and " " not in url
    plain = parts.scheme == "http" and allowed
    if not host or not whole or "@" in parts.netloc or not (tls or plain):
        raise Forbidden({"url": url[:200]})
    port = port or (443 if tls else 80)
    if port not in PORTS and not allowed:
        raise Forbidden({"url": url[:200]})
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(url, host, port, path, tls)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Post a body and return what came back, whatever its status. Redirects are not followed.

    Raises: Forbidden; Unreachable.
    """
    to = target(url)
    addresses = checked(to.host, to.port)
    try:
        with socket.create_connection((addresses[0], to.port), timeout=CONNECT_S) as plain:
            plain.settimeout(TOTAL_S)
            if not to.tls:
                return _asked(to, plain, body, headers)
            context = ssl.create_default_context()
            with context.wrap_socket(plain, server_hostname=to.host) as secure:
                return _asked(to, secure, body, headers)
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(type(error).__name__) from None


def checked(host: str, port: int) -> list[str]:
    """Return the addresses of a host, all of which may be called.

    Raises: Forbidden when one may not; Unreachable when there is none.
    """
    try:
        found = _resolve(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise Unreachable("gaierror") from None
    addresses = [str(one[4][0]) for one in found]
    if not is_allowed_host(host) and not all(map(may_call, addresses)):
        raise Forbidden({"url": host})
    return addresses


def may_call(address: str) -> bool:
    """Say whether an address is public, or in a network that is allowed."""
    ip: Address = ipaddress.ip_address(address.partition("%")[0])
    if any(ip in network for network in _networks() if network.version == ip.version):
        return True
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return may_call(str(ip.ipv4_mapped))
        if ip.is_site_local or any(ip in network for network in _HIDING):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def is_allowed_host(host: str) -> bool:
    """Say whether a host is allowed by its name, or as an address in a network that is."""
    if host.casefold() in {one.casefold() for one in settings.OUTBOUND_ALLOW}:
        return True
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(ip in network for network in _networks() if network.version == ip.version)


@contextmanager
def guarded() -> Iterator[None]:
    """Let libraries that call by themselves reach, in this thread, only what may be called."""
    _keep_watch()
    token = _guarded.set(True)
    try:
        yield
    finally:
        _guarded.reset(token)


def _networks() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    found = []
    for one in settings.OUTBOUND_ALLOW:
        try:
            found.append(ipaddress.ip_network(one, strict=False))
        except ValueError:  # The name of a host.
            continue
    return found


_resolve = socket.getaddrinfo


def _watched(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
    found = _resolve(host, port, *args, **kwargs)
    if _guarded.get():
        name = host.decode() if isinstance(host, bytes) else str(host)
        addresses = [str(one[4][0]) for one in found]
        if not is_allowed_host(name) and not all(map(may_call, addresses)):
            raise PermissionError(f"{name} is not called from here")
    return found


@cache
def _keep_watch() -> None:
    """Have every look-up of a name pass by us: libraries connect to what it returns."""
    socket.getaddrinfo = _watched


def _asked(to: Target, connected: socket.socket, body: bytes, headers: Mapping[str, str]) -> Answer:
    host = f"[{to.host}]" if ":" in to.host else to.host
    named = host if to.port == (443 if to.tls else 80) else f"{host}:{to.port}"
    call = http.client.HTTPConnection(to.host, to.port)
    call.sock = connected
    sent = {"Host": named, "User-Agent": AGENT, "Accept-Encoding": "identity"}
    call.request("POST", to.path, body, {**sent, **headers, "Connection": "close"})
    answer = call.getresponse()
    text = answer.read(ANSWER_BYTES_MAX).decode("utf-8", "replace")
    return Answer(answer.status, text[:500])
