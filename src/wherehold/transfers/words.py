"""Words that pages and documents of transfers use."""

from django.utils.translation import gettext_lazy as _

STATES = {
    "prepared": _("To be packed"),
    "sent": _("In transit"),
    "arrived": _("Arrived"),
    "cancelled": _("Called off"),
}
TONES = {"prepared": "", "sent": "acc", "arrived": "ok", "cancelled": ""}
ITEM_STATES = {
    "listed": _("To be packed"),
    "sent": _("In transit"),
    "received": _("Received"),
    "short": _("Short"),
    "surplus": _("Surplus"),
    "cancelled": _("Called off"),
}
ITEM_TONES = {"sent": "acc", "received": "ok", "short": "bad", "surplus": "warn"}
OUTCOMES = {
    "found": _("Arrived after all"),
    "stayed": _("Never left"),
    "lost": _("Lost"),
    "kept": _("Stays here"),
    "goes_back": _("Goes back"),
}
