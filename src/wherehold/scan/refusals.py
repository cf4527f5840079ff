"""What scanning and phones decline to do, and how that reads."""

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


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


class HandedMeanwhile(Conflict):
    """The asset has changed hands since the phone last knew."""

    code = "scan.handed_meanwhile"
    title = _("Changed hands meanwhile")
    message = _("{asset} changed hands before this arrived: it is with {holder} now.")


class BackMeanwhile(Conflict):
    """The asset was taken back since the phone last knew."""

    code = "scan.back_meanwhile"
    title = _("Taken back meanwhile")
    message = _("{asset} was taken back before this arrived: nobody has it now.")


class MovedMeanwhile(Conflict):
    """The asset has been moved since the phone last knew."""

    code = "scan.moved_meanwhile"
    title = _("Moved meanwhile")
    message = _("{asset} was moved before this arrived: it belongs at {place} now.")


class EditedMeanwhile(Conflict):
    """The field has another value since the phone last knew."""

    code = "scan.edited_meanwhile"
    title = _("Edited meanwhile")
    message = _("{field} of {asset} was changed before this arrived: it says {value!r} now.")


class Blocked(Conflict):
    """An earlier act of the same phone on the same asset waits to be settled."""

    code = "scan.blocked"
    title = _("Waits for an earlier act")
    message = _("What was done to {asset} before this waits to be settled first.")


class RightsEnded(NotAllowed):
    """The person whose phone it is may do nothing any more."""

    code = "scan.rights_ended"
    title = _("No rights any more")
    message = _("{person} has no rights any more. This is kept, and somebody will look at it.")


class PhoneRevoked(NotAllowed):
    """The phone was revoked."""

    code = "scan.phone_revoked"
    title = _("Phone revoked")
    message = _("This phone was revoked. This is kept, and somebody will look at it.")


class TooManyKept(NotAllowed):
    """A phone that may do nothing has brought more than is kept for review."""

    code = "scan.too_many_kept"
    title = _("Too many to look at")
    message = _("{limit} acts of this phone wait to be looked at already.")


class UnknownAct(Invalid):
    """There is no such act."""

    code = "scan.unknown_act"
    title = _("No such act")
    message = _("{act!r} is none of {known}.")


class BadArguments(Invalid):
    """What an act was given does not fit it."""

    code = "scan.bad_arguments"
    title = _("Does not fit")
    message = _("{field}: {why}")


class NothingToTakeBack(Conflict):
    """The act is not there, or did nothing that could be taken back."""

    code = "scan.nothing_to_take_back"
    title = _("Nothing to take back")
    message = _("There is nothing of this phone to take back under {op}.")


class AlreadySettled(Conflict):
    """Somebody has settled it."""

    code = "scan.already_settled"
    title = _("Settled already")
    message = _("Somebody has settled this already.")
