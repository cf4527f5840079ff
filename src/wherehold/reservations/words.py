"""Words that pages of reservations use."""

from django.utils.translation import gettext_lazy as _

STATES = {
    "waiting": _("In line"),
    "requested": _("Waits for approval"),
    "approved": _("Booked"),
    "prepared": _("Ready"),
    "out": _("Out"),
    "returned": _("Back"),
    "cancelled": _("Cancelled"),
    "no_show": _("Not fetched"),
}
TONES = {
    "waiting": "out",
    "requested": "warn",
    "approved": "acc",
    "prepared": "acc",
    "out": "ok",
    "returned": "",
    "cancelled": "",
    "no_show": "warn",
}
PIECES = {
    "kept": _("Kept"),
    "out": _("Out"),
    "returned": _("Back"),
    "released": _("Released"),
}
APPROVALS = {
    "category": _("Things of this kind need a yes."),
    "external": _("Who borrows does not belong to the organisation."),
    "role": _("Who borrows needs a yes, by their role."),
    "cost": _("It is worth so much that it needs a yes."),
}
CLAIMS = {"held": _("Out"), "overdue": _("Overdue"), "hold": _("On hold")}
WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
