"""Rules by category and opening hours by place, as forms."""

from datetime import time
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wherehold.accounts.queries import roles
from wherehold.kernel import money, organisation
from wherehold.kernel.errors import NotAllowed, Refusal
from wherehold.register.queries import known
from wherehold.reservations import commands
from wherehold.reservations.commands.lending import RuleTerms
from wherehold.reservations.queries import lending
from wherehold.reservations.refusals import BadRule
from wherehold.reservations.times import Open
from wherehold.reservations.words import WEEKDAYS
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import ID_MAX

NUMBERS = (
    *("buffer_minutes", "margin_percent", "late_days"),
    *("no_show_hours", "offer_hours", "longest_days"),
    *("borrow_most", "borrow_days", "manager_days"),
)

YES_OR_NO = ("approve_always", "approve_external", "self_service")


class RuleForm(forms.Form):
    """How things of a category are lent."""

    category = forms.IntegerField(required=False, min_value=1, max_value=ID_MAX)
    buffer_minutes = forms.IntegerField(min_value=0)
    margin_percent = forms.IntegerField(min_value=0)
    late_days = forms.IntegerField(min_value=0)
    no_show_hours = forms.IntegerField(min_value=0)
    offer_hours = forms.IntegerField(min_value=0)
    longest_days = forms.IntegerField(min_value=0)
    self_service = forms.BooleanField(required=False)
    borrow_most = forms.IntegerField(required=False, min_value=0)
    borrow_days = forms.IntegerField(required=False, min_value=0)
    manager_days = forms.IntegerField(required=False, min_value=0)
    deposit = forms.DecimalField(required=False, min_value=0, max_digits=14)
    approve_always = forms.BooleanField(required=False)
    approve_external = forms.BooleanField(required=False)
    approve_from = forms.DecimalField(required=False, min_value=0, max_digits=14)

    def terms(self) -> RuleTerms:
        """Return what the command takes."""
        said = self.cleaned_data
        values: dict[str, Any] = {name: said[name] for name in NUMBERS if said[name] is not None}
        values |= {name: said[name] for name in YES_OR_NO}
        digits = money.exponent(organisation.current().currency)
        for name in ("approve_from", "deposit"):
            worth = said[name]
            values[f"{name}_minor"] = None if worth is None else int(worth.scaleb(digits))
        return RuleTerms(**values)


@require_http_methods(["GET", "HEAD", "POST"])
def rules_page(request: AuthedRequest) -> HttpResponse:
    """Show how things are lent, or say it for a category."""
    if not request.auth.may_everywhere("settings.manage"):
        raise NotAllowed({"actor": request.auth.name, "permission": "settings.manage"})
    form, refusal = RuleForm(request.POST or None), None
    if form.is_bound and form.is_valid():
        try:
            key = form.cleaned_data["category"]
            commands.set_rule(actor=request.auth, category_id=key, terms=form.terms())
        except Refusal as error:
            refusal = error
        else:
            toasts.say(request, _("Saved."))
            return HttpResponseRedirect(reverse("reservations:rules"))
    return _rules(request, form, refusal)


def _rules(request: AuthedRequest, form: RuleForm, refusal: Refusal | None) -> HttpResponse:
    context = {
        "form": form,
        "given": form.data or vars(RuleTerms()),
        "rules": lending.rules(actor=request.auth),
        "limits": lending.limits(actor=request.auth),
        "roles": roles.options(actor=request.auth),
        "currency": organisation.current().currency,
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 422 if form.is_bound else 200
    return render(request, "reservations/rules.html", context, status=status)


class LimitForm(forms.Form):
    """How much people with a role borrow by themselves."""

    role_id = forms.IntegerField(min_value=1, max_value=ID_MAX)
    most = forms.IntegerField(min_value=0)
    days = forms.IntegerField(min_value=0)
    approve = forms.BooleanField(required=False)


@require_POST
def limit(request: AuthedRequest) -> HttpResponse:
    """Say how much people with a role borrow by themselves."""
    form = LimitForm(request.POST)
    if not form.is_valid():
        return _rules(
            request,
            RuleForm(None),
            BadRule({"field": "role", "why": _("say the role and two whole numbers.")}),
        )
    try:
        commands.set_limit(actor=request.auth, **form.cleaned_data)
    except Refusal as error:
        return _rules(request, RuleForm(None), error)
    toasts.say(request, _("Saved."))
    return HttpResponseRedirect(reverse("reservations:rules"))


@require_http_methods(["GET", "HEAD", "POST"])
def hours_page(request: AuthedRequest) -> HttpResponse:
    """Show when a place is open, or say it."""
    text = (request.POST or request.GET).get("place", "")
    key = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    refusal = None
    if request.method == "POST" and key:
        try:
            commands.set_hours(actor=request.auth, place_id=key, hours=_hours(request))
        except Refusal as error:
            refusal = error
        else:
            toasts.say(request, _("Saved."))
            return HttpResponseRedirect(f"{reverse('reservations:hours')}?place={key}")
    return _hours_form(request, key, refusal)


def _hours_form(request: AuthedRequest, key: int, refusal: Refusal | None) -> HttpResponse:
    name = known.places(actor=request.auth, ids=[key]).get(key, "") if key else ""
    if key and not name:
        raise Http404
    open_then = lending.hours(actor=request.auth, place_id=key) if key else {}
    context = {
        "place_id": key,
        "place_name": name,
        "days": [(n, day, *open_then.get(n, ("", ""))) for n, day in enumerate(WEEKDAYS)],
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "reservations/hours.html", context, status=status)


def _hours(request: AuthedRequest) -> list[Open]:
    found = []
    for day in range(7):
        opens, closes = (request.POST.get(f"{name}-{day}", "") for name in ("opens", "closes"))
        if opens and closes:
            found.append(Open(day, _time(opens), _time(closes)))
    return found


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise Http404 from None
