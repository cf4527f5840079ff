"""Sending ZPL to a printer on the network, and only to one that WHEREHOLD_PRINTERS names.

Whoever runs the installation says which addresses may be written to, so a form or a program can
name a printer and nothing else.
"""

import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from wherehold.labels.refusals import PrinterAway, UnknownPrinter

PORT = 9100
CONNECT_S = 3.0
# A printer takes no more while its buffer is full and it prints; then it goes on.
SILENT_S = 20.0
WHOLE_S = 300.0


@dataclass(frozen=True)
class Door:
    """A printer that may be written to: its name, and where it listens."""

    name: str
    host: str
    port: int

    @property
    def address(self) -> str:
        """Return where it listens, as people write it."""
        return f"{self.host}:{self.port}"


def doors() -> dict[str, Door]:
    """Return the printers that may be written to, by name.

    Raises: ImproperlyConfigured when the setting cannot be read.
    """
    return {door.name: door for door in map(_door, settings.PRINTERS)}


def door(name: str) -> Door:
    """Return a printer by its name.

    Raises: UnknownPrinter.
    """
    known = doors()
    if name not in known:
        raise UnknownPrinter({"printer": name, "known": ", ".join(known) or "–"})
    return known[name]


def send(name: str, formats: Iterable[str]) -> None:
    """Write labels to a printer.

    Raises: UnknownPrinter; PrinterAway when it does not answer, or stops taking them.
    """
    to = door(name)
    deadline = time.monotonic() + WHOLE_S
    try:
        with socket.create_connection((to.host, to.port), timeout=CONNECT_S) as line:
            line.settimeout(SILENT_S)
            for one in formats:
                if time.monotonic() > deadline:
                    raise TimeoutError
                line.sendall(one.encode())
    except TimeoutError:
        raise _away(to, _("nothing came back in time")) from None
    except OSError as error:
        raise _away(to, error.strerror or str(error)) from None


def _away(to: Door, reason: str) -> PrinterAway:
    return PrinterAway({"printer": to.name, "address": to.address, "reason": reason})


def _door(text: str) -> Door:
    name, _equals, address = text.partition("=")
    host, _colon, port = address.strip().rpartition(":")
    if not host:
        host, port = address.strip(), str(PORT)
    if not name.strip() or not host or not port.isdigit() or not 0 < int(port) < 65_536:
        raise ImproperlyConfigured(
            f"WHEREHOLD_PRINTERS has entries as store=10.0.0.5:9100, not {text!r}."
        )
    return Door(name.strip(), host.strip("[]"), int(port))
