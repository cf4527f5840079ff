"""What counting declines to do, and how that reads."""

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Conflict, Invalid, NotAllowed


class BadCount(Invalid):
    """Something about a count cannot be so."""

    code = "stocktake.bad"
    title = _("This cannot be")
    message = _("{field}: {why}")


class NothingExpected(Invalid):
    """Nothing that can be counted matches."""

    code = "stocktake.nothing_expected"
    title = _("Nothing to count")
    message = _("Nothing that can be counted matches. Choose another place or filter.")


class NotCounting(Conflict):
    """The count takes no more scans."""

    code = "stocktake.not_counting"
    title = _("Not being counted")
    message = _("{name} is {state}: nothing can be counted in it.")


class NotReviewed(Conflict):
    """The count is not where this can be done."""

    code = "stocktake.not_in_review"
    title = _("Not in review")
    message = _("{name} is {state}. {remedy}")


class Undecided(Conflict):
    """Differences are left of which nobody said what they are."""

    code = "stocktake.undecided"
    title = _("Still to decide")
    message = _("{count} differences of {name} are still to be decided.")


class SecondPerson(NotAllowed):
    """Who counted or decided does not sign."""

    code = "stocktake.second_person"
    title = _("A second person signs")
    message = _("{name} is signed by somebody who neither counted in it nor decided. {why}")


class StillPending(Conflict):
    """Devices hold scans that have not arrived."""

    code = "stocktake.still_pending"
    title = _("Scans have not arrived")
    message = _("{device} still holds {pending} scans. Wait, or say why it is closed without.")


class NoLink(Invalid):
    """The link is not one, or is too old. Which of these is nobody's business."""

    status = 404
    code = "stocktake.no_link"
    title = _("This link does not work")
    message = _("The link is too old, was used, or never was one: ask for a new one.")


class NobodyToAsk(Conflict):
    """None of what is expected is held by anybody who can be asked."""

    code = "stocktake.nobody_to_ask"
    title = _("Nobody to ask")
    message = _("Nothing that is still to be seen in {name} is held by somebody with an e-mail.")
