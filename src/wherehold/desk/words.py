"""Words for stages, conditions and the state of a thing as lists and pages show it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wherehold.kernel import clock, organisation
from wherehold.ui.templatetags.ui import ago

STAGES = {
    "planned": gettext_lazy("Planned"),
    "ordered": gettext_lazy("Ordered"),
    "in_stock": gettext_lazy("In stock"),
    "in_service": gettext_lazy("In use"),
    "in_repair": gettext_lazy("In repair"),
    "missing": gettext_lazy("Missing"),
    "retired": gettext_lazy("Retired"),
    "disposed": gettext_lazy("Disposed"),
}
CONDITIONS = {
    "new": gettext_lazy("New"),
    "good": gettext_lazy("Good"),
    "worn": gettext_lazy("Worn"),
    "damaged": gettext_lazy("Damaged"),
    "broken": gettext_lazy("Broken"),
}
CUSTODY = {
    "held": gettext_lazy("checked out"),
    "free": gettext_lazy("not checked out"),
    "overdue": gettext_lazy("overdue"),
    "due_today": gettext_lazy("due today"),
    "due": gettext_lazy("due in 7 days"),
}
WITHOUT = {
    "place": gettext_lazy("a place"),
    "holder": gettext_lazy("a holder, though in use"),
    "price": gettext_lazy("a price"),
    "accountable": gettext_lazy("somebody accountable"),
}
SEEN = {
    "elsewhere": gettext_lazy("elsewhere than recorded"),
    "agrees": gettext_lazy("where recorded"),
    "never": gettext_lazy("never"),
}
KINDS = {
    "tag": gettext_lazy("Tag"),
    "serial": gettext_lazy("Serial"),
    "epc": gettext_lazy("EPC"),
    "mac": gettext_lazy("MAC"),
    "imei": gettext_lazy("IMEI"),
    "device": gettext_lazy("Device"),
    "maker": gettext_lazy("Maker's code"),
    "other": gettext_lazy("Other code"),
}
HOW = {
    "scan": gettext_lazy("by scan"),
    "phone": gettext_lazy("by phone scan"),
    "camera": gettext_lazy("by phone scan"),
    "wedge": gettext_lazy("by scanner"),
    "typed": gettext_lazy("by typed code"),
    "person": gettext_lazy("by a person"),
    "count": gettext_lazy("in a count"),
    "import": gettext_lazy("by import"),
    "holder": gettext_lazy("by its holder"),
    "reader": gettext_lazy("by a reader"),
    "device": gettext_lazy("by its tracker"),
    "ble": gettext_lazy("by a Bluetooth reader"),
    "gate": gettext_lazy("by an RFID portal"),
    "network": gettext_lazy("on the network"),
}


def stage_names() -> dict[str, str]:
    """Return the stages of a life in the organisation's words, else in ours."""
    own = organisation.current().stage_labels
    return {code: str(own.get(code) or label) for code, label in STAGES.items()}


def status(line: Mapping[str, Any], stages: Mapping[str, str]) -> tuple[str, str]:
    """Return what stands out of a thing's state, as a code for its tone and in words."""
    if line.get("archived"):
        return "retired", _("Archived")
    if line["held"] and line["due_on"] and (late := (clock.today() - line["due_on"]).days) > 0:
        return "overdue", ngettext("Overdue {n} d", "Overdue {n} d", late).format(n=late)
    if line["on_hold"]:
        return "blocked", _("Blocked")
    if line["stage"] not in ("missing", "in_repair", "retired", "disposed"):
        if line["astray"]:
            return "wrong_place", _("Wrong place")
        if line["held"]:
            return "checked_out", _("Checked out")
    return line["stage"], stages[line["stage"]]


def how(code: str) -> str:
    """Return in words by what a thing was seen or confirmed."""
    return str(HOW.get(code, code))


def since(at: datetime) -> str:
    """Return how long ago something was, as a part of a sentence."""
    if clock.now() - at < timedelta(minutes=1):
        return _("just now")
    return _("{time} ago").format(time=ago(at))


def where(place: str | None) -> str:
    """Return a place in short: its site and itself."""
    parts = (place or "").split(" · ")
    return " · ".join(parts if len(parts) < 3 else (parts[0], parts[-1]))
