"""Terms and their versions, who accepted them, and what becomes of silence."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wherehold.handover import commands
from wherehold.handover.queries import terms
from wherehold.handover.web import forms
from wherehold.handover.words import THEN
from wherehold.kernel.errors import NotAllowed, Refusal
from wherehold.register.queries import catalogue
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest

RIGHT = "settings.manage"


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: AuthedRequest) -> HttpResponse:
    """Show terms and time-out, or change the time-out."""
    _must_set(request)
    if request.method != "POST":
        return _page(request, None)
    days = [*forms.numbers([request.POST.get("remind_days", "")])] or [0]
    out = [*forms.numbers([request.POST.get("out_days", "")])] or [0]
    then = request.POST.get("then", "")
    try:
        commands.set_policy(actor=request.auth, remind_days=days[0], out_days=out[0], then=then)
    except Refusal as refusal:
        return _page(request, refusal)
    return _saved(request)


@require_POST
def publish(request: AuthedRequest) -> HttpResponse:
    """Publish the next version of terms."""
    _must_set(request)
    keys = forms.numbers([request.POST.get("category", "")])
    title, text = request.POST.get("title", ""), request.POST.get("text", "")
    try:
        commands.publish_terms(
            actor=request.auth, title=title, text=text, category_id=keys[0] if keys else None
        )
    except Refusal as refusal:
        return _page(request, refusal)
    return _saved(request)


@require_POST
def withdraw(request: AuthedRequest, terms_id: int) -> HttpResponse:
    """Ask new hand-overs for terms no more."""
    commands.withdraw_terms(actor=request.auth, terms_id=terms_id)
    return _saved(request)


@require_safe
def version(request: AuthedRequest, terms_id: int) -> HttpResponse:
    """Show a version of terms, and who accepted it."""
    cursor = request.GET.get("cursor", "")
    accepted, after = terms.acceptances(actor=request.auth, terms_id=terms_id, cursor=cursor)
    context = {
        "terms": terms.version(actor=request.auth, terms_id=terms_id),
        "accepted": accepted,
        "after": after,
        "cursor": cursor,
        "may_set": request.auth.may_everywhere(RIGHT),
    }
    return render(request, "handover/terms.html", context)


def _page(request: AuthedRequest, refusal: Refusal | None) -> HttpResponse:
    context = {
        "policy": terms.policy(actor=request.auth),
        "then": THEN,
        "versions": terms.versions(actor=request.auth),
        "accepted": terms.accepted_by_version(actor=request.auth),
        "categories": [
            ("", _("Everything else")),
            *((one["id"], one["full_name"]) for one in catalogue.category_tree(actor=request.auth)),
        ],
        "given": request.POST,
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "handover/settings.html", context, status=status)


def _must_set(request: AuthedRequest) -> None:
    if not request.auth.may_everywhere(RIGHT):
        raise NotAllowed({"actor": request.auth.name, "permission": RIGHT})


def _saved(request: AuthedRequest) -> HttpResponse:
    toasts.say(request, _("Saved."))
    return HttpResponseRedirect(reverse("handover:settings"))
