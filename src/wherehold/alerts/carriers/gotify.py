"""Gotify: an application on a server."""

from django.utils.translation import gettext_lazy as _

from wherehold.alerts.carriers.shape import SERVER, Given, Service, Value, q, server


def address(given: Given) -> str:
    """Return the address of an application."""
    scheme, host = server(given, "gotify", "gotifys")
    return f"{scheme}://{host}/{q(given['token'])}"


SERVICE = Service(
    "gotify",
    "Gotify",
    (
        Value("server", _("Server"), SERVER, "https://gotify.example.org"),
        Value("token", _("Token of the application"), r"[A-Za-z0-9_.\-]{10,40}", secret=True),
    ),
    address,
    shown="server",
    server="server",
)
