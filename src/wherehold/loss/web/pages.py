"""The list of searches, and the page of one: what was last known, and who may know more."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wherehold.kernel import organisation
from wherehold.kernel.errors import Refusal
from wherehold.loss import queries
from wherehold.loss.words import REASONS, STATES, TONES, WHY
from wherehold.tracking import access as positions
from wherehold.tracking import charting
from wherehold.tracking.queries import presence
from wherehold.tracking.words import evidence
from wherehold.ui import refusals
from wherehold.ui.request import AuthedRequest


@require_safe
def searches(request: AuthedRequest) -> HttpResponse:
    """List searches of a state."""
    state, cursor = request.GET.get("state", "open"), request.GET.get("cursor", "")
    lines, after = queries.page(actor=request.auth, state=state, cursor=cursor)
    context = {
        "lines": [(one, STATES[one.state], TONES[one.state], REASONS[one.reason]) for one in lines],
        "state": state,
        "states": list(STATES.items()),
        "after": after,
        "currency": organisation.current().currency,
    }
    return render(request, "loss/searches.html", context)


@require_safe
def search(request: AuthedRequest, search_id: int) -> HttpResponse:
    """Show a search."""
    return show(request, search_id)


def show(request: AuthedRequest, search_id: int, refusal: Refusal | None = None) -> HttpResponse:
    """Show a search, with what was refused."""
    card = queries.card(actor=request.auth, search_id=search_id)
    context = {
        "card": card,
        "state": STATES[card.state],
        "tone": TONES[card.state],
        "reason": REASONS[card.reason],
        "people": [(one, WHY[one.why]) for one in card.people],
        "currency": organisation.current().currency,
        "said": request.POST,
        "refusal": refusals.shown(refusal) if refusal else None,
        **_known(request, card.asset_id),
    }
    status = refusal.status if refusal else 200
    return render(request, "loss/search.html", context, status=status)


def _known(request: AuthedRequest, asset_id: int) -> dict[str, Any]:
    """Return what says where it may be, and what draws it on a map."""
    found = presence.of_asset(actor=request.auth, asset_id=asset_id)
    spots = [one for one in found.evidence if one.lat is not None]
    sees = request.auth.may_somewhere(positions.POSITIONS)
    return {
        "evidence": [(one, *evidence(one.how)) for one in found.evidence],
        "spot": spots[0] if spots and sees else None,
        "base": charting.base(),
        "words": charting.words(),
        "pins": reverse("atlas:pins"),
    }
