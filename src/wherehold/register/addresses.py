"""Where a thing, a person, a place or a reservation is shown in the browser."""

from django.urls import NoReverseMatch, reverse

PAGES = {
    "asset": "desk:asset",
    "party": "custody:person",
    "reservation": "reservations:reservation",
}
LIST = "desk:assets"


def address_of(kind: str, key: int) -> str:
    """Return the address of its page, or nothing where there is none.

    A place is shown by what is in it.
    """
    try:
        if kind == "place":
            return f"{reverse(LIST)}?place={key}"
        return reverse(PAGES[kind], args=[key])
    except (KeyError, NoReverseMatch):
        return ""
