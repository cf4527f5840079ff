"""How long things are under way between sites, as a form."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wherehold.kernel.errors import Refusal
from wherehold.reservations import commands
from wherehold.reservations.queries import lending
from wherehold.reservations.refusals import BadRule
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import ID_MAX


class TransportForm(forms.Form):
    """Two sites, or none, and how long the way takes; without hours nothing is said of them."""

    site_a = forms.IntegerField(required=False, min_value=1, max_value=ID_MAX)
    site_b = forms.IntegerField(required=False, min_value=1, max_value=ID_MAX)
    hours = forms.DecimalField(required=False, min_value=0, max_value=10_000, max_digits=8)

    def sites(self) -> tuple[int, int] | None:
        """Return the two sites, or none for all others. Raises: BadRule."""
        one, other = self.cleaned_data["site_a"], self.cleaned_data["site_b"]
        if one is None and other is None:
            return None
        if one is None or other is None:
            raise BadRule({"field": "sites", "why": _("say two different sites.")})
        return one, other

    def minutes(self) -> int | None:
        """Return how long the way takes."""
        said = self.cleaned_data["hours"]
        return None if said is None else round(said * 60)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: AuthedRequest) -> HttpResponse:
    """Show the times between sites, or set one."""
    form, refusal = TransportForm(request.POST or None), None
    if form.is_bound and form.is_valid():
        try:
            commands.set_transport(
                actor=request.auth, minutes=form.minutes(), site_ids=form.sites()
            )
        except Refusal as error:
            refusal = error
        else:
            toasts.say(request, _("Saved."))
            return HttpResponseRedirect(reverse("reservations:transports"))
    return _shown(request, form, refusal)


def _shown(request: AuthedRequest, form: TransportForm, refusal: Refusal | None) -> HttpResponse:
    context = {
        "form": form,
        "given": form.data,
        "lines": lending.transports(actor=request.auth),
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 422 if form.is_bound else 200
    return render(request, "reservations/transports.html", context, status=status)
