"""Where a thing, a person or a place is shown in the browser."""

from django.urls import NoReverseMatch, reverse

PAGES = {"asset": "desk:asset", "party": "custody:person", "place": "register:place"}


def address_of(kind: str, key: int) -> str:
    """Return the address of its page, or nothing where there is none."""
    try:
        return reverse(PAGES[kind], args=[key])
    except (KeyError, NoReverseMatch):
        return ""
