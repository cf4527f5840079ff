"""Opening a count in the browser."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from wherehold.kernel import money, organisation
from wherehold.kernel.errors import NotAllowed, Refusal
from wherehold.register import filters
from wherehold.register.queries import holding, known, listing, parties, views
from wherehold.stocktake import access, commands
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import ID_MAX

# What the form asks for itself; other filters come along from the list of assets.
OWN = ("place", "search")
EVERY = [
    ("", gettext_lazy("Once")),
    ("30", gettext_lazy("Every 30 days")),
    ("91", gettext_lazy("Every quarter")),
    ("365", gettext_lazy("Every year")),
]


class CountForm(forms.Form):
    """What to count, and how."""

    name = forms.CharField(max_length=100)
    place = forms.IntegerField(required=False, min_value=1, max_value=ID_MAX)
    place_text = forms.CharField(required=False, max_length=500)
    view = forms.IntegerField(required=False, min_value=1, max_value=ID_MAX)
    search = forms.CharField(required=False, max_length=200)
    sample = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)
    seed = forms.CharField(required=False, max_length=40)
    blind = forms.BooleanField(required=False)
    alone = forms.BooleanField(required=False)
    second = forms.DecimalField(required=False, min_value=0, max_digits=12, decimal_places=2)
    signer = forms.IntegerField(required=False, min_value=1, max_value=ID_MAX)
    signer_text = forms.CharField(required=False, max_length=254)
    note = forms.CharField(required=False, max_length=2000)
    every = forms.ChoiceField(required=False, choices=EVERY)

    def __init__(self, given: QueryDict, request: AuthedRequest) -> None:
        super().__init__(given)
        self.actor = request.auth

    def clean(self) -> dict[str, Any]:
        """Find place and signer by their names when no script has."""
        said = self.cleaned_data
        if (text := said.get("place_text", "").strip()) and not said.get("place"):
            found = [one.id for one in holding.places_like(actor=self.actor, text=text)]
            self._settle("place", found)
        if (text := said.get("signer_text", "").strip()) and not said.get("signer"):
            matches = parties.matches(actor=self.actor, words=[text])
            self._settle("signer", matches.get(text, []))
        return said

    def _settle(self, name: str, ids: list[int]) -> None:
        if len(ids) == 1:
            self.cleaned_data[name] = ids[0]
        else:
            self.add_error(name, _("Nothing, or several, by this name."))

    def terms(self) -> commands.Terms:
        """Return what the command takes."""
        said = self.cleaned_data
        given = filters_of(self.data)
        for name in OWN:
            if said.get(name):
                given[name] = [str(said[name])]
        digits = money.exponent(organisation.current().currency)
        second = said.get("second")
        return commands.Terms(
            name=said["name"],
            given=given,
            view_id=said.get("view"),
            sample=said.get("sample"),
            seed=said["seed"],
            blind=said["blind"],
            alone=said["alone"],
            second_minor=None if second is None else int(second.scaleb(digits)),
            signer_id=said.get("signer"),
            note=said["note"],
        )


def filters_of(given: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the filters of the list of assets that an address brings along."""
    assert isinstance(given, QueryDict)
    return {
        name: given.getlist(name)
        for name in given
        if name.partition(".")[0] in filters.FIELDS and any(given.getlist(name))
    }


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: AuthedRequest) -> HttpResponse:
    """Show the form of a new count with how much matches, or open the count."""
    if not request.auth.may_somewhere(access.RUN):
        raise NotAllowed({"actor": request.auth.name, "permission": access.RUN})
    form = CountForm(request.POST or request.GET, request)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            return _opened(request, form)
        except Refusal as error:
            refusal = error
    return _form(request, form, refusal)


@require_POST
def end_plan(request: AuthedRequest, plan_id: int) -> HttpResponse:
    """Have a count come no more."""
    commands.end_plan(actor=request.auth, plan_id=plan_id)
    toasts.say(request, _("It does not come again."))
    return HttpResponseRedirect(reverse("stocktake:stocktakes"))


def _opened(request: AuthedRequest, form: CountForm) -> HttpResponse:
    terms = form.terms()
    key = commands.open_stocktake(actor=request.auth, terms=terms)
    if form.cleaned_data["every"]:
        days = int(form.cleaned_data["every"])
        commands.plan(actor=request.auth, terms=terms, every_days=days)
    toasts.say(request, _("The list is frozen. Counting can begin."))
    return HttpResponseRedirect(reverse("stocktake:stocktake", args=[key]))


def _form(request: AuthedRequest, form: CountForm, refusal: Refusal | None) -> HttpResponse:
    bound = request.method == "POST"
    given = {k: v for k, v in filters_of(form.data).items() if k not in OWN}
    place = form.data.get("place", "")
    named = known.places(actor=request.auth, ids=[int(place)]) if place.isdigit() else {}
    context = {
        "form": form if bound else None,
        "given": form.data,
        "along": [(name, value) for name, values in given.items() for value in values],
        "place_name": next(iter(named.values()), form.data.get("place_text", "")),
        "views": [(one.id, one.name) for one in views.views(actor=request.auth)],
        "every": EVERY,
        "matching": _matching(request, form),
        "currency": organisation.current().currency,
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 422 if bound else 200
    return render(request, "stocktake/new.html", context, status=status)


def _matching(request: AuthedRequest, form: CountForm) -> listing.Count | None:
    """Return how many things the address of the form is about, if it names any filter."""
    given = filters_of(form.data)
    try:
        return listing.count(actor=request.auth, given=given) if given else None
    except Refusal:
        return None
