"""Telegram: a bot that writes to a chat."""

from django.utils.translation import gettext_lazy as _

from wherehold.alerts.carriers.shape import Given, Service, Value, q


def address(given: Given) -> str:
    """Return the address of a chat."""
    number, _sign, secret = given["bot"].partition(":")
    return f"tgram://{q(number)}:{q(secret)}/{q(given['chat'])}/"


SERVICE = Service(
    "telegram",
    "Telegram",
    (
        Value("bot", _("Token of the bot"), r"[0-9]{5,15}:[A-Za-z0-9_\-]{30,50}", secret=True),
        Value("chat", _("Number of the chat"), r"-?[0-9]{3,20}"),
    ),
    address,
    shown="chat",
)
