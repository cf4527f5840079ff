"""Making a kit, and saying anew what belongs into it."""

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wherehold.kernel.errors import NotAllowed, NotFound, Refusal
from wherehold.kits import access, commands
from wherehold.kits.queries import kits, templates
from wherehold.kits.web import forms
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: AuthedRequest) -> HttpResponse:
    """Make a thing a kit: its tag, a template or an own list, and what goes in."""
    if not request.auth.may_somewhere(access.EDIT):
        raise NotAllowed({"actor": request.auth.name, "permission": access.EDIT})
    refusal = None
    if request.method == "POST":
        try:
            return _make(request)
        except Refusal as error:
            refusal = error
    context = {
        "given": request.POST or request.GET,
        "templates": templates.templates(actor=request.auth),
        "rows": forms.rows([]),
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    return render(request, "kits/new.html", context, status=refusal.status if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def contents(request: AuthedRequest, kit_id: int) -> HttpResponse:
    """Say anew what belongs into a kit."""
    card, refusal = kits.card(actor=request.auth, kit_id=kit_id), None
    if request.method == "POST":
        try:
            wants = forms.wanted(request.auth, request.POST)
            commands.change_contents(actor=request.auth, kit_id=kit_id, wants=wants)
            toasts.say(request, _("Saved."))
            return HttpResponseRedirect(reverse("kits:kit", args=[kit_id]))
        except Refusal as error:
            refusal = error
    context = {
        "card": card,
        "rows": forms.rows(card.wants),
        "tags": True,
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    return render(request, "kits/contents.html", context, status=refusal.status if refusal else 200)


def _make(request: AuthedRequest) -> HttpResponse:
    given = request.POST
    template = given.get("template", "")
    key = commands.make(
        actor=request.auth,
        asset_id=_one(request, given.get("kit", "")),
        template_id=int(template) if template.isdigit() else None,
        wants=forms.wanted(request.auth, given),
        asset_ids=forms.things(request.auth, given),
    )
    toasts.say(request, _("The kit is made."))
    return HttpResponseRedirect(reverse("kits:kit", args=[key]))


def _one(request: AuthedRequest, code: str) -> int:
    given = QueryDict(mutable=True)
    given["tags"] = code
    found = forms.things(request.auth, given)
    if len(found) != 1:
        raise NotFound({"what": _("thing"), "key": code})
    return found[0]
