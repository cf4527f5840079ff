"""Entries about what a thing has a part in, in words: hand-overs, reservations, kits, transfers."""

from collections.abc import Mapping
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.handover.words import OUTCOMES, VERDICTS
from wherehold.kernel.errors import Text
from wherehold.register.addresses import address_of
from wherehold.register.queries.timeline import Happened


class Told(NamedTuple):
    """How a kind of entry is told: its words, its sign, and the colour of that."""

    title: Text
    icon: str = "circle-dot"
    tone: str = ""


KINDS: Mapping[str, Told] = {
    "handover.given": Told(gettext_lazy("Handed over"), "signature", "acc"),
    "handover.key_made": Told(gettext_lazy("Receiver asked to confirm"), "link"),
    "handover.answered": Told(gettext_lazy("Receiver answered"), "signature", "ok"),
    "handover.reminded": Told(gettext_lazy("Receiver reminded"), "mail"),
    "handover.timed_out": Told(gettext_lazy("Not confirmed in time"), "clock-alert", "bad"),
    "handover.withdrawn": Told(gettext_lazy("Hand-over taken back"), "undo-2", "warn"),
    "handover.returned": Told(gettext_lazy("Came back"), "log-in", "ok"),
    "handover.stated": Told(gettext_lazy("Statement"), "message-square"),
    "handover.resolved": Told(gettext_lazy("Difference decided"), "badge-check", "acc"),
    "reservations.reserved": Told(gettext_lazy("Reserved"), "calendar-clock"),
    "reservations.approved": Told(gettext_lazy("Reservation approved"), "check", "ok"),
    "reservations.prepared": Told(gettext_lazy("Prepared"), "package-check", "acc"),
    "reservations.handed_out": Told(gettext_lazy("Handed out as reserved"), "log-out", "acc"),
    "reservations.taken_back": Told(gettext_lazy("Back from its reservation"), "log-in", "ok"),
    "reservations.changed": Told(gettext_lazy("Reservation changed"), "pencil"),
    "reservations.cancelled": Told(gettext_lazy("Reservation called off"), "x", "warn"),
    "reservations.offered": Told(gettext_lazy("Offered to who waits"), "bell"),
    "reservations.no_show": Told(gettext_lazy("Nobody came for it"), "clock-alert", "warn"),
    "reservations.reminded": Told(gettext_lazy("Reminded of the reservation"), "mail"),
    "transfers.prepared": Told(gettext_lazy("On the list of a transfer"), "list-checks"),
    "transfers.sent": Told(gettext_lazy("Sent"), "truck", "acc"),
    "transfers.changed": Told(gettext_lazy("Transfer changed"), "pencil"),
    "transfers.received": Told(gettext_lazy("Received"), "package-check", "ok"),
    "transfers.closed": Told(gettext_lazy("Transfer arrived"), "check", "ok"),
    "transfers.decided": Told(gettext_lazy("Decided what became of it"), "badge-check", "acc"),
    "transfers.cancelled": Told(gettext_lazy("Transfer called off"), "undo-2", "warn"),
    "loss.suspected": Told(gettext_lazy("Reported missing"), "search-x", "bad"),
    "loss.asked": Told(gettext_lazy("Asked where it is"), "mail"),
    "loss.answered": Told(gettext_lazy("Answered"), "message-square"),
    "loss.found": Told(gettext_lazy("Found"), "check", "ok"),
    "loss.written_off": Told(gettext_lazy("Written off"), "x", "bad"),
    "kits.made": Told(gettext_lazy("Became a kit"), "package", "acc"),
    "kits.contents_changed": Told(gettext_lazy("Contents of the kit changed"), "pencil"),
    "kits.unmade": Told(gettext_lazy("No kit any more"), "package-open"),
    "kits.packed": Told(gettext_lazy("Put into the kit"), "package-plus", "acc"),
    "kits.unpacked": Told(gettext_lazy("Does not belong to the kit any more"), "package-open"),
    "kits.went_out": Told(gettext_lazy("Went out with the kit"), "log-out", "acc"),
    "kits.came_back": Told(gettext_lazy("Came back with the kit"), "log-in", "ok"),
    "kits.counted": Told(gettext_lazy("Counted in the kit"), "clipboard-check", "ok"),
    "kits.resolved": Told(gettext_lazy("Decided what became of it"), "badge-check", "acc"),
}
ADDRESSES = {
    "handover": ("handover:handover", "H-"),
    "reservation": ("reservations:reservation", "R-"),
    "kit": ("kits:kit", "K-"),
    "transfer": ("transfers:transfer", "T-"),
}
LACKING = {
    "kit": gettext_lazy("Missing from the kit"),
    "transfer": gettext_lazy("Did not arrive"),
}
BECAME = {
    "stayed": gettext_lazy("never left"),
    "kept": gettext_lazy("stays here"),
    "goes_back": gettext_lazy("goes back"),
    "found": gettext_lazy("found"),
    "lost": gettext_lazy("lost"),
    "replaced": gettext_lazy("replaced"),
}


def tell(entry: Happened) -> tuple[str, str, SafeString]:
    """Say what happened to a hand-over, reservation, kit or transfer of which a thing is part."""
    told, data = KINDS.get(entry.kind, Told(entry.kind)), entry.data
    if data.get("lacking"):
        told = Told(LACKING[entry.subject_type], "triangle-alert", "bad")
    text = format_html("<b>{}</b> {}", told.title, _link(entry))
    for name in ("from_place_id", "place_id"):
        if where := entry.names.get(f"place:{data.get(name)}"):
            text += format_html(
                " · {} {}", _("from") if name == "from_place_id" else _("to"), where
            )
    for name in ("receiver_id", "holder_id", "party_id"):
        if who := entry.names.get(f"party:{data.get(name)}"):
            url = address_of("party", data[name])
            text += format_html(' · <a class="lk" href="{}">{}</a>', url, who)
    for word in (_outcome(data), _said(entry)):
        if word:
            text += format_html(" · {}", word)
    return told.icon, told.tone, text


def _said(entry: Happened) -> str:
    """Return what somebody said of it. Of a loss the reason is a code, and stands on its page."""
    data = entry.data
    if entry.kind.startswith("loss."):
        return data.get("text") or data.get("statement") or data.get("note") or ""
    return data.get("text") or data.get("reason") or data.get("note") or ""


def _link(entry: Happened) -> SafeString:
    name, prefix = ADDRESSES.get(entry.subject_type, ("", ""))
    if not name:
        return SafeString("")
    url = reverse(name, args=[entry.subject_id])
    return format_html('<a class="lk nw" href="{}">{}{}</a>', url, prefix, entry.subject_id)


def _outcome(data: Mapping[str, object]) -> Text:
    verdict, outcome = str(data.get("verdict") or ""), str(data.get("outcome") or "")
    if verdict and verdict != "same":
        return VERDICTS.get(verdict, "")
    known: dict[str, Text] = {**OUTCOMES, **BECAME}
    return known.get(outcome, "")
