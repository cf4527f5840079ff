"""What transfers decline to do, and how that reads."""

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Conflict, Invalid


class BadTransfer(Invalid):
    """Something about a transfer cannot be so."""

    code = "transfers.bad"
    title = _("This cannot be")
    message = _("{field}: {why}")


class NotThere(Conflict):
    """The thing is not where the transfer begins."""

    code = "transfers.not_there"
    title = _("Not there to be sent")
    message = _("{asset} is not recorded to be at {place}.")


class SomebodyHasIt(Conflict):
    """Somebody or something holds the thing."""

    code = "transfers.held"
    title = _("Checked out")
    message = _("{asset} is checked out. Take it back first.")


class OnTheWay(Conflict):
    """The thing is on another transfer."""

    code = "transfers.on_the_way"
    title = _("On another transfer")
    message = _("{asset} is on transfer {transfer}.")


class WrongState(Conflict):
    """The transfer is not at the point where this can be done."""

    code = "transfers.wrong_state"
    title = _("Not now")
    message = _("{transfer} is {state}.")


class NotSent(Conflict):
    """Something arrived that nobody had sent, and nobody said that one knows."""

    code = "transfers.not_sent"
    title = _("Not on the list")
    message = _("{asset} was not sent with {transfer}. Take it in as surplus, or leave it out.")


class CameBefore(Conflict):
    """The thing was received, or decided about, before."""

    code = "transfers.came_before"
    title = _("Accounted for before")
    message = _("{asset} was accounted for before.")
