"""Pushover: an application that writes to a user or group."""

from django.utils.translation import gettext_lazy as _

from wherehold.alerts.carriers.shape import Given, Service, Value, q


def address(given: Given) -> str:
    """Return the address of a user."""
    return f"pover://{q(given['user'])}@{q(given['token'])}/"


SERVICE = Service(
    "pushover",
    "Pushover",
    (
        Value("user", _("Key of the user or group"), r"[A-Za-z0-9]{30}", secret=True),
        Value("token", _("Token of the application"), r"[A-Za-z0-9]{30}", secret=True),
    ),
    address,
    shown="",
)
