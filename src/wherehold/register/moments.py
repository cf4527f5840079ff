"""Sums that are shown: the same one is not asked for again until something is recorded."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from wherehold.kernel import kept


def rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a statement, as `kept.until_recorded` says how fresh.

    A page asks for the same sum several times, and so does the next one. What an act rests on is
    asked for inside its transaction, and then always anew.
    """

    def ask() -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())

    return kept.until_recorded((statement, repr(values)), ask)
