"""Cursors of long lists: where the page before ended, as a word that goes into an address."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

import orjson

from wherehold.kernel.errors import Invalid

LENGTH_MAX = 2_000


class BadCursor(Invalid):
    """The cursor was not made by us, or not for this list."""

    code = "bad_cursor"
    title = "Bad cursor"
    message = "The cursor does not belong to this list. Begin without one."


def write(values: Sequence[str | int | float | None]) -> str:
    """Return the cursor of a row, from the values that the list is sorted by."""
    return base64.urlsafe_b64encode(orjson.dumps(list(values))).rstrip(b"=").decode()


def read(cursor: str, *types: type | tuple[type, ...]) -> list[Any]:
    """Return the values in a cursor, which must be of these types.

    Raises: BadCursor.
    """
    try:
        raw = base64.urlsafe_b64decode(cursor[:LENGTH_MAX] + "=" * (-len(cursor) % 4))
        values = orjson.loads(raw)
    except (ValueError, binascii.Error):
        raise BadCursor({"cursor": cursor[:80]}) from None
    if not isinstance(values, list) or len(values) != len(types):
        raise BadCursor({"cursor": cursor[:80]})
    if not all(_is(one, kind) for one, kind in zip(values, types, strict=True)):
        raise BadCursor({"cursor": cursor[:80]})
    return values


def _is(value: object, kind: type | tuple[type, ...]) -> bool:
    """Say whether a value has a type; a number beyond every id, or a text with NUL, has none."""
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) >= 2**63):
        return False
    return isinstance(value, kind) and not (isinstance(value, str) and "\0" in value)
