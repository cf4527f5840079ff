"""Light, dark, or as the device is set: a cookie remembers, so that no page flashes."""

from django.http import HttpRequest

COOKIE = "wh_theme"
THEMES = ("system", "light", "dark")
YEAR_S = 365 * 86_400


def theme_of(request: HttpRequest) -> str:
    """Return the theme that the browser was told to keep; without one the device decides."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in THEMES else "system"
