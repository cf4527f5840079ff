"""What methods, conventions and states are called."""

from django.utils.translation import gettext_lazy as _

STATES = {
    "not_in_service": (_("Not in service"), ""),
    "depreciating": (_("Depreciating"), "acc"),
    "suspended": (_("Suspended"), "warn"),
    "fully_depreciated": (_("Fully depreciated"), "ok"),
    "held_for_sale": (_("Held for sale"), "warn"),
    "derecognised": (_("Derecognised"), ""),
}
METHODS = {
    "straight-line": _("Straight line"),
    "declining-balance": _("Declining balance"),
    "fixed-declining": _("Declining, as spreadsheets have it"),
    "sum-of-years-digits": _("Sum of digits"),
    "macrs": _("MACRS"),
    "amorlinc": _("French linear"),
    "amordegrc": _("French degressive"),
    "none": _("Not depreciated"),
}
WAYS = {
    "sale": _("Sale"),
    "scrap": _("Scrap"),
    "donation": _("Donation"),
    "theft": _("Theft"),
    "eliminate": _("Depreciation eliminated"),
    "gross-up": _("Cost and depreciation in one ratio"),
    "": "",
}
CHANGES = {
    "estimate": _("Another estimate"),
    "improve": _("Improvement"),
    "impair": _("Impairment"),
    "reverse": _("Impairment taken back"),
    "revalue": _("Revaluation"),
    "suspend": _("Suspension"),
    "resume": _("Going on"),
    "transfer": _("Transfer of cost centre"),
    "part": _("A part let go"),
    "dispose": _("Let go"),
}
COSTS = {
    "purchase": _("Purchase"),
    "addition": _("Addition"),
    "improvement": _("Improvement"),
    "repair": _("Repair"),
    "running": _("Running cost"),
    "energy": _("Energy"),
    "insurance": _("Insurance"),
    "lease": _("Lease"),
    "proceeds": _("What it brought"),
}
