"""Acts of a search. Each view parses, calls one command and goes back to its page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wherehold.kernel.errors import Refusal
from wherehold.loss import commands, queries
from wherehold.loss.web.pages import show
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import ID_MAX


@require_POST
def ask(request: AuthedRequest, search_id: int) -> HttpResponse:
    """Ask people by mail."""
    link = settings.PUBLIC_URL.rstrip("/") + reverse("loss:answer", args=[search_id])
    people = [number(one) for one in request.POST.getlist("party")]

    def act() -> str:
        written, mute = commands.ask(
            actor=request.auth, search_id=search_id, party_ids=people, link=link
        )
        told = _("Written to {n}.").format(n=len(written)) if written else ""
        spoken = _("Speak to {names}: they have no address.").format(names=", ".join(mute))
        return f"{told} {spoken if mute else ''}".strip()

    return _do(request, search_id, act)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: AuthedRequest, search_id: int) -> HttpResponse:
    """Let somebody who was asked say what they know."""
    tag, name = queries.asked_of(actor=request.auth, search_id=search_id)
    refusal = None
    if request.method == "POST":
        text, party_id = request.POST.get("text", ""), request.auth.party_id or 0
        try:
            commands.answer(actor=request.auth, search_id=search_id, party_id=party_id, text=text)
        except Refusal as error:
            refusal = error
        else:
            toasts.say(request, _("Thank you. Who searches for it reads it now."))
            return HttpResponseRedirect(reverse("accounts:account"))
    context = {"tag": tag, "name": name, "refusal": refusals.shown(refusal) if refusal else None}
    return render(request, "loss/answer.html", context, status=refusal.status if refusal else 200)


@require_POST
def say(request: AuthedRequest, search_id: int) -> HttpResponse:
    """Write down what somebody who was asked has said."""

    def act() -> str:
        commands.answer(
            actor=request.auth,
            search_id=search_id,
            party_id=number(request.POST.get("party", "")),
            text=request.POST.get("text", ""),
        )
        return _("Written down.")

    return _do(request, search_id, act)


@require_POST
def find(request: AuthedRequest, search_id: int) -> HttpResponse:
    """Say where it was found."""

    def act() -> str:
        commands.find(
            actor=request.auth,
            search_ids=[search_id],
            place_id=number(request.POST.get("place", "")),
            note=request.POST.get("note", ""),
        )
        return _("Found. It is recorded there now.")

    return _do(request, search_id, act)


@require_POST
def write_off(request: AuthedRequest, search_id: int) -> HttpResponse:
    """Give it up for lost."""
    said = {
        name: request.POST.get(name, "") for name in ("statement", "police_ref", "insurance_ref")
    }

    def act() -> str:
        commands.write_off(actor=request.auth, search_ids=[search_id], **said)
        return _("Written off.")

    return _do(request, search_id, act)


def number(text: str) -> int:
    """Return a number that was sent; nought for what is none."""
    good = text.isascii() and text.isdigit() and len(text) < 20
    return int(text) if good and int(text) <= ID_MAX else 0


def _do(request: AuthedRequest, search_id: int, act: Callable[[], str]) -> HttpResponse:
    try:
        said = act()
    except Refusal as refusal:
        return show(request, search_id, refusal)
    toasts.say(request, said)
    return HttpResponseRedirect(reverse("loss:search", args=[search_id]))
