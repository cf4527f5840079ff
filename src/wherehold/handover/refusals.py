"""What hand-overs decline to do, and how that reads."""

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


class BadHandover(Invalid):
    """Something about a hand-over cannot be so."""

    code = "handover.bad"
    title = _("This cannot be")
    message = _("{field}: {why}")


class NoKey(NotFound):
    """The link or code opens nothing: used, expired, or never there. They read alike."""

    code = "handover.no_key"
    title = _("This link does not work")
    message = _("It was used, it is too old, or it was never there. Ask for a new one.")


class NotTheReceiver(NotAllowed):
    """Only whoever received the things can say that they did."""

    code = "handover.not_the_receiver"
    title = _("Not yours to confirm")
    message = _("Only {receiver} can confirm this, or sign for it at the desk.")


class NotAThird(NotAllowed):
    """Whoever decides is neither of the two sides."""

    code = "handover.not_a_third"
    title = _("Somebody else decides")
    message = _("Who gave, took back or received it cannot decide about {asset}.")


class NotOpen(Conflict):
    """The hand-over was answered or taken back before."""

    code = "handover.not_open"
    title = _("Answered before")
    message = _("{handover} is {state}: there is nothing to confirm.")


class NotSigned(Invalid):
    """Whoever confirms at the desk signs, or types their name."""

    code = "handover.not_signed"
    title = _("Signature missing")
    message = _("Let {receiver} sign, or type their name.")


class TermsNotAccepted(Invalid):
    """The terms have to be accepted."""

    code = "handover.terms_not_accepted"
    title = _("Terms not accepted")
    message = _("Read and accept: {title}, version {version}.")


class CameBack(Conflict):
    """The thing is not out on this hand-over any more."""

    code = "handover.came_back"
    title = _("Not out any more")
    message = _("{asset} is not out on this hand-over any more.")


class SayWhatChanged(Invalid):
    """What came back worse than it went is wear, damage, or in dispute."""

    code = "handover.say_what_changed"
    title = _("What changed?")
    message = _("{asset} went out {before} and came back {after}. Is it wear, damage, or disputed?")


class NothingToDecide(Conflict):
    """There is no open case about the thing."""

    code = "handover.nothing_to_decide"
    title = _("Nothing to decide")
    message = _("Nothing is open about {asset}.")


class NoMail(Conflict):
    """The receiver has no e-mail address."""

    code = "handover.no_mail"
    title = _("No e-mail address")
    message = _("{receiver} has no e-mail address. Use a code, or print the link.")
