"""Matrix: a room, written to by an account with an access token."""

from django.utils.translation import gettext_lazy as _

from wherehold.alerts.carriers.shape import SERVER, Given, Service, Value, q, server

ROOM = r"[!#][A-Za-z0-9_.\-]{1,100}:[A-Za-z0-9.\-]{1,100}"


def address(given: Given) -> str:
    """Return the address of a room."""
    scheme, host = server(given, "matrix", "matrixs")
    return f"{scheme}://{q(given['token'])}@{host}/{q(given['room'])}"


SERVICE = Service(
    "matrix",
    "Matrix",
    (
        Value("server", _("Home server"), SERVER, "https://matrix.org"),
        Value("token", _("Access token"), r"[A-Za-z0-9_.\-]{10,500}", secret=True),
        Value(
            "room",
            _("Room"),
            ROOM,
            "#store:matrix.org",
        ),
    ),
    address,
    shown="room",
    server="server",
)
