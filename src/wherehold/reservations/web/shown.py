"""One reservation: its page and its pick list."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wherehold.kernel import clock, organisation
from wherehold.kernel.errors import Conflict, Invalid, Refusal
from wherehold.labels import handing
from wherehold.labels.access import PRINT
from wherehold.labels.queries import saved
from wherehold.labels.stocks import DEFAULT
from wherehold.reservations.queries import availability, labels, listed
from wherehold.reservations.queries.listed import ReservationCard
from wherehold.reservations.words import APPROVALS, PIECES, STATES, TONES
from wherehold.ui import refusals
from wherehold.ui.request import AuthedRequest


@require_safe
def page(request: AuthedRequest, reservation_id: int) -> HttpResponse:
    """Show a reservation and what may be done with it."""
    return card_page(request, listed.card(actor=request.auth, reservation_id=reservation_id))


def card_page(
    request: AuthedRequest, card: ReservationCard, refusal: object = None, status: int = 200
) -> HttpResponse:
    """Return the page of a reservation, with what was refused above it."""
    zone = availability.desk_of(actor=request.auth, reservation_id=card.id).zone
    context = {
        "card": card,
        "state": STATES[card.state],
        "tone": TONES[card.state],
        "approval": APPROVALS.get(card.approval, ""),
        "lines": [
            (line, [(piece, PIECES[piece.state]) for piece in line.pieces]) for line in card.lines
        ],
        "begins": f"{card.begins_at.astimezone(zone):%Y-%m-%dT%H:%M}",
        "ends": f"{card.ends_at.astimezone(zone):%Y-%m-%dT%H:%M}",
        "given_url": _given_url(card),
        "following": listed.following(actor=request.auth, reservation_id=card.id)
        if card.series_id
        else [],
        "refusal": refusal,
    }
    return render(request, "reservations/reservation.html", context, status=status)


def _given_url(card: ReservationCard) -> str:
    """Return the address of a hand-over of what is kept and not out yet, if anything is."""
    kept = [piece for line in card.lines for piece in line.pieces if piece.state == "kept"]
    if not kept or card.party_id is None:
        return ""
    due = max(clock.day_of(card.ends_at), clock.today())
    ids = ",".join(str(piece.asset_id) for piece in kept)
    asked = {"ids": ids, "holder": card.party_id, "due_on": due.isoformat()}
    return f"{reverse('handover:new')}?{urlencode(asked)}"


@require_safe
def pick_list(request: AuthedRequest, reservation_id: int) -> HttpResponse:
    """Show what is to be fetched from where, as a sheet to print."""
    return _pick_list(request, reservation_id)


def _pick_list(
    request: AuthedRequest, reservation_id: int, refusal: Refusal | None = None
) -> HttpResponse:
    card = listed.card(actor=request.auth, reservation_id=reservation_id)
    may_print = request.auth.may_somewhere(PRINT)
    context = {
        "card": card,
        "organisation": organisation.current().name,
        "now": clock.now(),
        "stocks": saved.stocks(actor=request.auth) if may_print else [],
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "reservations/pick_list.html", context, status=status)


@require_safe
def label(request: AuthedRequest, reservation_id: int) -> HttpResponse:
    """Give the label of a set as a file to print."""
    given = request.GET
    text = given.get("start", "1")
    try:
        made = labels.label(
            actor=request.auth,
            reservation_id=reservation_id,
            stock=given.get("stock", DEFAULT),
            start_at=int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1,
            form=given.get("format", "pdf"),
        )
    except (Conflict, Invalid) as refusal:
        return _pick_list(request, reservation_id, refusal)
    return handing.made(made)
