"""Discord: a webhook of a channel."""

import re

from django.utils.translation import gettext_lazy as _

from wherehold.alerts.carriers.shape import Given, Service, Value, q

PREFIX = "https://discord.com/api/webhooks/"
PATTERN = re.escape(PREFIX) + r"([0-9]{5,30})/([A-Za-z0-9_\-]{20,120})"


def address(given: Given) -> str:
    """Return the address of a webhook."""
    number, secret = given["webhook"].removeprefix(PREFIX).split("/")
    return f"discord://{q(number)}/{q(secret)}?avatar=no"


SERVICE = Service(
    "discord",
    "Discord",
    (Value("webhook", _("Webhook address"), PATTERN, PREFIX + "…/…", secret=True),),
    address,
    shown="",
)
