"""The page of a transfer, and its packing list."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wherehold.kernel import organisation
from wherehold.kernel.errors import Refusal
from wherehold.transfers import document
from wherehold.transfers.queries import transfers
from wherehold.transfers.words import ITEM_STATES, ITEM_TONES, OUTCOMES, STATES, TONES
from wherehold.ui import refusals
from wherehold.ui.request import AuthedRequest


@require_safe
def page(request: AuthedRequest, transfer_id: int) -> HttpResponse:
    """Show a transfer."""
    return show(request, transfer_id)


@require_safe
def pdf(request: AuthedRequest, transfer_id: int) -> HttpResponse:
    """Give the packing list as PDF/A."""
    card = transfers.card(actor=request.auth, transfer_id=transfer_id)
    made = document.draw(card, owner=organisation.current().name)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="packing-list-{transfer_id}.pdf"'
    return answer


def show(
    request: AuthedRequest,
    transfer_id: int,
    refusal: Refusal | None = None,
    unsent: list[int] | None = None,
) -> HttpResponse:
    """Show a transfer with what was refused; `unsent` may be taken in as surplus."""
    card = transfers.card(actor=request.auth, transfer_id=transfer_id)
    context = {
        "card": card,
        "state": STATES[card.state],
        "tone": TONES[card.state],
        "items": [
            (one, ITEM_STATES[one.state], ITEM_TONES.get(one.state, ""), OUTCOMES.get(one.outcome))
            for one in card.items
        ],
        "open": [
            one for one in card.items if one.state in ("short", "surplus") and not one.outcome
        ],
        "awaited": [one for one in card.items if one.state == "sent"],
        "given": request.POST,
        "unsent": unsent,
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "transfers/transfer.html", context, status=status)
