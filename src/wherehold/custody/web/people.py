"""The list of people, and the forms by which they are entered and changed."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wherehold.custody import queries
from wherehold.custody.web.words import KINDS, PLURALS
from wherehold.kernel.errors import Refusal
from wherehold.register.commands import parties as commands
from wherehold.register.queries import parties
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest

REFERENCES = ("manager", "unit", "place")


class PersonForm(forms.Form):
    """What is known of a person, team, department or supplier."""

    name = forms.CharField(max_length=200, label=gettext_lazy("Name"))
    kind = forms.ChoiceField(choices=list(KINDS.items()), label=gettext_lazy("Kind"))
    email = forms.CharField(max_length=254, required=False, label=gettext_lazy("E-mail"))
    username = forms.CharField(max_length=150, required=False, label=gettext_lazy("User name"))
    badge = forms.CharField(max_length=128, required=False, label=gettext_lazy("Badge"))
    employee_no = forms.CharField(max_length=128, required=False, label=gettext_lazy("Number"))
    manager = forms.IntegerField(required=False, min_value=1)
    unit = forms.IntegerField(required=False, min_value=1)
    place = forms.IntegerField(required=False, min_value=1)
    leaves_on = forms.DateField(required=False, label=gettext_lazy("Leaves on"))

    def values(self, kept: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
        """Return what the commands take; `kept` are codes that the form does not show."""
        given = dict(self.cleaned_data)
        codes = [(kind, given.pop(kind)) for kind in ("badge", "employee_no")]
        for name in REFERENCES:
            given[f"{name}_id"] = given.pop(name)
        return given | {"identifiers": (*((k, v) for k, v in codes if v), *kept)}


@require_safe
def listed(request: AuthedRequest) -> HttpResponse:
    """List people, teams, departments and suppliers with what they hold."""
    kind = request.GET.get("kind", "person")
    search, cursor = request.GET.get("q", "")[:200], request.GET.get("cursor", "")
    asked: dict[str, Any] = {"search": search, "cursor": cursor}
    archived = kind == "archived"
    lines, after = parties.page(
        actor=request.auth, kinds=[kind] if kind in KINDS else [], archived=archived, **asked
    )
    held = queries.counts_by_holder(actor=request.auth, party_ids=[line.id for line in lines])
    context = {
        "rows": [(line, *held.get(line.id, (0, 0))) for line in lines],
        "kinds": list(PLURALS.items()),
        "kind": kind,
        "after": after,
        "may_edit": request.auth.may_somewhere("party.edit"),
        **asked,
    }
    return render(request, "custody/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: AuthedRequest) -> HttpResponse:
    """Enter a person."""
    form = PersonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _form(request, form, status=422 if form.is_bound else 200)
    try:
        new = commands.NewParty(**form.values())
        [party_id] = commands.create(actor=request.auth, parties=[new])
    except Refusal as error:
        return _form(request, form, refusal=error, status=error.status)
    toasts.say(request, _("{name} is entered.").format(name=new.name))
    return HttpResponseRedirect(reverse("custody:person", args=[party_id]))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AuthedRequest, party_id: int) -> HttpResponse:
    """Change what is known of a person."""
    card = parties.card(actor=request.auth, party_id=party_id)
    form = PersonForm(request.POST if request.method == "POST" else None, initial=_known(card))
    if not form.is_valid():
        return _form(request, form, card=card, status=422 if form.is_bound else 200)
    kept = tuple((kind, value) for kind, value in card.identifiers if kind == "other")
    try:
        commands.change(actor=request.auth, party_ids=[party_id], changes=form.values(kept))
    except Refusal as error:
        return _form(request, form, card=card, refusal=error, status=error.status)
    toasts.say(request, _("Saved."))
    return HttpResponseRedirect(reverse("custody:person", args=[party_id]))


@require_POST
def archive(request: AuthedRequest, party_id: int) -> HttpResponse:
    """Archive a person who holds nothing."""
    commands.archive(actor=request.auth, party_ids=[party_id])
    toasts.say(request, _("Archived. Everything that was stays readable."))
    return HttpResponseRedirect(reverse("custody:person", args=[party_id]))


@require_POST
def restore(request: AuthedRequest, party_id: int) -> HttpResponse:
    """Bring an archived person back."""
    commands.restore(actor=request.auth, party_ids=[party_id])
    toasts.say(request, _("Restored."))
    return HttpResponseRedirect(reverse("custody:person", args=[party_id]))


def _known(card: parties.PartyCard) -> dict[str, Any]:
    codes = dict(card.identifiers)
    same = ("name", "kind", "email", "username", "leaves_on")
    values = {name: getattr(card, name) for name in same}
    values |= {name: getattr(card, f"{name}_id") for name in REFERENCES}
    return values | {name: codes.get(name, "") for name in ("badge", "employee_no")}


def _form(
    request: AuthedRequest,
    form: PersonForm,
    *,
    card: parties.PartyCard | None = None,
    refusal: Refusal | None = None,
    status: int,
) -> HttpResponse:
    combos = {
        name: (form[name].value() or "", getattr(card, name, "") if card else "")
        for name in REFERENCES
    }
    context = {
        "form": form,
        "card": card,
        "manager": combos["manager"],
        "unit": combos["unit"],
        "place": combos["place"],
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    return render(request, "custody/person_form.html", context, status=status)
