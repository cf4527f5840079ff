"""Acts on a kit. Each view parses, calls one command and goes back to the kit."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wherehold.custody.web.forms import BackForm, OutForm
from wherehold.custody.web.words import DUES
from wherehold.kernel.errors import NotFound, Refusal
from wherehold.kits import commands
from wherehold.kits.queries import kits
from wherehold.kits.web import forms, shown
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest


@require_http_methods(["GET", "HEAD", "POST"])
def out(request: AuthedRequest, kit_id: int) -> HttpResponse:
    """Hand a kit out with all that is in it."""
    form, refusal = OutForm(request.POST or request.GET, request.auth), None
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data.get("holder"):
            try:
                return _out(request, kit_id, form)
            except Refusal as error:
                refusal = error
        else:
            form.add_error("holder", _("Say who gets it."))
    return _form(request, kit_id, "out", form, refusal)


@require_http_methods(["GET", "HEAD", "POST"])
def back(request: AuthedRequest, kit_id: int) -> HttpResponse:
    """Take a kit back, whole or with what is ticked."""
    form, refusal = BackForm(request.POST or request.GET, request.auth), None
    if request.method == "POST" and form.is_valid():
        try:
            done = commands.check_in(
                actor=request.auth, kit_id=kit_id, asset_ids=_ticked(request), **form.terms()
            )
            return _told(request, kit_id, done, _("The kit is back, whole."))
        except Refusal as error:
            refusal = error
    return _form(request, kit_id, "back", form, refusal)


@require_http_methods(["GET", "HEAD", "POST"])
def count(request: AuthedRequest, kit_id: int) -> HttpResponse:
    """Say what is in a kit."""
    form, refusal = BackForm(request.POST or request.GET, request.auth), None
    if request.method == "POST":
        try:
            done = commands.count(actor=request.auth, kit_id=kit_id, asset_ids=_ticked(request))
            return _told(request, kit_id, done, _("Everything that should be in it is there."))
        except Refusal as error:
            refusal = error
    return _form(request, kit_id, "count", form, refusal)


@require_POST
def pack(request: AuthedRequest, kit_id: int) -> HttpResponse:
    """Put things into a kit."""
    return _do(request, kit_id, commands.pack, _("It is in."))


@require_POST
def unpack(request: AuthedRequest, kit_id: int) -> HttpResponse:
    """Take things out of a kit for good."""
    return _do(request, kit_id, commands.unpack, _("It does not belong to the kit any more."))


@require_POST
def unmake(request: AuthedRequest, kit_id: int) -> HttpResponse:
    """Have a kit be just a thing again."""
    try:
        commands.unmake(actor=request.auth, kit_id=kit_id)
    except NotFound:
        raise
    except Refusal as refusal:
        return shown.show(request, kit_id, refusal)
    toasts.say(request, _("It is just a thing again."))
    return HttpResponseRedirect(reverse("kits:kits"))


@require_POST
def resolve(request: AuthedRequest, missing_id: int) -> HttpResponse:
    """Say what became of a missing piece."""
    said = request.POST
    new = forms.things(request.auth, said) if said.get("tags", "").strip() else []
    key = commands.resolve(
        actor=request.auth,
        missing_id=missing_id,
        outcome=said.get("outcome", ""),
        reason=said.get("reason", ""),
        replacement_id=next(iter(new), None),
    )
    toasts.say(request, _("It is decided."))
    return _to(key)


def _out(request: AuthedRequest, kit_id: int, form: OutForm) -> HttpResponse:
    done = commands.check_out(
        actor=request.auth,
        kit_id=kit_id,
        holder_id=form.cleaned_data["holder"],
        due_on=form.due(),
        at=form.cleaned_data["at"],
        note=form.cleaned_data["note"],
        incomplete="incomplete" in request.POST,
    )
    undo = reverse("custody:undo", args=[done.act])
    toasts.say(request, _("{n} things went out.").format(n=len(done.stays)), undo=undo)
    return _to(kit_id)


def _ticked(request: AuthedRequest) -> list[int] | None:
    """Return what is there; None where all of it is."""
    return None if "all" in request.POST else forms.things(request.auth, request.POST)


def _told(request: AuthedRequest, kit_id: int, done: Any, whole: str) -> HttpResponse:  # noqa: ANN401
    missing = _("{n} missing, and followed.").format(n=len(done.missing_ids))
    toasts.say(request, missing if done.missing_ids else whole)
    return _to(kit_id)


def _form(
    request: AuthedRequest, kit_id: int, act: str, form: BackForm, refusal: Refusal | None
) -> HttpResponse:
    context = {
        "card": kits.card(actor=request.auth, kit_id=kit_id),
        "act": act,
        "form": form if request.method == "POST" else None,
        "given": form.data,
        "dues": DUES,
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 422 if request.method == "POST" else 200
    return render(request, "kits/act.html", context, status=status)


def _do(
    request: AuthedRequest, kit_id: int, command: Callable[..., object], thanks: str
) -> HttpResponse:
    try:
        ids = forms.things(request.auth, request.POST)
        command(actor=request.auth, kit_id=kit_id, asset_ids=ids)
    except Refusal as refusal:
        return shown.show(request, kit_id, refusal)
    toasts.say(request, thanks)
    return _to(kit_id)


def _to(kit_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("kits:kit", args=[kit_id]))
