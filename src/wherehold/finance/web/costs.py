"""What things cost, in the browser."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wherehold.finance import access, commands, owning
from wherehold.finance.calculator import day
from wherehold.finance.queries import costs, values
from wherehold.finance.refusals import refusing
from wherehold.finance.web.cost_form import CostForm, ReadingForm
from wherehold.finance.words import COSTS
from wherehold.kernel import organisation
from wherehold.kernel.errors import NotAllowed, Refusal
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest, leave

either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def listed(request: AuthedRequest) -> HttpResponse:
    """List what was paid for things and came in for them."""
    actor, asked = request.auth, _asked(request)
    if not actor.may_somewhere(access.SEE):
        raise NotAllowed({"actor": actor.name, "permission": access.SEE})
    found, older = costs.page(actor=actor, asked=asked, cursor=request.GET.get("cursor", ""))
    given = request.GET.copy()
    given.pop("cursor", None)
    context = {
        "costs": [(one, COSTS[one["kind"]]) for one in found],
        "sums": [(COSTS[kind], *one) for kind, one in _sums(request, asked).items()],
        "kinds": list(COSTS.items()),
        "centres": costs.cost_centres(actor=actor),
        "asked": asked,
        "older": older,
        "cursor": request.GET.get("cursor", ""),
        "query": given.urlencode(),
        "home": organisation.current().currency,
        "may_keep": actor.may_somewhere(access.KEEP),
        "may_import": actor.may_somewhere("import.run"),
    }
    return render(request, "finance/costs.html", context)


def _sums(request: AuthedRequest, asked: costs.Asked) -> dict[str, tuple[int, int]]:
    found = costs.by_kind(actor=request.auth, asked=asked)
    return dict(sorted(found.items(), key=lambda one: -one[1][1])[:5])


@either
def new(request: AuthedRequest) -> HttpResponse:
    """Ask what was paid for a thing, and have it so."""
    if not request.auth.may_somewhere(access.KEEP):
        raise NotAllowed({"actor": request.auth.name, "permission": access.KEEP})
    tag, kind = request.GET.get("tag", "")[:64], request.GET.get("kind", "")
    form, refusal = CostForm(request.POST or None, request.auth, tag, kind), None
    if request.method == "POST" and form.is_valid():
        draft = form.draft()
        try:
            commands.record_costs(actor=request.auth, costs=[draft])
        except Refusal as error:
            refusal = refusals.shown(error)
        else:
            toasts.say(request, _("Recorded."))
            return leave(request, f"{reverse('desk:asset', args=[draft.asset_id])}/value")
    status = 422 if refusal or form.errors else 200
    context = {"form": form, "refusal": refusal}
    return render(request, "finance/cost.html", context, status=status)


@require_POST
def revoke(request: AuthedRequest, cost_id: int) -> HttpResponse:
    """Take back a cost that was recorded by mistake."""
    [asset_id] = [
        one["asset_id"] for one in costs.those(actor=request.auth, cost_ids=[cost_id])
    ] or [0]
    commands.revoke_costs(actor=request.auth, cost_ids=[cost_id])
    toasts.say(request, _("Taken back. It counts no more."))
    return leave(request, f"{reverse('desk:asset', args=[asset_id])}/value")


@either
def read_meter(request: AuthedRequest, asset_id: int, code: str) -> HttpResponse:
    """Ask what the meter of a thing said, and have it so."""
    one = values.in_book(actor=request.auth, asset_id=asset_id, code=code)
    form, refusal = ReadingForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        draft = commands.ReadingDraft(asset_id=asset_id, **form.cleaned_data)
        try:
            commands.read_meters(actor=request.auth, readings=[draft])
        except Refusal as error:
            refusal = refusals.shown(error)
        else:
            toasts.say(request, _("Noted."))
            return leave(request, f"{reverse('desk:asset', args=[asset_id])}/value?book={code}")
    context = {"form": form, "refusal": refusal, "one": one, "title": _("Read the meter")}
    status = 422 if refusal or form.errors else 200
    return render(request, "finance/change.html", context, status=status)


@require_safe
def whole(request: AuthedRequest, asset_id: int) -> HttpResponse:
    """Show what a thing costs as a whole, and whether to keep or replace it."""
    assumed = owning.assumed_from(request.GET.dict())
    found = owning.page(request.auth, asset_id, assumed)
    return render(request, "finance/whole_cost.html", found)


def _asked(request: AuthedRequest) -> costs.Asked:
    """Return which costs the address asks for."""

    def told(name: str) -> date | None:
        text = request.GET.get(name, "")
        return day(text) if text else None

    kind = request.GET.get("kind", "")
    with refusing():
        return costs.Asked(
            kind=kind if kind in COSTS else "",
            cost_centre=request.GET.get("centre", "")[:60],
            begins=told("begins"),
            ends=told("ends"),
        )
