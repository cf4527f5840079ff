"""The page of a hand-over, and its document."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wherehold.handover import document
from wherehold.handover.queries import evidence, handovers
from wherehold.handover.queries.handovers import Card
from wherehold.handover.words import SIDES, STATES, TONES, WAYS
from wherehold.kernel import organisation
from wherehold.kernel.errors import Refusal
from wherehold.ui import refusals
from wherehold.ui.request import AuthedRequest


@require_safe
def page(request: AuthedRequest, handover_id: int) -> HttpResponse:
    """Show a hand-over."""
    return show(request, handover_id)


@require_safe
def pdf(request: AuthedRequest, handover_id: int) -> HttpResponse:
    """Give the document of a hand-over as PDF/A."""
    found = evidence.evidence(actor=request.auth, handover_id=handover_id)
    made = document.draw(found, owner=organisation.current().name)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="hand-over-{handover_id}.pdf"'
    return answer


def show(
    request: AuthedRequest,
    handover_id: int,
    *,
    refusal: Refusal | None = None,
    made: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a hand-over, with what was refused, or a code or link that is shown this once."""
    card = handovers.card(actor=request.auth, handover_id=handover_id)
    context = {
        "card": card,
        "state": STATES[card.state],
        "tone": TONES[card.state],
        "way": WAYS.get(card.way, ""),
        "signatures": _signatures(card),
        "made": made,
        "given": request.POST,
        "currency": organisation.current().currency,
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "handover/handover.html", context, status=status)


def _signatures(card: Card) -> list[dict[str, Any]]:
    sides = (
        ("giver", card.giver, card.giver_signature, card.given_at),
        ("receiver", card.receiver, card.receiver_signature, card.answered_at),
    )
    return [
        {
            "side": SIDES[side],
            "name": name,
            "signed": signed,
            "at": at,
        }
        for side, name, signed, at in sides
    ]
