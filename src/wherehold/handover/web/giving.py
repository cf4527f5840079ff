"""Giving: the form on which a hand-over begins."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wherehold.custody.web.forms import OutForm, ids_of, tags_of
from wherehold.custody.web.words import DUES
from wherehold.handover import access, commands
from wherehold.handover.commands.giving import ITEMS_MAX
from wherehold.handover.web import forms
from wherehold.handover.words import CONDITIONS
from wherehold.kernel.errors import NotAllowed, Refusal
from wherehold.register.queries import assets, holding, parties
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: AuthedRequest) -> HttpResponse:
    """Show the form of a hand-over, or hand over when it was sent."""
    if not request.auth.may_somewhere(access.GIVE):
        raise NotAllowed({"actor": request.auth.name, "permission": access.GIVE})
    given = request.POST if request.method == "POST" else request.GET
    form, refusal = OutForm(given, request.auth), None
    if "go" in request.POST and form.is_valid():
        if form.cleaned_data.get("holder"):
            try:
                return _give(request, form)
            except Refusal as error:
                refusal = error
        else:
            form.add_error("holder", _("Say who receives the things."))
    return _form(request, form, refusal)


def _give(request: AuthedRequest, form: OutForm) -> HttpResponse:
    said = form.cleaned_data
    ids = _ids(request)[:ITEMS_MAX]
    key = commands.give(
        actor=request.auth,
        gifts=forms.gifts(request, ids),
        receiver_id=said["holder"],
        due_on=form.due(),
        at=said["at"],
        note=said["note"],
        signature=forms.signed(request.POST),
        transfer="transfer" in request.POST,
    )
    toasts.say(request, _("Handed out. Now the receiver confirms."))
    return HttpResponseRedirect(reverse("handover:handover", args=[key]))


def _ids(request: AuthedRequest) -> list[int]:
    given = request.POST if request.method == "POST" else request.GET
    tagged = holding.assets_tagged(actor=request.auth, tags=tags_of(given))
    return list(dict.fromkeys([*ids_of(given), *tagged.values()]))


def _form(request: AuthedRequest, form: OutForm, refusal: Refusal | None) -> HttpResponse:
    bound, holder = "go" in request.POST, form.data.get("holder", "")
    known = holding.assets_named(actor=request.auth, asset_ids=_ids(request)[:ITEMS_MAX])
    named = parties.names(actor=request.auth, ids=forms.numbers([holder]))
    context: dict[str, Any] = {
        "form": form if bound else None,
        "given": form.data,
        "things": assets.cards(actor=request.auth, asset_ids=[one.id for one in known]),
        "held": [one for one in known if one.held],
        "conditions": list(CONDITIONS.items()),
        "dues": DUES,
        "holder_name": next(iter(named.values()), form.data.get("holder_text", "")),
        "may_attach": request.auth.may_somewhere("asset.attach"),
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 422 if bound else 200
    return render(request, "handover/new.html", context, status=status)
