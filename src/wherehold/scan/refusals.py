"""What scanning and phones decline to do, and how that reads."""

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Conflict, Invalid, NotFound


class UnknownCode(NotFound):
    """The code stands for nothing that one may see."""

    code = "scan.unknown_code"
    title = _("Unknown code")
    message = _("{scanned} is not in the register.")


class AmbiguousCode(Conflict):
    """The code stands for several."""

    code = "scan.ambiguous_code"
    title = _("Which one?")
    message = _("{scanned} stands for several: {found}.")


class NotAThing(Invalid):
    """The code stands for a person or a place where a thing is wanted."""

    code = "scan.not_a_thing"
    title = _("Not a thing")
    message = _("{scanned} is {found}, which is no thing.")
