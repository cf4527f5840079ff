"""Slack: an incoming webhook."""

import re

from django.utils.translation import gettext_lazy as _

from wherehold.alerts.carriers.shape import Given, Service, Value, q

PREFIX = "https://hooks.slack.com/services/"
PATTERN = re.escape(PREFIX) + r"(T[A-Z0-9]{5,20})/(B[A-Z0-9]{5,20})/([A-Za-z0-9]{10,40})"


def address(given: Given) -> str:
    """Return the address of a webhook."""
    parts = given["webhook"].removeprefix(PREFIX).split("/")
    return "slack://" + "/".join(map(q, parts)) + "?image=no"


SERVICE = Service(
    "slack",
    "Slack",
    (Value("webhook", _("Webhook address"), PATTERN, PREFIX + "T…/B…/…", secret=True),),
    address,
    shown="",
)
