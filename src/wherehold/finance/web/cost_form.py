"""The form for what a thing cost."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wherehold.finance.commands import CostDraft
from wherehold.finance.web.forms import with_amounts
from wherehold.finance.words import COSTS
from wherehold.kernel import clock, organisation
from wherehold.kernel.actor import Actor
from wherehold.register.queries import holding, parties


class ReadingForm(forms.Form):
    """What a meter said."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    count = forms.IntegerField(label=_("The meter says"), max_value=10**15, required=False)
    used = forms.IntegerField(
        label=_("Or units used since the last reading"), max_value=10**15, required=False
    )
    replaced = forms.BooleanField(label=_("It is another meter than before"), required=False)

    def __init__(self, given: Any) -> None:  # noqa: ANN401
        super().__init__(given, initial={"on": clock.today()})


class CostForm(forms.Form):
    """What was paid for a thing, or came in for it."""

    tag = forms.CharField(label=_("Tag of the thing"), max_length=64)
    kind = forms.ChoiceField(label=_("What for"), choices=list(COSTS.items()))
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    amount = forms.CharField(label=_("Amount without tax"), max_length=24)
    tax = forms.CharField(label=_("Tax"), max_length=24, required=False)
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False)
    rate = forms.CharField(
        label=_("Rate of that day"),
        max_length=24,
        required=False,
        help_text=_("What one unit of it was worth; only for another currency"),
    )
    supplier = forms.CharField(
        label=_("Supplier"), max_length=200, required=False, help_text=_("By name")
    )
    invoice = forms.CharField(label=_("Invoice"), max_length=100, required=False)
    cost_centre = forms.CharField(label=_("Cost centre"), max_length=60, required=False)
    funding = forms.CharField(label=_("Paid from"), max_length=100, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    capitalise = forms.BooleanField(
        label=_("Add an addition or improvement to its value in the books"),
        required=False,
        initial=True,
    )
    months = forms.IntegerField(
        label=_("Months it lasts since"),
        min_value=1,
        max_value=4000,
        required=False,
        help_text=_("Empty: as long as before"),
    )

    def __init__(self, given: Any, actor: Actor, tag: str = "", kind: str = "") -> None:  # noqa: ANN401
        home = organisation.current().currency
        super().__init__(
            given, initial={"on": clock.today(), "currency": home, "tag": tag, "kind": kind}
        )
        self.actor, self.home = actor, home

    def clean(self) -> dict[str, Any]:
        """Read amounts as people write them, and find the thing and the supplier."""
        said = self.cleaned_data
        said["currency"] = (said.get("currency") or self.home).strip().upper()
        with_amounts(self, said["currency"], ("amount", "tax"))
        if tag := said.get("tag", "").strip():
            found = holding.assets_tagged(actor=self.actor, tags=[tag])
            said["asset_id"] = found.get(tag)
            if said["asset_id"] is None:
                self.add_error("tag", _("Nothing has this tag."))
        if name := said.get("supplier", "").strip():
            ids = parties.matches(actor=self.actor, words=[name]).get(name, [])
            said["supplier_id"] = ids[0] if len(ids) == 1 else None
            if len(ids) != 1:
                self.add_error("supplier", _("Nobody, or more than one, has this name."))
        return said

    def draft(self) -> CostDraft:
        """Return what the command takes."""
        said = self.cleaned_data
        texts = ("kind", "on", "currency", "invoice", "funding", "cost_centre", "note")
        return CostDraft(
            asset_id=said["asset_id"],
            amount_minor=said["amount"] or 0,
            tax_minor=said["tax"] or 0,
            rate=said["rate"].strip(),
            supplier_id=said.get("supplier_id"),
            capitalise=said["capitalise"],
            months=said["months"],
            **{name: said[name] for name in texts},
        )
