"""What reservations decline, and how that reads."""

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Conflict, Invalid


class BadPeriod(Invalid):
    """The end is not after the beginning."""

    code = "reservations.bad_period"
    title = _("Ends before it begins")
    message = _("It would end at {ends}, which is not after {begins}.")


class InPast(Invalid):
    """The period began before now."""

    code = "reservations.in_past"
    title = _("In the past")
    message = _("{begins} has passed. Choose a time to come.")


class TooFar(Invalid):
    """The period lies beyond what is planned."""

    code = "reservations.too_far"
    title = _("Too far ahead")
    message = _("{ends} is too far ahead: book at most {days} days from now.")


class TooLong(Invalid):
    """The things are lent for less long."""

    code = "reservations.too_long"
    title = _("Too long")
    message = _("{what}: {days} days at most.")


class HourMissing(Invalid):
    """The clock jumps over this hour."""

    code = "reservations.hour_missing"
    title = _("No such hour")
    message = _("{at} does not exist in {zone}: clocks go forward then. Choose another hour.")


class HourTwice(Invalid):
    """The clock shows this hour twice."""

    code = "reservations.hour_twice"
    title = _("Twice on that day")
    message = _("{at} comes twice in {zone}: clocks go back then. Choose another hour.")


class BadTime(Invalid):
    """Not an instant."""

    code = "reservations.bad_time"
    title = _("Not a time")
    message = _("{value} is not a time such as 2026-11-30T09:00.")


class Closed(Invalid):
    """The place is not open then."""

    code = "reservations.closed"
    title = _("Closed then")
    message = _("{place} is closed at {at}. Open that day: {hours}.")


class BadLine(Invalid):
    """A line does not say what is wanted."""

    code = "reservations.bad_line"
    title = _("What is wanted?")
    message = _("Line {index}: {why}")


class BadRule(Invalid):
    """A rule or an opening hour cannot be so."""

    code = "reservations.bad_rule"
    title = _("Not a rule")
    message = _("{field}: {why}")


class BadRepeat(Invalid):
    """It cannot come again like that."""

    code = "reservations.bad_repeat"
    title = _("How does it come again?")
    message = _("{field}: {why}")


class NotEachTime(Conflict):
    """A booking that comes again cannot be had each time."""

    code = "reservations.not_each_time"
    title = _("Not each time")
    message = _("{begins}: {why}")


class NotFree(Conflict):
    """There is not as much free then as is wanted."""

    code = "reservations.not_free"
    title = _("Not free then")
    message = _("{what}: {free} of {quantity} free then. {why}")


class WrongState(Conflict):
    """The reservation is not at that point."""

    code = "reservations.wrong_state"
    title = _("Not now")
    message = _("Reservation {reservation_id} is {state}.")


class SomebodyWaits(Conflict):
    """Others wait for what would be kept longer."""

    code = "reservations.somebody_waits"
    title = _("Somebody waits for it")
    message = _("{what} is waited for from {begins} on, so it cannot be kept longer.")


class NotLent(Conflict):
    """People do not borrow things of this kind by themselves."""

    code = "reservations.not_lent"
    title = _("Not for self-service")
    message = _("{what} is not lent by itself. Ask at the desk.")


class TooMany(Conflict):
    """Somebody has as many as people may have by themselves."""

    code = "reservations.too_many"
    title = _("Too many at once")
    message = _("{most} at once at most, and you have {have}. Bring one back first.")


class NotHere(Conflict):
    """The thing is not recorded at the place that was scanned."""

    code = "reservations.not_here"
    title = _("Not from here")
    message = _("{asset} does not belong at {place}. Scan the place where you found it.")


class NotYours(Conflict):
    """Somebody else has the thing, or nobody."""

    code = "reservations.not_yours"
    title = _("Not with you")
    message = _("{asset} is not with you, so there is nothing to bring back.")


class NotPartOf(Conflict):
    """An asset is none of those that are wanted, or more are named than are wanted."""

    code = "reservations.not_part_of"
    title = _("Not part of it")
    message = _("{asset} is not part of reservation {reservation_id}, or is one too many.")


class NotGiven(Conflict):
    """More is returned than was handed out."""

    code = "reservations.not_given"
    title = _("Not handed out")
    message = _("{asset} was not handed out with reservation {reservation_id}.")
