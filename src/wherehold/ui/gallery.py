"""What the gallery shows: components need something to show."""

from typing import Any


def samples() -> dict[str, Any]:
    """Return the things that the gallery's components are given."""
    return {}
