"""Lists to work through: what is seen elsewhere than recorded, what agrees, what is silent."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from wherehold.desk.web.bulk import ids_of
from wherehold.desk.web.tabs import shown
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Refusal
from wherehold.tracking import access, commands
from wherehold.tracking.queries import presence
from wherehold.tracking.words import evidence
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest

STATES = {
    "elsewhere": gettext_lazy("Disagree"),
    "agrees": gettext_lazy("Agree"),
    "silent": gettext_lazy("Silent for a day"),
    "never": gettext_lazy("Never seen"),
}
ACTS = ("move", "not-there", "seen")


@require_safe
def page(request: AuthedRequest) -> HttpResponse:
    """Show one of the lists."""
    return _show(request)


def _show(request: AuthedRequest, refusal: Refusal | None = None) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    state, search = _asked(asked)
    given = {"search": [search]} if search else {}
    lines, after = presence.page(
        actor=request.auth, state=state, given=given, cursor=asked.get("cursor", "")
    )
    context = {
        "lines": [(one, evidence(one.how)[0] if one.how else "") for one in lines],
        "tabs": _tabs(request.auth, given, search, state),
        "older": after and _address(state=state, search=search, cursor=after),
        "refusal": refusals.shown(refusal) if refusal else None,
        "state": state,
        "search": search,
        **_may(request.auth),
    }
    status = refusal.status if refusal else 200
    return render(request, "atlas/whereabouts.html", context, status=status)


def _asked(asked: QueryDict) -> tuple[str, str]:
    """Return which list is asked for, and the words that narrow it. Raises: Http404."""
    state = asked.get("state") or "elsewhere"
    if state not in STATES:
        raise Http404
    return state, asked.get("search", "").strip()[:200]


def _may(actor: Actor) -> dict[str, bool]:
    rights = {"may_move": "asset.move", "may_note": "asset.note", "may_map": access.POSITIONS}
    return {name: actor.may_somewhere(right) for name, right in rights.items()}


def _tabs(actor: Actor, given: Any, search: str, state: str) -> list[dict[str, Any]]:  # noqa: ANN401
    counts = presence.counts(actor=actor, given=given)
    return [
        {
            "label": label,
            "url": _address(state=one, search=search),
            "count": shown(counts[one][0], more=counts[one][1]),
            "current": one == state,
        }
        for one, label in STATES.items()
    ]


def _address(**asked: str) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"{reverse('atlas:whereabouts')}?{urlencode(kept)}"


@require_POST
def act(request: AuthedRequest, act: str) -> HttpResponse:
    """Do what was chosen with the things that were chosen."""
    if act not in ACTS:
        raise Http404
    try:
        done = _do(request, act)
    except Refusal as refusal:
        return _show(request, refusal)
    toasts.say(request, _said(act, len(done)))
    state, search = request.POST.get("state", ""), request.POST.get("search", "")
    return HttpResponseRedirect(_address(state=state, search=search))


def _do(request: AuthedRequest, act: str) -> list[int]:
    ids, note = ids_of(request.POST), request.POST.get("note", "").strip()[:2_000]
    if act == "move":
        return commands.move_where_seen(actor=request.auth, asset_ids=ids, note=note)
    if act == "not-there":
        return commands.not_there(actor=request.auth, asset_ids=ids, note=note)
    return commands.mark_seen(actor=request.auth, asset_ids=ids)


def _said(act: str, n: int) -> str:
    said = {
        "move": ngettext("{n} is recorded there now.", "{n} are recorded there now.", n),
        "not-there": ngettext("Noted for {n}.", "Noted for {n}.", n),
        "seen": ngettext("{n} was marked as seen.", "{n} were marked as seen.", n),
    }
    return said[act].format(n=n)
