"""The forms of books."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wherehold.finance.commands import PolicyDraft
from wherehold.finance.engine.conventions import CONVENTIONS
from wherehold.finance.shown import MONTH_NAMES
from wherehold.finance.words import METHODS
from wherehold.kernel import organisation
from wherehold.kernel.actor import Actor
from wherehold.register.queries import catalogue

UNITS = (("1", _("months")), ("12", _("years")))
CONVENTION_NAMES = {
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


class BookForm(forms.Form):
    """What a book is opened with."""

    name = forms.CharField(label=_("Name"), max_length=80)
    code = forms.CharField(
        label=_("Code"), max_length=20, help_text=_("Small letters and digits, such as tax")
    )
    currency = forms.CharField(label=_("Currency"), max_length=3)
    fiscal_start = forms.TypedChoiceField(
        label=_("The fiscal year begins in"), choices=MONTH_NAMES, coerce=int, initial=1
    )

    def __init__(self, given: Any = None) -> None:  # noqa: ANN401
        super().__init__(given, initial={"currency": organisation.current().currency})


class PolicyForm(forms.Form):
    """How a book depreciates a category."""

    category = forms.TypedChoiceField(label=_("Kind"), required=False, coerce=int, empty_value=None)
    method = forms.ChoiceField(label=_("Method"), choices=list(METHODS.items()))
    convention = forms.ChoiceField(
        label=_("In the first period counts"),
        choices=[(key, CONVENTION_NAMES[key]) for key in CONVENTIONS],
    )
    life = forms.IntegerField(label=_("Life"), min_value=1, max_value=1200, initial=36)
    unit = forms.TypedChoiceField(label=_("Counted in"), choices=UNITS, coerce=int)
    residual = forms.DecimalField(
        label=_("Residual value, percent of the cost"),
        min_value=0,
        max_value=100,
        decimal_places=1,
        initial=0,
    )
    rate = forms.CharField(
        label=_("Rate a year, as a fraction"), max_length=24, required=False, help_text="0.25"
    )
    factor = forms.CharField(
        label=_("Or a multiple of equal parts"), max_length=24, required=False, help_text="2"
    )
    switch = forms.BooleanField(label=_("Go over to equal parts when that is more"), required=False)

    def __init__(self, given: Any, actor: Actor) -> None:  # noqa: ANN401
        super().__init__(given)
        field = self.fields["category"]
        assert isinstance(field, forms.TypedChoiceField)
        known = catalogue.category_tree(actor=actor)
        field.choices = [("", _("Everything")), *((one["id"], one["full_name"]) for one in known)]

    def draft(self) -> PolicyDraft:
        """Return what the command takes."""
        said = self.cleaned_data
        return PolicyDraft(
            category_id=said["category"],
            method=said["method"],
            convention=said["convention"],
            life=said["life"],
            step_months=said["unit"],
            residual_permille=int(said["residual"] * 10),
            rate=said["rate"].strip(),
            factor=said["factor"].strip(),
            switch=said["switch"],
        )
