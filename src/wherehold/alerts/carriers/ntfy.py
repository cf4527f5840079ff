"""ntfy: a topic on a server."""

from django.utils.translation import gettext_lazy as _

from wherehold.alerts.carriers.shape import SERVER, Given, Service, Value, q, server


def address(given: Given) -> str:
    """Return the address of a topic."""
    scheme, host = server(given, "ntfy", "ntfys")
    token = f"{q(given['token'])}@" if given.get("token") else ""
    mode = "?mode=private&image=no" + ("&auth=token" if token else "")
    return f"{scheme}://{token}{host}/{q(given['topic'])}{mode}"


SERVICE = Service(
    "ntfy",
    "ntfy",
    (
        Value("server", _("Server"), SERVER, "https://ntfy.sh"),
        Value("topic", _("Topic"), r"[A-Za-z0-9_\-]{1,64}"),
        Value("token", _("Access token"), r"tk_[A-Za-z0-9]{5,64}", secret=True, optional=True),
    ),
    address,
    shown="topic",
    server="server",
)
