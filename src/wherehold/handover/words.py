"""Words that pages and documents of hand-overs use."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from wherehold.handover.queries.handovers import HandoverLine

STATES = {
    "unconfirmed": _("Not confirmed"),
    "confirmed": _("Confirmed by both"),
    "disputed": _("In dispute"),
    "withdrawn": _("Taken back"),
}
TONES = {"unconfirmed": "warn", "confirmed": "ok", "disputed": "bad", "withdrawn": ""}
WAYS = {
    "signature": _("signed at the desk"),
    "account": _("through their account"),
    "code": _("by code"),
    "link": _("by link"),
}
VERDICTS = {
    "same": _("As given"),
    "wear": _("Normal wear"),
    "damage": _("Damage"),
    "dispute": _("Disagree"),
}
OUTCOMES = {
    "as_given": _("As it was written down"),
    "wear": _("Normal wear"),
    "damage": _("Damage"),
    "not_received": _("Never received"),
}
CONDITIONS = {
    "new": _("New"),
    "good": _("Good"),
    "worn": _("Worn"),
    "damaged": _("Damaged"),
    "broken": _("Broken"),
}
SIDES = {"giver": _("Giver"), "receiver": _("Receiver")}
LEGS = {"out": _("On receipt"), "in": _("On return")}
THEN = [
    ("flag", _("It stays open and is marked")),
    ("take_back", _("The things are taken back")),
]


def dressed(lines: Iterable[HandoverLine]) -> list[tuple[HandoverLine, Any, str, Any]]:
    """Return lines with the words and the tone of their state, and how they were answered."""
    return [(one, STATES[one.state], TONES[one.state], WAYS.get(one.way, "")) for one in lines]
