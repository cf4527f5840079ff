"""Whose things these are: name, time zone, currency, what is switched on.

Nothing here needs a request. Outside a transaction the answer may be two seconds old, so that
pages do not ask for it again and again; inside one it is read, as others must not see a change
that may yet be rolled back. Code that wants it for many things asks once.
"""

from time import monotonic

from django.db import connection

from wherehold.kernel import bulk
from wherehold.kernel.errors import NotFound
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
    names = [field.attname for field in Organisation._meta.concrete_fields]
    found = bulk.read(Organisation, names, "ORDER BY a.id LIMIT 1", [])
    return Organisation.from_db("default", names, found[0]) if found else Organisation(name="")


def take_tags(count: int) -> list[str]:
    """Take the next tags in the organisation's numbering, inside the caller's transaction.

    Numbers of a transaction that fails are given out again. Whether somebody typed such a tag
    by hand before is for the caller to see.
    Raises: NotFound before the organisation is founded.
    """
    assert connection.in_atomic_block, "tags are taken inside the command's transaction"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_organisation SET tag_next = tag_next + %s "
            "RETURNING tag_next, tag_prefix, tag_digits",
            [count],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound({"what": "organisation", "key": ""})
    following, prefix, digits = row
    return [f"{prefix}{number:0{digits}}" for number in range(following - count, following)]


def one_after_the_other() -> None:
    """Let commands that change what holds for all wait for one another, to their commit.

    For what has no row of its own yet that could be locked.
    """
    Organisation.objects.select_for_update(no_key=True).first()
