"""What things are insured for and would cost anew, in the browser."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from wherehold.finance import commands
from wherehold.finance.queries import cover, values
from wherehold.finance.web.forms import with_amounts
from wherehold.finance.web.shared import book_of, must_keep
from wherehold.finance.words import ESTIMATES
from wherehold.kernel import clock, organisation
from wherehold.kernel.errors import NotFound, Refusal
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest, leave

either = require_http_methods(["GET", "HEAD", "POST"])
_DAY = {"type": "date"}


class EstimateForm(forms.Form):
    """What a thing is insured for, or what a new one would cost."""

    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=list(ESTIMATES.items()))
    on = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs=_DAY))
    amount = forms.CharField(label=gettext_lazy("Amount"), max_length=24)
    source = forms.CharField(
        label=gettext_lazy("Who says so"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A policy, an offer, a price list"),
    )

    def __init__(self, given: Any) -> None:  # noqa: ANN401
        super().__init__(given, initial={"on": clock.today()})
        self.currency = organisation.current().currency
        self.fields["amount"].label = _("Amount, {currency}").format(currency=self.currency)

    def clean(self) -> dict[str, Any]:
        """Read the amount as people write it."""
        return with_amounts(self, self.currency, ("amount",))


class IndexForm(forms.Form):
    """Where the prices of new things stand."""

    on = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs=_DAY))
    value = forms.CharField(label=gettext_lazy("Index"), max_length=24, help_text="112.4")
    source = forms.CharField(
        label=gettext_lazy("Where that is said"), max_length=200, required=False
    )


@either
def estimate(request: AuthedRequest, asset_id: int) -> HttpResponse:
    """Ask what a thing is insured for or would cost anew, and have it so."""
    found = values.of_asset(actor=request.auth, asset_id=asset_id)
    if not found:
        raise NotFound({"what": _("line"), "key": asset_id})
    form, refusal = EstimateForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            commands.estimate(actor=request.auth, estimates=[_draft(asset_id, form.cleaned_data)])
        except Refusal as error:
            refusal = refusals.shown(error)
        else:
            toasts.say(request, _("Noted."))
            return leave(request, f"{reverse('desk:asset', args=[asset_id])}/value")
    title = _("Insured or replacement value")
    context = {"form": form, "refusal": refusal, "one": found[0], "title": title}
    status = 422 if refusal or form.errors else 200
    return render(request, "finance/change.html", context, status=status)


def _draft(asset_id: int, said: dict[str, Any]) -> commands.EstimateDraft:
    return commands.EstimateDraft(
        asset_id=asset_id,
        kind=said["kind"],
        on=said["on"],
        value_minor=said["amount"] or 0,
        source=said["source"],
    )


@either
def price_index(request: AuthedRequest, code: str) -> HttpResponse:
    """Show where the prices of new things stood, ask for another day, and have it so."""
    must_keep(request)
    book, form, refusal = book_of(request, code), IndexForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            drafts = [commands.IndexDraft(**form.cleaned_data)]
            commands.set_price_index(actor=request.auth, points=drafts)
        except Refusal as error:
            refusal = refusals.shown(error)
        else:
            toasts.say(request, _("Saved."))
            return leave(request, reverse("finance:price-index", args=[code]))
    points = cover.price_index(actor=request.auth)
    context = {"form": form, "refusal": refusal, "book": book, "points": points}
    status = 422 if refusal or form.errors else 200
    return render(request, "finance/price_index.html", context, status=status)
