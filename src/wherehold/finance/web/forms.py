"""The forms of books."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from wherehold.finance.commands import ChangeDraft, DisposalDraft, PolicyDraft
from wherehold.finance.commands.changes import WAYS as DISPOSALS
from wherehold.finance.engine.conventions import CONVENTIONS
from wherehold.finance.queries.values import InBook
from wherehold.finance.shown import MONTH_NAMES
from wherehold.finance.words import CHANGES, METHODS, WAYS
from wherehold.finance.words import CONVENTIONS as CONVENTION_WORDS
from wherehold.kernel import clock, money, organisation
from wherehold.kernel.actor import Actor
from wherehold.register.queries import catalogue

UNITS = (("1", _("months")), ("12", _("years")))


class BookForm(forms.Form):
    """What a book is opened with."""

    name = forms.CharField(label=_("Name"), max_length=80)
    code = forms.CharField(
        label=_("Code"), max_length=20, help_text=_("Small letters and digits, such as tax")
    )
    company = forms.CharField(
        label=_("Company"),
        max_length=80,
        required=False,
        help_text=_("Whose books these are, where there are several"),
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
        choices=[(key, CONVENTION_WORDS[key]) for key in CONVENTIONS],
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
    total_units = forms.IntegerField(
        label=_("Units of a whole life"),
        min_value=0,
        max_value=10**15,
        required=False,
        help_text=_("Only by units: hours, kilometres, pieces"),
    )

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
            total_units=said["total_units"] or 0,
        )


class ChangeForm(forms.Form):
    """What happened to a thing in a book; each kind asks for what it needs."""

    KINDS: ClassVar[dict[str, tuple[str, ...]]] = {
        "estimate": ("months", "units", "residual"),
        "improve": ("amount", "months", "residual"),
        "impair": ("amount",),
        "reverse": ("amount",),
        "revalue": ("amount", "way"),
        "suspend": (),
        "resume": (),
        "transfer": ("cost_centre",),
        "hold": ("amount",),
        "release": ("amount",),
        "part": ("amount", "how", "proceeds", "costs"),
    }
    NEEDED: ClassVar[frozenset[str]] = frozenset({"amount", "way", "how", "cost_centre"})

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    amount = forms.CharField(label=_("Amount"), max_length=24)
    months = forms.IntegerField(label=_("Months that are left"), min_value=1, max_value=4000)
    units = forms.IntegerField(label=_("Units that are left"), min_value=1, max_value=10**15)
    residual = forms.CharField(label=_("Residual value"), max_length=24)
    way = forms.ChoiceField(
        label=_("What is depreciated so far"),
        choices=[(key, WAYS[key]) for key in ("eliminate", "gross-up")],
    )
    how = forms.ChoiceField(label=_("How"), choices=[(key, WAYS[key]) for key in DISPOSALS])
    proceeds = forms.CharField(label=_("What it brought"), max_length=24)
    costs = forms.CharField(label=_("What that cost"), max_length=24)
    cost_centre = forms.CharField(label=_("Cost centre"), max_length=60)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, given: Any, kind: str, one: InBook) -> None:  # noqa: ANN401
        super().__init__(given, initial={"on": clock.today(), "cost_centre": ""})
        self.kind, self.one, self.title = kind, one, CHANGES[kind]
        kept = {"on", "note", *self.KINDS[kind]}
        kept -= {"months" if one.scheme["method"] == "units-of-production" else "units"}
        for name in list(self.fields):
            if name not in kept:
                del self.fields[name]
            elif name != "on":
                self.fields[name].required = name in self.NEEDED
        if kind == "part":
            self.fields["amount"].label = _("Its cost")
        elif kind in ("impair", "reverse", "revalue"):
            self.fields["amount"].label = _("New value")
        elif kind == "hold":
            self.fields["amount"].label = _("Fair value less what selling it costs")
        elif kind == "release":
            self.fields["amount"].label = _("What can be recovered, where that is less")
            self.fields["amount"].required = False

    def clean(self) -> dict[str, Any]:
        """Read amounts as people write them, in the currency of the book."""
        return with_amounts(self, self.one.book["currency"])

    def draft(self) -> ChangeDraft:
        """Return what the command takes."""
        said = self.cleaned_data
        return ChangeDraft(
            asset_id=self.one.asset_id,
            kind=self.kind,
            on=said["on"],
            amount_minor=said.get("amount") or 0,
            residual_minor=said.get("residual"),
            months=said.get("months"),
            units=said.get("units"),
            way=said.get("way") or said.get("how") or "",
            proceeds_minor=said.get("proceeds") or 0,
            costs_minor=said.get("costs") or 0,
            cost_centre=said.get("cost_centre") or "",
            note=said["note"],
            part=self.one.part,
        )


class DisposalForm(forms.Form):
    """How a thing is let go; what it brought is asked in the currency of each book."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    how = forms.ChoiceField(label=_("How"), choices=[(key, WAYS[key]) for key in DISPOSALS])
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, given: Any, found: Sequence[InBook]) -> None:  # noqa: ANN401
        super().__init__(given, initial={"on": clock.today()})
        self.asset_id = found[0].asset_id
        self.books = {str(one.book["code"]): str(one.book["currency"]) for one in found}
        self.currencies = sorted(set(self.books.values()))
        for currency in self.currencies:
            for name, label in (("proceeds", _("What it brought")), ("costs", _("What that cost"))):
                field = forms.CharField(label=f"{label}, {currency}", max_length=24, required=False)
                self.fields[f"{name}_{currency}"] = field

    def clean(self) -> dict[str, Any]:
        """Read amounts as people write them, each in its currency."""
        for currency in self.currencies:
            with_amounts(self, currency, (f"proceeds_{currency}", f"costs_{currency}"))
        return self.cleaned_data

    def draft(self) -> DisposalDraft:
        """Return what the command takes."""
        said = self.cleaned_data
        brought = {
            code: (said[f"proceeds_{currency}"] or 0, said[f"costs_{currency}"] or 0)
            for code, currency in self.books.items()
        }
        return DisposalDraft(
            asset_id=self.asset_id,
            on=said["on"],
            way=said["how"],
            by_book=brought,
            note=said["note"],
        )


_AMOUNTS = ("amount", "residual", "proceeds", "costs")


def with_amounts(
    form: forms.Form, currency: str, names: Sequence[str] = _AMOUNTS
) -> dict[str, Any]:
    """Put minor units in place of what was written; what is no amount is said beside its field."""
    for name in names:
        if name not in form.cleaned_data:
            continue
        text = form.cleaned_data[name].strip()
        try:
            amount = money.parse(text, currency) if text else None
            if amount is not None and amount.currency != currency:
                raise money.NotMoney({"text": text})
            form.cleaned_data[name] = amount.minor if amount else None
        except (money.NotMoney, money.UnknownCurrency) as error:
            form.add_error(name, str(error))
    return form.cleaned_data
