"""What acts of phones, and what became of them, are called."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "check_out": _("Checked out"),
    "check_in": _("Checked in"),
    "transfer": _("Passed on"),
    "move": _("Moved"),
    "seen": _("Seen"),
    "note": _("Noted"),
    "condition": _("Condition said"),
    "edit": _("Edited"),
    "count": _("Counted"),
    "count_decide": _("Decided in a count"),
    "count_describe": _("Described in a count"),
    "count_finish": _("Room finished"),
    "undo": _("Taken back"),
}
CHOICES = {
    "keep": (_("Keep theirs"), _("Things stay as they are. A move becomes a sighting.")),
    "mine": (
        _("Apply mine"),
        _("A hand-over of meanwhile is taken back, and what the phone said is done."),
    ),
    "both": (_("Both happened"), _("What the phone said is written down, then theirs again.")),
}


def settled(act: str, choice: str) -> str:
    """Return in words what became of an act that came too late."""
    word = ACTS.get(act, act)
    made = CHOICES[choice][0] if choice in CHOICES else choice
    return f"{word}: {made}"
