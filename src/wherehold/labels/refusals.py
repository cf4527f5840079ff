"""What keeps labels from being made, as answers."""

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Conflict, Invalid, NotFound, Unavailable


class OnlyHere(Conflict):
    """A label would lead every phone to itself."""

    code = "labels.address_is_local"
    title = _("Labels need an address")
    message = _(
        "A label holds the address of this Wherehold, and {address} means another machine on "
        "every phone that scans it. Set WHEREHOLD_URL to the address that people use, such as "
        "https://assets.example.org, and start again."
    )


class NoSuchLabel(Invalid):
    """The sheet does not have that label, or there is no such stock."""

    code = "labels.no_such_label"
    title = _("No such label")
    message = _("{stock} has labels 1 to {labels}; {start_at} is not one of them.")


class UnknownStock(Invalid):
    """We have no measurements of that stock."""

    code = "labels.unknown_stock"
    title = _("Unknown label stock")
    message = _("There is no label stock {stock}. Known: {known}.")


class UnknownPrinter(Invalid):
    """There is no such printer, neither as a profile nor among those that may be sent to."""

    code = "labels.unknown_printer"
    title = _("Unknown printer")
    message = _("There is no printer {printer}. Known: {known}.")


class BadDesign(Invalid):
    """A design says something that no label can be made from."""

    code = "labels.bad_design"
    title = _("No such design")
    message = _("{field}: {reason}")


class WouldNotScan(Invalid):
    """The code would be too fine to read, or has no room on the label."""

    code = "labels.would_not_scan"
    title = _("Would not scan")
    message = _("{problem} {remedy}")


class DoesNotFit(Invalid):
    """The words have no room on the label."""

    code = "labels.does_not_fit"
    title = _("Does not fit")
    message = _("{problem} {remedy}")


class NoCode(Invalid):
    """What is to be labelled has nothing that such a code could hold."""

    code = "labels.no_code"
    title = _("Nothing to put into the code")
    message = _("{label}: {reason}")


class NoCompanyPrefix(Conflict):
    """A GS1 key begins with the number that GS1 gave the organisation, and there is none."""

    code = "labels.no_company_prefix"
    title = _("No GS1 company prefix")
    message = _("Enter the company prefix that GS1 gave you under {where}, or choose another code.")


class TooMany(Invalid):
    """More labels than one file should hold."""

    code = "labels.too_many"
    title = _("Too many labels at once")
    message = _("{asked} labels are more than {most} at once. Print them in parts.")


class NothingToPrint(Invalid):
    """No asset was named."""

    code = "labels.nothing_to_print"
    title = _("Nothing to print")
    message = _("Choose at least one thing; {asked} were chosen.")


class PrinterAway(Unavailable):
    """A printer did not answer in time."""

    code = "labels.printer_away"
    title = _("Printer does not answer")
    message = _(
        "{printer} at {address} does not answer: {reason}. Nothing more was sent; see that it is "
        "on and has labels, then print again."
    )


class NotBlank(Conflict):
    """A label of a batch that was claimed already, or the thing has been taken meanwhile."""

    code = "labels.not_blank"
    title = _("Not a blank label")
    message = _("The label {tag} is already on {asset}.")


class NoSuchBlank(NotFound):
    """No blank label has this code."""

    code = "labels.no_such_blank"
    message = _("No blank label {key}.")


class NameTaken(Conflict):
    """Two designs, printers or stocks under one name."""

    code = "labels.name_taken"
    title = _("Name taken")
    message = _("There is a {what} {name} already.")


class NotReady(Conflict):
    """Labels that are made in the background are not there yet, or not any more."""

    code = "labels.not_ready"
    title = _("Not ready")
    message = _("{done} of {total} labels are made. {reason}")
