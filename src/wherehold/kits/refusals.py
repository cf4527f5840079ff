"""What kits decline to do, and how that reads."""

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Conflict, Invalid


class BadKit(Invalid):
    """Something about a kit or a list of contents cannot be so."""

    code = "kits.bad"
    title = _("This cannot be")
    message = _("{field}: {why}")


class IsKit(Conflict):
    """The thing is a kit already."""

    code = "kits.is_kit"
    title = _("A kit already")
    message = _("{asset} is a kit already.")


class InItself(Conflict):
    """A kit would contain itself, directly or through others."""

    code = "kits.in_itself"
    title = _("A kit cannot contain itself")
    message = _("{asset} contains {kit}, or is it.")


class InOtherKit(Conflict):
    """The thing belongs to another kit."""

    code = "kits.in_other_kit"
    title = _("In another kit")
    message = _("{asset} belongs to kit {kit}. Take it out of there first.")


class NotOnList(Conflict):
    """The thing is not on the list of contents, or there are enough of its sort."""

    code = "kits.not_on_list"
    title = _("Does not belong into it")
    message = _("{asset} is not on the list of {kit}, or its line is full.")


class NotAPiece(Conflict):
    """The thing does not belong to the kit."""

    code = "kits.not_a_piece"
    title = _("Not a piece of it")
    message = _("{asset} does not belong to {kit}.")


class Incomplete(Conflict):
    """Something that must be in the kit is not there."""

    code = "kits.incomplete"
    title = _("Kit not complete")
    message = _("{count} × {what} not in {kit}. Put it in, or hand the kit out knowing it.")


class NameTaken(Conflict):
    """Another list has this name."""

    code = "kits.name_taken"
    title = _("Name taken")
    message = _("There is a list by the name of {name} already.")


class NotMissing(Conflict):
    """It was said before what became of it."""

    code = "kits.not_missing"
    title = _("Not missing any more")
    message = _("{asset}: it was decided before what became of it.")
