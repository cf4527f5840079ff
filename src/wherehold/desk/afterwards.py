"""What other slices did with a thing, in words: a count, a phone that came late, and by name."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.finance.words import CHANGES, COSTS, ESTIMATES
from wherehold.kernel import money
from wherehold.kernel.errors import Text
from wherehold.scan import wording
from wherehold.stocktake.rules import OUTCOMES
from wherehold.stocktake.words import RESULTS

# Told by one word and one name out of the entry.
NAMED: Mapping[str, tuple[Text, str, str]] = {
    "custody.settled": (
        gettext_lazy("Decided that it does not come back"),
        "badge-check",
        "reason",
    ),
    "finance.valued": (gettext_lazy("Valued in book"), "wallet", "book"),
    "loss.suspected": (gettext_lazy("Search begun"), "search-x", ""),
    "loss.asked": (gettext_lazy("Somebody was asked where it is"), "circle-help", ""),
    "loss.answered": (gettext_lazy("Answered where it is"), "message-square", ""),
    "loss.found": (gettext_lazy("Found"), "badge-check", ""),
    "loss.written_off": (gettext_lazy("Written off"), "search-x", ""),
    "tracking.bound": (gettext_lazy("Device put on"), "radio", "device"),
    "tracking.unbound": (gettext_lazy("Device taken off"), "radio", "device"),
    "tracking.entered": (gettext_lazy("Came into"), "log-in", "zone"),
    "tracking.left": (gettext_lazy("Went out of"), "log-out", "zone"),
    "tracking.crossing_superseded": (gettext_lazy("Taken back"), "undo-2", "zone"),
    "tracking.shared": (gettext_lazy("Shared where it is by a link"), "share-2", ""),
    "tracking.share_ended": (gettext_lazy("Link to where it is ended"), "unlink", ""),
    "labels.claimed": (gettext_lazy("Label put on"), "tag", "tag"),
    "labels.printed": (gettext_lazy("Label printed"), "printer", "stock"),
}
TONES = {"elsewhere": "warn", "missing": "bad", "found": "ok", "moved": "acc"}


def counted(data: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str, SafeString]:
    """Say what a count found, and what was made of it."""
    result, outcome = str(data.get("result") or ""), str(data.get("outcome") or "")
    said = str(RESULTS.get(result, result))
    if word := OUTCOMES.get(outcome):
        said += f" · {word}"
    key = data.get("stocktake_id")
    url = reverse("stocktake:stocktake", args=[key]) if isinstance(key, int) else ""
    text = format_html(
        '<b>{}</b> {} · <a class="lk" href="{}">{}</a>', _("Counted"), said, url, data.get("name")
    )
    return "clipboard-check", TONES.get(result, ""), text


def came_late(data: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str, SafeString]:
    """Say what became of an act of a phone that others had overtaken."""
    said = wording.settled(str(data.get("what") or ""), str(data.get("choice") or ""))
    return "smartphone", "", format_html("<b>{}</b> {}", _("Came late from a phone"), said)


def in_books(data: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str, SafeString]:
    """Say what happened to a thing in a book."""
    what = str(data.get("what") or "")
    text = format_html("<b>{}</b> {} · {}", CHANGES.get(what, what), data.get("book"), _day(data))
    return "wallet", "", text


def paid(data: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str, SafeString]:
    """Say what was paid for a thing, came in for it, or is said of its value."""
    what = str(data.get("what") or "")
    word = {**COSTS, **ESTIMATES}.get(what, what)
    amount = data.get("amount_minor")
    said = money.shown(amount, str(data["currency"])) if amount and data.get("currency") else ""
    return "wallet", "", format_html("<b>{}</b> {} · {}", word, said, _day(data))


def not_paid(data: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str, SafeString]:
    """Say that a cost was taken back."""
    icon, _tone, text = paid(data, names)
    return icon, "warn", format_html("{}: {}", _("Taken back"), text)


def read(data: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, str, SafeString]:
    """Say what a meter said."""
    return "gauge", "", format_html("<b>{}</b> {}", _("Meter"), data.get("count"))


def _day(data: Mapping[str, Any]) -> str:
    try:
        return date_format(date.fromisoformat(str(data.get("on"))), "j M Y")
    except ValueError:
        return ""


# Told by a function of its own.
TOLD = {
    "stocktake.settled": counted,
    "scan.settled": came_late,
    "finance.changed": in_books,
    "finance.cost_recorded": paid,
    "finance.estimated": paid,
    "finance.cost_revoked": not_paid,
    "finance.meter_read": read,
}
