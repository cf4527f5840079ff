"""Acts on many assets: what was chosen, what is asked, what stands in the way, then done."""

import re
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wherehold.desk import acting, runs, words
from wherehold.desk.acting import ACTIONS, AT_ONCE_MAX, Action, Chosen, Outcome
from wherehold.desk.web.asking import NEEDED, AskedForm
from wherehold.kernel import ledger
from wherehold.kernel.errors import Invalid
from wherehold.register.queries import holding, listing
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest, is_fragment, leave
from wherehold.ui.schema import ID_MAX

IDS_MAX = 10_000
SHOWN_MAX = 100
NOT_UNDONE = frozenset({"confirm", "missing"})
_BETWEEN = re.compile(r"[\s,;]+")


class NothingChosen(Invalid):
    """An act on many was asked for without saying which."""

    code = "nothing_chosen"
    title = _("Nothing chosen")
    message = _("Choose assets in the list first.")


@require_POST
def act(request: AuthedRequest, action: str) -> HttpResponse:
    """Ask what an act needs; when it was sent, do it."""
    if action == "labels":
        return _labels(request)
    if action not in ACTIONS:
        raise Http404
    chosen_action = ACTIONS[action]
    acting.refuse_unless(request.auth, chosen_action)
    chosen = _chosen(request)
    sent = "go" in request.POST
    given = request.POST if sent else None
    asks, needed = chosen_action.asks, NEEDED.get(action, ())
    form = AskedForm(given, request.auth, asks, needed, known=request.POST)
    if not sent or not form.is_valid():
        return _ask(request, chosen_action, chosen, form, Outcome())
    return _do(request, chosen_action, chosen, form)


def _chosen(request: AuthedRequest) -> Chosen:
    """Return what was chosen. All that match must be said by a token; nothing is never all.

    Raises: NothingChosen, BadToken, OtherNumber.
    """
    if token := request.POST.get("matching", ""):
        given, count = listing.selected(actor=request.auth, token=token)
        if count.number:
            return Chosen(given=given, number=count.number)
    ids = ids_of(request.POST)
    if not ids:
        raise NothingChosen({})
    return Chosen(tuple(ids), None, len(ids))


def ids_of(given: QueryDict) -> list[int]:
    """Return the numbers of assets in `ids`, one each or many in one."""
    found = [word for each in given.getlist("ids") for word in _BETWEEN.split(each)]
    numbers = [int(w) for w in found if w.isascii() and w.isdigit() and len(w) < 20]
    return list(dict.fromkeys(n for n in numbers if n <= ID_MAX))[:IDS_MAX]


def _do(request: AuthedRequest, action: Action, chosen: Chosen, form: AskedForm) -> HttpResponse:
    values = form.cleaned_data
    if chosen.number > AT_ONCE_MAX:
        job_id = runs.begin(request.auth, action.name, chosen, values)
        return leave(request, reverse("desk:bulk-run", args=[job_id]))
    ids = [key for chunk in chosen.chunks(request.auth) for key in chunk]
    partial = "partial" in request.POST
    outcome = acting.perform(
        request.auth, action, ids, values, partial=partial, act=ledger.new_act()
    )
    if outcome.refusal is not None or not outcome.done:
        return _ask(request, action, chosen, form, outcome)
    _tell(request, action, outcome)
    return leave(request, back(request))


def _tell(request: AuthedRequest, action: Action, outcome: Outcome) -> None:
    undo = reverse("desk:undo", args=[outcome.act]) if action.name not in NOT_UNDONE else ""
    text = str(action.done).format(n=outcome.done)
    if outcome.blocked:
        text += " " + _("{n} were left out.").format(n=len(outcome.blocked))
    toasts.say(request, text, level="warn" if outcome.blocked else "ok", undo=undo)


def _ask(
    request: AuthedRequest, action: Action, chosen: Chosen, form: AskedForm, outcome: Outcome
) -> HttpResponse:
    shown, blocked = _preview(request, action, chosen, outcome)
    refusal = outcome.refusal if not outcome.blocked else None
    context: dict[str, Any] = {
        "action": action,
        "chosen": chosen,
        "fields": form.shown(),
        "things": shown,
        "blocked": blocked,
        "doable": chosen.number - len(blocked),
        "token": request.POST.get("matching", ""),
        "back": back(request),
        "at_once": chosen.number <= AT_ONCE_MAX,
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = 409 if outcome.refusal else 422 if form.is_bound and form.errors else 200
    template = "desk/bulk_dialog.html" if is_fragment(request) else "desk/bulk.html"
    return render(request, template, context, status=status)


def _preview(
    request: AuthedRequest, action: Action, chosen: Chosen, outcome: Outcome
) -> tuple[list[Any], list[tuple[Any, str]]]:
    """Return the first things that are meant, and what stands in the way of which of them."""
    first = next(chosen.chunks(request.auth), [])
    blocked = dict(outcome.blocked)
    if not blocked and set(action.asks) <= {"note", "place"} and action.name != "move":
        empty = dict.fromkeys(action.asks) | {"note": ""}
        blocked = dict(acting.rehearse(request.auth, action, first, empty).blocked)
    wanted = [*blocked, *first][: SHOWN_MAX + len(blocked)]
    lines = holding.assets_named(actor=request.auth, asset_ids=wanted)
    standing = [(line, blocked[line.id]) for line in lines if line.id in blocked]
    meant = [(line, words.where(line.place)) for line in lines if line.id not in blocked]
    return meant[:SHOWN_MAX], standing


def _labels(request: AuthedRequest) -> HttpResponse:
    chosen = _chosen(request)
    if chosen.given is None:
        asked = {"ids": ",".join(map(str, chosen.ids))}
    else:
        pairs = [(name, value) for name, values in chosen.given.items() for value in values]
        asked = {"filter": urlencode(pairs)}
    return leave(request, f"{reverse('labels:labels')}?{urlencode(asked)}")


@require_safe
def progress(request: AuthedRequest, job_id: int) -> HttpResponse:
    """Show how far an act in the background is."""
    told = runs.progress(request.auth, job_id)
    lines = holding.assets_named(actor=request.auth, asset_ids=[key for key, _why in told.blocked])
    tags = {line.id: line for line in lines}
    context = {
        "told": told,
        "action": ACTIONS[told.action],
        "blocked": [(tags.get(key), why) for key, why in told.blocked],
        "percent": 100 * told.done // max(1, told.total),
    }
    name = "run_state" if is_fragment(request) else "run"
    return render(request, f"desk/{name}.html", context)


def back(request: AuthedRequest) -> str:
    """Return the page to go back to: the one that was named, if it is ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, request.is_secure()
    ):
        return wanted
    return reverse("desk:assets")
