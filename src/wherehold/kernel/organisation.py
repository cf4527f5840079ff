"""Whose things these are: name, time zone, currency, what is switched on.

Nothing here needs a request. Outside a transaction the answer may be two seconds old, so that
pages do not ask for it again and again; inside one it is read, as others must not see a change
that may yet be rolled back. Code that wants it for many things asks once.
"""

from time import monotonic

from django.db import connection

from wherehold.kernel.models import Organisation

FRESH_S = 2.0
_kept: tuple[float, Organisation] | None = None


def current() -> Organisation:
    """Return the organisation; before it is founded, an unnamed one in UTC and euros."""
    global _kept
    if connection.in_atomic_block:
        return _read()
    if _kept is None or monotonic() - _kept[0] > FRESH_S:
        _kept = (monotonic(), _read())
    return _kept[1]


def founded() -> bool:
    """Say whether there is an organisation yet."""
    return current().name != ""


def forget() -> None:
    """Read it anew the next time. Whoever changes it calls this once the change is committed."""
    global _kept
    _kept = None


def _read() -> Organisation:
    return Organisation.objects.first() or Organisation(name="")
