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
    "units-of-production": _("By units"),
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
    "hold": _("Held for sale"),
    "release": _("Back into use"),
    "part": _("A part let go"),
    "dispose": _("Let go"),
    "divide": _("Divided into parts"),
    "leave": _("To another company"),
    "enter": _("From another company"),
}
ESTIMATES = {
    "insured": _("Insured for"),
    "replacement": _("A new one costs"),
}
SOURCES = {
    "hand": _("said by hand"),
    "hand-indexed": _("said by hand, by the price index since"),
    "price": _("price paid"),
    "price-indexed": _("price paid, by the price index since"),
    "": "",
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
    "disposal": _("Cost of letting go"),
    "proceeds": _("What it brought"),
}
CONVENTIONS = {
    "full-month": _("Whole month of the start"),
    "next-month": _("From the next month"),
    "15th": _("The month counts if it began by the 15th"),
    "mid-month": _("Half of the month"),
    "mid-quarter": _("Half of the quarter"),
    "half-year": _("Half of the year"),
    "modified-half-year": _("The whole year if it began in its first half"),
    "full-year": _("Whole year of the start"),
    "daily": _("By days of each year"),
    "daily-365": _("By days, 365 a year"),
    "daily-360": _("By months of 30 days"),
    "daily-total": _("Each day of the life the same"),
}
