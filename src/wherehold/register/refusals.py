"""Why acts on assets are refused."""

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Conflict, Invalid


class BadAsset(Invalid):
    """A value does not fit an asset."""

    code = "bad_asset"
    title = _("Not a valid asset")
    message = _("{field}: {why}")


class DatesOutOfOrder(Invalid):
    """One day lies before another that it must follow."""

    code = "dates_out_of_order"
    title = _("Dates out of order")
    message = _("{field} ({day}) lies before {after} ({after_day}).")


class DuplicateIdentifier(Conflict):
    """A code is in use already, or comes twice in one call."""

    code = "duplicate_identifier"
    title = _("Code already in use")
    message = _("{kind} {value} is already in use{by}.")


class TakenMeanwhile(Conflict):
    """Somebody else gave one of the codes to another thing at this moment."""

    code = "duplicate_identifier"
    title = _("Code already in use")
    message = _("One of the codes ({field}) was taken at this moment. Try again.")


class ChangedByAct(Invalid):
    """The field is not changed like this: there is an act for it."""

    code = "changed_by_act"
    title = _("There is an act for this")
    message = _("{field} is not changed like this: use {act}.")


class UnknownReference(Invalid):
    """Something is referred to that is not there, or that the caller may not see."""

    code = "unknown_reference"
    title = _("Unknown reference")
    message = _("{field}: nothing is called {value}.")


class AmbiguousReference(Invalid):
    """Several things have the name that something is referred to by."""

    code = "ambiguous_reference"
    title = _("More than one of that name")
    message = _("{field}: {count} are called {value}. Use the id.")


class NothingChosen(Invalid):
    """An act was asked for on nothing."""

    code = "nothing_chosen"
    title = _("Nothing chosen")
    message = _("{field}: choose at least one.")


class InFuture(Invalid):
    """What has happened cannot lie ahead."""

    code = "at_in_future"
    title = _("In the future")
    message = _("{at} lies in the future.")


class IsArchived(Conflict):
    """An archived asset is not changed before it is brought back."""

    code = "archived"
    title = _("Archived")
    message = _("{tag} is archived. Bring it back first.")


class NotArchived(Conflict):
    """Only what is archived can be brought back."""

    code = "not_archived"
    title = _("Not archived")
    message = _("{tag} is not archived.")


class IsVoided(Conflict):
    """The record was a mistake and does not come back."""

    code = "voided"
    title = _("Entered by mistake")
    message = _("{tag} was entered by mistake. Enter it anew.")


class OnHold(Conflict):
    """A hold stands on the asset."""

    code = "on_hold"
    title = _("On hold")
    message = _("{tag} is on hold: {reason}")


class StillHeld(Conflict):
    """Somebody has the asset."""

    code = "still_held"
    title = _("Still handed out")
    message = _("{tag} is handed out. Take it back first.")


class NotEmpty(Conflict):
    """There are things in the asset."""

    code = "not_empty"
    title = _("Not empty")
    message = _("There are things in {tag}. Take them out first.")


class ContainmentCycle(Conflict):
    """An asset would be inside itself."""

    code = "cycle"
    title = _("Goes in a circle")
    message = _("{tag} would be inside itself.")


class TooDeep(Conflict):
    """Things are in things that are in things, too often."""

    code = "too_deep"
    title = _("Too deep")
    message = _("{tag} would lie {depth} deep; {limit} is the most.")


class NotInside(Conflict):
    """The asset is in no other one."""

    code = "not_inside"
    title = _("Not inside anything")
    message = _("{tag} is not in another asset.")


class NoSuchIdentifier(Conflict):
    """The asset does not have the code."""

    code = "no_such_identifier"
    title = _("Not one of its codes")
    message = _("{tag} has no {kind} {value}.")


class TagStays(Conflict):
    """The tag of an asset is changed, never taken off."""

    code = "tag_stays"
    title = _("A thing keeps a tag")
    message = _("{tag} is known by this tag. Change it instead.")


class ChangedSince(Conflict):
    """What an act did was changed again later, so it cannot be taken back by itself."""

    code = "changed_since"
    title = _("Changed since")
    message = _("{tag} has been changed since: {field}.")


class NotUndoable(Conflict):
    """The act is of a kind that is not taken back like this, or was taken back already."""

    code = "not_undoable"
    title = _("Cannot be undone")
    message = _("This act ({what}) cannot be undone.")


class MergeIntoItself(Invalid):
    """One record cannot be merged with itself."""

    code = "merge_into_itself"
    title = _("One and the same")
    message = _("{tag} cannot be merged with itself.")
