"""What custody declines to do, and how that reads."""

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Conflict, Invalid


class OneTarget(Invalid):
    """A hand-over goes to exactly one party, place or asset."""

    code = "custody.one_target"
    title = _("To whom?")
    message = _("Say one of the three: who holds it, a place, or the thing that it goes into.")


class DueInPast(Invalid):
    """The due day lies before the day of the hand-over."""

    code = "custody.due_in_past"
    title = _("Due in the past")
    message = _("Due {due_on} is before {day}, the day of the hand-over.")


class AtInFuture(Invalid):
    """Something is said to have happened that has not happened yet."""

    code = "custody.at_in_future"
    title = _("In the future")
    message = _("{at} has not come yet.")


class BadCondition(Invalid):
    """There is no such condition."""

    code = "custody.bad_condition"
    title = _("No such condition")
    message = _("{condition} is not a condition. Say one of {known}.")


class NothingChosen(Invalid):
    """An act on assets was asked for without naming any."""

    code = "custody.nothing_chosen"
    title = _("Nothing chosen")
    message = _("Choose {what} first.")


class AlreadyOut(Conflict):
    """Somebody or something holds the asset."""

    code = "custody.already_out"
    title = _("Already checked out")
    message = _("{asset} is with {holder}.")


class NotOut(Conflict):
    """Nobody holds the asset."""

    code = "custody.not_out"
    title = _("Not checked out")
    message = _("{asset} is not checked out.")


class AlreadyThere(Conflict):
    """The asset is where it is to go."""

    code = "custody.already_there"
    title = _("Already there")
    message = _("{asset} is with {holder} already.")


class NotInService(Conflict):
    """The asset cannot be handed out at its present stage."""

    code = "custody.not_in_service"
    title = _("Not in service")
    message = _("{asset} is {stage}.")


class OnHold(Conflict):
    """Something stops the asset from being handed out."""

    code = "custody.on_hold"
    title = _("On hold")
    message = _("{asset} is on hold: {reason}")


class Promised(Conflict):
    """Somebody else was promised the asset for that time."""

    code = "custody.promised"
    title = _("Promised to somebody else")
    message = _(
        "{asset} is promised for {claim} from {begins}. Have it back before, take another one, "
        "or hand it out all the same if you may."
    )


class BeforeLastAct(Conflict):
    """The hand-over is dated before another one of the same asset."""

    code = "custody.before_last_act"
    title = _("Before the last hand-over")
    message = _("{asset} was last handed over at {last}; this cannot lie before it.")


class HolderArchived(Conflict):
    """The party is archived and takes nothing new."""

    code = "custody.holder_archived"
    title = _("Holder archived")
    message = _("{holder} is archived and cannot be given anything.")


class GoesIntoItself(Conflict):
    """An asset would be inside itself."""

    code = "custody.into_itself"
    title = _("Inside itself")
    message = _("{asset} cannot go into {into}: that would put it inside itself.")


class NothingToUndo(Conflict):
    """The act is no hand-over, or was taken back before."""

    code = "custody.nothing_to_undo"
    title = _("Nothing to undo")
    message = _("There is nothing to undo: {why}")


class StandsUnder(Conflict):
    """Something later was built on the act, so it cannot be taken back."""

    code = "custody.later_act"
    title = _("Something later stands on it")
    message = _("{asset} cannot be put back: {why}")


class NoReason(Invalid):
    """A mistake is taken back with a reason, which stays beside it."""

    code = "custody.no_reason"
    title = _("Why?")
    message = _("Say why it is taken back: the reason stays beside the mistake.")


class NoAddress(Conflict):
    """Nobody can be reminded: the holder has no e-mail address."""

    code = "custody.no_address"
    title = _("No e-mail address")
    message = _("{holder} has no e-mail address.")


class BadOutcome(Invalid):
    """There is no such decision."""

    code = "custody.bad_outcome"
    title = _("No such decision")
    message = _("Say one of {known}.")


class NotTheirs(Conflict):
    """Somebody else holds the asset."""

    code = "custody.not_theirs"
    title = _("Somebody else has it")
    message = _("{asset_id} is not with {holder}.")


class NotLeaving(Conflict):
    """The person has no list of what to give back."""

    code = "custody.not_leaving"
    title = _("No list to close")
    message = _("{holder} has no day of leaving, or is archived.")


class IdentityNotSeen(Conflict):
    """Nobody has seen who the borrower outside the organisation is."""

    code = "custody.identity_not_seen"
    title = _("Identity not seen")
    message = _("{asset} goes to {holder} once somebody has seen who that is: on their page.")


class UnknownDocument(Invalid):
    """No such kind of document."""

    code = "custody.unknown_document"
    title = _("No such document")
    message = _("Say one of {known}.")
