"""What keeps rules from being set and alerts from being dealt with, as answers."""

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Conflict, Invalid


class BadRule(Invalid):
    """A rule says something that cannot be looked for."""

    code = "alerts.bad_rule"
    title = _("No such rule")
    message = _("{field}: {reason}")


class AlreadyResolved(Conflict):
    """Somebody has dealt with it."""

    code = "alerts.already_resolved"
    title = _("Resolved already")
    message = _("{alert} is resolved already.")


class NoReason(Invalid):
    """An alert is resolved with a word on how."""

    code = "alerts.no_reason"
    title = _("Say how")
    message = _("Say in {most} characters at most how {alert} was dealt with.")


class BadSnooze(Invalid):
    """It is to come up again at a later time."""

    code = "alerts.bad_snooze"
    title = _("Not until then")
    message = _("{alert} comes up again between now and in {days} days.")


class BadChannel(Invalid):
    """Nothing can be sent by a channel like this."""

    code = "alerts.bad_channel"
    title = _("No such channel")
    message = _("{field}: {reason}")


class BadPreference(Invalid):
    """Nobody can be told at such times."""

    code = "alerts.bad_preference"
    title = _("Cannot be set so")
    message = _("{field}: {reason}")
