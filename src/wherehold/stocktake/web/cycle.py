"""The plan of counts in the browser: what is due, how the year goes, how often what comes round."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wherehold.kernel import money, organisation
from wherehold.kernel.errors import Refusal
from wherehold.stocktake import access, commands, drawing
from wherehold.stocktake.queries import cycle
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest

DAYS = ("a_days", "b_days", "c_days", "wrong_days")


class CycleForm(forms.Form):
    """From which value on a class begins, and how often it is counted."""

    a = forms.DecimalField(min_value=0, max_digits=14, decimal_places=2)
    b = forms.DecimalField(min_value=0, max_digits=14, decimal_places=2)
    a_days = forms.IntegerField(min_value=1, max_value=3650)
    b_days = forms.IntegerField(min_value=1, max_value=3650)
    c_days = forms.IntegerField(min_value=1, max_value=3650)
    wrong_days = forms.IntegerField(min_value=1, max_value=3650)

    def terms(self) -> commands.CycleTerms:
        """Return what the command takes."""
        said = self.cleaned_data
        digits = money.exponent(organisation.current().currency)
        values = {f"{one}_minor": int(said[one].scaleb(digits)) for one in ("a", "b")}
        return commands.CycleTerms(**values, **{name: said[name] for name in DAYS})


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: AuthedRequest) -> HttpResponse:
    """Show what is due and how the year goes; or say how often what comes round."""
    form = CycleForm(request.POST) if request.method == "POST" else None
    refusal = None
    if form is not None and form.is_valid():
        try:
            commands.set_cycle(actor=request.auth, terms=form.terms())
            toasts.say(request, _("Saved."))
            return HttpResponseRedirect(reverse("stocktake:cycle"))
        except Refusal as error:
            refusal = error
    return _shown(request, form, refusal)


@require_POST
def open_due(request: AuthedRequest) -> HttpResponse:
    """Open a count of what is due this week."""
    try:
        key = commands.open_due(actor=request.auth)
    except Refusal as refusal:
        return _shown(request, None, refusal)
    toasts.say(request, _("The list is frozen. Counting can begin."))
    return HttpResponseRedirect(reverse("stocktake:stocktake", args=[key]))


def _shown(request: AuthedRequest, form: CycleForm | None, refusal: Refusal | None) -> HttpResponse:
    plan = cycle.plan(actor=request.auth)
    context = {
        "plan": plan,
        "year": plan.months[0].on.year,
        "picture": drawing.year(plan),
        "form": form,
        "given": form.data if form else _given(plan),
        "currency": organisation.current().currency,
        "may_set": request.auth.may_everywhere(access.RUN),
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 422 if form else 200
    return render(request, "stocktake/cycle.html", context, status=status)


def _given(plan: cycle.CyclePlan) -> dict[str, Any]:
    currency = organisation.current().currency
    said = {name: getattr(plan.terms, name) for name in DAYS}
    values = {one: getattr(plan.terms, f"{one}_minor") for one in ("a", "b")}
    return said | {one: money.plain(value, currency) for one, value in values.items()}
