"""One reservation: its page and its pick list."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wherehold.kernel import clock, organisation
from wherehold.reservations.queries import availability, listed
from wherehold.reservations.queries.listed import ReservationCard
from wherehold.reservations.words import APPROVALS, PIECES, STATES, TONES
from wherehold.ui.request import AuthedRequest


@require_safe
def page(request: AuthedRequest, reservation_id: int) -> HttpResponse:
    """Show a reservation and what may be done with it."""
    return card_page(request, listed.card(actor=request.auth, reservation_id=reservation_id))


def card_page(
    request: AuthedRequest, card: ReservationCard, refusal: object = None, status: int = 200
) -> HttpResponse:
    """Return the page of a reservation, with what was refused above it."""
    context = {
        "card": card,
        "state": STATES[card.state],
        "tone": TONES[card.state],
        "approval": APPROVALS.get(card.approval, ""),
        "lines": [
            (line, [(piece, PIECES[piece.state]) for piece in line.pieces]) for line in card.lines
        ],
        "begins": _local(request, card, "begins_at"),
        "ends": _local(request, card, "ends_at"),
        "refusal": refusal,
    }
    return render(request, "reservations/reservation.html", context, status=status)


@require_safe
def pick_list(request: AuthedRequest, reservation_id: int) -> HttpResponse:
    """Show what is to be fetched from where, as a sheet to print."""
    card = listed.card(actor=request.auth, reservation_id=reservation_id)
    context = {
        "card": card,
        "organisation": organisation.current().name,
        "now": clock.now(),
    }
    return render(request, "reservations/pick_list.html", context)


def _local(request: AuthedRequest, card: ReservationCard, name: str) -> str:
    """Write an instant as the field of a form takes it, on the wall clock of its place."""
    desk = availability.desk_at(actor=request.auth, place_id=card.place_id)
    return f"{getattr(card, name).astimezone(desk.zone):%Y-%m-%dT%H:%M}"
