"""The form on which a transfer begins."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wherehold.custody.web.forms import ids_of, tags_of
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, Refusal
from wherehold.register.queries import ends, holding
from wherehold.transfers import access, commands
from wherehold.transfers.refusals import BadTransfer
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import ID_MAX


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: AuthedRequest) -> HttpResponse:
    """Show the form of a transfer, or put things on its list when it was sent."""
    if not request.auth.may_somewhere(access.MOVE):
        raise NotAllowed({"actor": request.auth.name, "permission": access.MOVE})
    given = request.POST if request.method == "POST" else request.GET
    ids, refusal = _ids(request.auth, given), None
    if "go" in request.POST:
        try:
            key = _prepare(request, ids)
            toasts.say(request, _("On the list. Pack it, and send it off."))
            return HttpResponseRedirect(reverse("transfers:transfer", args=[key]))
        except Refusal as error:
            refusal = error
    return _form(request, given, ids, refusal)


def _prepare(request: AuthedRequest, ids: list[int]) -> int:
    given = request.POST
    return commands.prepare(
        actor=request.auth,
        asset_ids=ids,
        from_place_id=_place(request.auth, given, "from"),
        to_place_id=_place(request.auth, given, "to"),
        note=given.get("note", ""),
    )


def _place(actor: Actor, given: QueryDict, name: str) -> int:
    """Return the place that was chosen, or whose name was typed. Raises: BadTransfer."""
    text = given.get(name, "")
    if text.isascii() and text.isdigit() and 0 < int(text) <= ID_MAX:
        return int(text)
    typed = given.get(f"{name}_text", "").strip()
    found = ends.like(actor=actor, text=typed) if typed else []
    exact = [one for one in found if one[1] == typed] or found
    if len(exact) != 1:
        where = _("From") if name == "from" else _("To")
        raise BadTransfer({"field": where, "why": _("say which place.")})
    return exact[0][0]


def _ids(actor: Actor, given: QueryDict) -> list[int]:
    tagged = holding.assets_tagged(actor=actor, tags=[one.strip() for one in tags_of(given)])
    return list(dict.fromkeys([*ids_of(given), *tagged.values()]))


def _form(
    request: AuthedRequest, given: QueryDict, ids: list[int], refusal: Refusal | None
) -> HttpResponse:
    typed = [given.get(name, "") for name in ("from", "to")]
    numbers = [int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 19]
    named = ends.known(actor=request.auth, place_ids=numbers)
    names = {str(key): name for key, (_path, name) in named.items()}
    context: dict[str, Any] = {
        "given": given,
        "things": holding.assets_named(actor=request.auth, asset_ids=ids),
        "from_name": names.get(given.get("from", ""), given.get("from_text", "")),
        "to_name": names.get(given.get("to", ""), given.get("to_text", "")),
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "transfers/new.html", context, status=status)
