"""Words that several pages of custody use."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "person": _("Person"),
    "team": _("Team"),
    "department": _("Department"),
    "supplier": _("Supplier"),
}
PLURALS = {
    "person": _("People"),
    "team": _("Teams"),
    "department": _("Departments"),
    "supplier": _("Suppliers"),
    "archived": _("Archived"),
}
CONDITIONS = [
    ("", _("As it is")),
    ("new", _("New")),
    ("good", _("Good")),
    ("worn", _("Worn")),
    ("damaged", _("Damaged")),
    ("broken", _("Broken")),
]
OUTCOMES = [
    ("lost", _("Lost")),
    ("kept", _("They keep it")),
    ("written_off", _("Written off")),
]
DUES = [
    ("", _("No day")),
    ("0", _("Today")),
    ("1", _("Tomorrow")),
    ("7", _("In a week")),
    ("30", _("In 30 days")),
]
