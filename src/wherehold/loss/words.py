"""What states and reasons of searches are called."""

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Text

STATES: dict[str, Text] = {
    "open": _("Searched for"),
    "found": _("Found"),
    "written_off": _("Written off"),
}
TONES = {"open": "warn", "found": "ok", "written_off": "bad"}
REASONS: dict[str, Text] = {
    "overdue": _("It did not come back"),
    "silent": _("Nothing was heard of it"),
    "count": _("A count did not find it"),
    "reported": _("Somebody reported it lost or stolen"),
    "other": _("Another reason"),
}
WHY: dict[str, Text] = {
    "holder": _("has it"),
    "had": _("had it before"),
    "saw": _("saw or moved it"),
    "accountable": _("answers for it"),
    "asked": _("was asked"),
}
