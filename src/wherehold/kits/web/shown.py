"""The page of a kit."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wherehold.kernel.errors import Refusal
from wherehold.kits.queries import kits
from wherehold.ui import refusals
from wherehold.ui.request import AuthedRequest


@require_safe
def page(request: AuthedRequest, kit_id: int) -> HttpResponse:
    """Show a kit."""
    return show(request, kit_id)


def show(request: AuthedRequest, kit_id: int, refusal: Refusal | None = None) -> HttpResponse:
    """Show a kit: line by line what belongs into it, with what stands for it."""
    card = kits.card(actor=request.auth, kit_id=kit_id)
    context = {
        "card": card,
        "lines": [(w, [p for p in card.items if p.want_id == w.id]) for w in card.wants],
        "gone": [one for one in card.followed if not one.outcome],
        "decided": [one for one in card.followed if one.outcome],
        "given": request.POST,
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "kits/kit.html", context, status=status)
