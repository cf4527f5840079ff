"""What a service says of itself."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from wherehold.kernel import outbound
from wherehold.kernel.errors import Text

Given = Mapping[str, str]
LENGTH_MAX = 1_000


@dataclass(frozen=True)
class Value:
    """One value that is typed. A secret is never shown again."""

    name: str
    label: Text
    pattern: str
    hint: str = ""
    secret: bool = False
    optional: bool = False

    def fits(self, text: str) -> bool:
        """Say whether a text is one."""
        if not text:
            return self.optional
        return len(text) <= LENGTH_MAX and re.fullmatch(self.pattern, text) is not None


@dataclass(frozen=True)
class Service:
    """One file of this folder: what is typed, and the address that Apprise is given.

    `shown` names the value that people tell channels by; `server` the one that is an address
    of somebody's own server, which must be one that we call.
    """

    code: str
    label: str
    values: tuple[Value, ...]
    address: Callable[[Given], str]
    shown: str = ""
    server: str = ""

    def wrong(self, given: Given) -> list[str]:
        """Return the names of values that cannot be so, and of those that there are not."""
        known = {one.name for one in self.values}
        bad = [one.name for one in self.values if not one.fits(given.get(one.name, ""))]
        return bad + sorted(set(given) - known)


def server(given: Given, plain: str, secure: str) -> tuple[str, str]:
    """Return the scheme and the host of somebody's own server, as Apprise wants them.

    Raises: Forbidden.
    """
    to = outbound.target(given["server"])
    standard = to.port == (443 if to.tls else 80)
    return secure if to.tls else plain, to.host if standard else f"{to.host}:{to.port}"


def q(text: str) -> str:
    """Quote a value, whatever is in it."""
    return quote(text, safe="")


SERVER = r"https?://[A-Za-z0-9.\-\[\]:]+/?"
