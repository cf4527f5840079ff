"""Sums that are shown: a slow one is not asked for again for a moment."""

from collections.abc import Sequence
from time import monotonic
from typing import Any

from django.db import connection

SLOW_S, FRESH_S, KEPT_MAX = 0.02, 5.0, 256


def rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement; one that takes a while is not asked again for a moment.

    A page asks for the same sum several times. Where sums are quick they are always of now. What
    an act rests on is never asked for here.
    """
    key, began = (statement, repr(values)), monotonic()
    kept = _kept.get(key)
    if kept is not None and began - kept[0] < FRESH_S and not connection.in_atomic_block:
        return kept[1]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = list(cursor.fetchall())
    if monotonic() - began > SLOW_S and not connection.in_atomic_block:
        if len(_kept) >= KEPT_MAX:
            _kept.clear()
        _kept[key] = (began, found)
    return found


_kept: dict[tuple[str, str], tuple[float, list[tuple[Any, ...]]]] = {}
