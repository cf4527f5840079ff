"""The file of what is held about a person, in the browser: asked for, shown, fetched."""

from datetime import datetime
from typing import TypeVar

from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wherehold.accounts.web.fresh import fresh
from wherehold.dossier import commands, parts, queries, storage
from wherehold.dossier.commands import KEPT
from wherehold.kernel import clock
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.queries import parties
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest, is_fragment

Answer = TypeVar("Answer", bound=HttpResponseBase)
app_name = "dossier"


@require_safe
def mine(request: AuthedRequest) -> HttpResponse:
    """Show one's own file: how to ask for it, whether it is made, and who else asked."""
    if request.auth.party_id is None:
        raise NotAllowed({"actor": request.auth.name, "permission": "settings.manage"})
    return _page(request, request.auth.party_id)


@require_safe
def of(request: AuthedRequest, party_id: int) -> HttpResponse:
    """Show the same of another person, to those who may have it."""
    return _page(request, party_id)


def _page(request: AuthedRequest, party_id: int) -> HttpResponse:
    actor = request.auth
    latest = queries.latest(actor=actor, party_id=party_id)
    own = party_id == actor.party_id
    names = parties.names(actor=actor, ids=[party_id])
    context = {
        "party_id": party_id,
        "name": names.get(party_id, ""),
        "own": own,
        "parts": [one for one in parts.PARTS if own or not one.own],
        "told": queries.asked_about_me(actor=actor) if own else [],
        **_state(latest.ended_at if latest else None),
        "file": latest,
    }
    return _answer(render(request, "dossier/dossier.html", context))


@require_POST
@fresh
def ask(request: AuthedRequest, party_id: int) -> HttpResponse:
    """Ask for a file."""
    commands.ask(actor=request.auth, party_id=party_id)
    toasts.say(request, _("The file is being made."))
    return HttpResponseRedirect(_address(request, party_id))


@require_safe
def panel(request: AuthedRequest, dossier_id: int) -> HttpResponse:
    """Show whether a file is made."""
    found = queries.one(actor=request.auth, dossier_id=dossier_id)
    if not is_fragment(request):
        return HttpResponseRedirect(_address(request, found.party_id))
    context = {"file": found, "party_id": found.party_id, **_state(found.ended_at)}
    return _answer(render(request, "dossier/panel.html", context))


@require_POST
@fresh
def fetch(request: AuthedRequest, dossier_id: int) -> HttpResponseBase:
    """Give a file to whoever asked for it."""
    found = queries.one(actor=request.auth, dossier_id=dossier_id)
    way = storage.path_of(found.stored) if found.stored else None
    if way is None or not way.exists():
        raise NotFound({"what": "file", "key": dossier_id})
    answer = FileResponse(way.open("rb"), content_type="application/zip")
    day = f"{found.created_at.astimezone(clock.zone()):%Y-%m-%d}"
    answer["Content-Disposition"] = f'attachment; filename="personal-data-{day}.zip"'
    return _answer(answer)


def _state(ended_at: datetime | None) -> dict[str, object]:
    return {"until": ended_at + KEPT if ended_at else None}


def _address(request: AuthedRequest, party_id: int) -> str:
    if party_id == request.auth.party_id:
        return reverse("dossier:mine")
    return reverse("dossier:of", args=[party_id])


def _answer(answer: Answer) -> Answer:
    answer["Cache-Control"] = "no-store"
    return answer


urlpatterns = [
    path("my-data", mine, name="mine"),
    path("my-data/of/<int:party_id>", of, name="of"),
    path("my-data/of/<int:party_id>/ask", ask, name="ask"),
    path("my-data/<int:dossier_id>", panel, name="panel"),
    path("my-data/<int:dossier_id>/file", fetch, name="fetch"),
]
