"""A column for facts that are hashed: what is stored is exactly what was hashed."""

import orjson
from django.db import models


def canonical(value: object) -> bytes:
    """Write a value as the bytes that are hashed, the same for ever.

    Keys sorted, no spaces, nothing escaped that need not be, UTF-8; instants in RFC 3339 with
    microseconds where there are any, days as 2026-03-02.
    Source: RFC 8785, of which this is the part without fractions.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


class CanonicalJSON(models.TextField):  # type: ignore[type-arg]
    """JSON kept as its canonical text, so the database never writes it another way."""

    def from_db_value(self, value: str | None, *_: object) -> object:
        """Read the text."""
        return None if value is None else orjson.loads(value)

    def get_prep_value(self, value: object) -> str | None:
        """Write the text."""
        return None if value is None else canonical(value).decode()
