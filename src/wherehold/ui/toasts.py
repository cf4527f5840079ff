"""Messages that a page shows in passing, with a way to undo what they tell of.

They travel as Django messages over a redirect, or as an event in the header of a fragment.
"""

import json
from dataclasses import asdict, dataclass

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

LEVELS = {"ok": messages.SUCCESS, "warn": messages.WARNING, "bad": messages.ERROR}
ICONS = {"ok": "circle-check", "warn": "triangle-alert", "bad": "octagon-alert", "info": "info"}


@dataclass(frozen=True)
class Toast:
    """A message; `undo` is an address to post to, `link` one to go to."""

    text: str
    level: str = "ok"
    undo: str = ""
    undo_label: str = ""
    link: str = ""
    link_label: str = ""

    @property
    def icon(self) -> str:
        """Return the name of the icon for its level."""
        return ICONS.get(self.level, "info")


def say(
    request: HttpRequest,
    text: str,
    *,
    level: str = "ok",
    undo: str = "",
    link: str = "",
    link_label: str = "",
) -> None:
    """Show a message on the next page that this browser gets."""
    extra = {
        name: value
        for name, value in (("undo", undo), ("link", link), ("link_label", link_label))
        if value
    }
    tags = json.dumps(extra) if extra else ""
    messages.add_message(request, LEVELS.get(level, messages.INFO), text, extra_tags=tags)


def say_now(response: HttpResponse, text: str, *, level: str = "ok", undo: str = "") -> None:
    """Show a message beside the fragment that this answer holds."""
    toast = {"text": text, "level": level} | ({"undo": undo} if undo else {})
    events = json.loads(response.headers.get("HX-Trigger", "{}"))
    response.headers["HX-Trigger"] = json.dumps(events | {"toast": toast})


def read(message: Message) -> Toast:
    """Return a Django message as a toast."""
    level = next((name for name, number in LEVELS.items() if number == message.level), "info")
    try:
        extra = json.loads(message.extra_tags or "{}")
    except ValueError:
        extra = {}
    known = {name: str(extra[name]) for name in ("undo", "link", "link_label") if name in extra}
    return Toast(**asdict(Toast(str(message.message), level, undo_label=_("Undo"))) | known)
