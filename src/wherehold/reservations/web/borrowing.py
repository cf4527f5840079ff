"""Borrow: what people book, take and bring back by themselves. Made for a phone."""

from datetime import timedelta

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wherehold.kernel import clock, organisation
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound, Refusal
from wherehold.register.queries.resolve import resolve_many
from wherehold.reservations import borrowing, commands
from wherehold.reservations.queries import listed
from wherehold.reservations.web.acts import time_of
from wherehold.reservations.wishes import QUANTITY_MAX
from wherehold.reservations.words import STATES, TONES
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: AuthedRequest) -> HttpResponse:
    """Show what may be borrowed and what one has, or take a thing or bring it back."""
    refusal = None
    if request.method == "POST":
        try:
            return _moved(request)
        except Refusal as error:
            refusal = error
    return _page(request, refusal)


@require_POST
def book(request: AuthedRequest) -> HttpResponse:
    """Book so many of a model for oneself."""
    given = request.POST
    try:
        number = commands.borrow(
            actor=request.auth,
            lines=[commands.Wanted(model_id=_number(given, "model"), quantity=_many(given))],
            begins_at=time_of(given.get("begins_at", "")),
            ends_at=time_of(given.get("ends_at", "")),
        )
    except Refusal as error:
        return _page(request, error)
    toasts.say(request, _("Booked."))
    return HttpResponseRedirect(reverse("reservations:reservation", args=[number]))


def _moved(request: AuthedRequest) -> HttpResponse:
    """Take a thing, or bring it back, by the codes of the place and the thing."""
    given, me = request.POST, borrowing.as_borrower(request.auth)
    codes = [given.get(name, "").strip()[:200] for name in ("place_code", "thing_code")]
    place_id, asset_id = _found(me, codes[0], "place"), _found(me, codes[1], "asset")
    if given.get("do") == "back":
        said = given.get("condition", "")
        commands.give_back(actor=request.auth, asset_id=asset_id, place_id=place_id, condition=said)
        toasts.say(request, _("Thank you. It is back."))
    else:
        commands.take(actor=request.auth, asset_id=asset_id, place_id=place_id)
        toasts.say(request, _("It is yours until the day it is due."))
    return HttpResponseRedirect(reverse("reservations:borrow"))


def _found(actor: Actor, code: str, kind: str) -> int:
    """Return what a code stands for. Raises: NotFound."""
    hits = [one for one in resolve_many(actor=actor, codes=[code])[code] if one.type == kind]
    if len(hits) != 1:
        raise NotFound({"what": kind, "key": code or "–"})
    return hits[0].id


def _page(request: AuthedRequest, refusal: Refusal | None) -> HttpResponse:
    me = borrowing.as_borrower(request.auth)
    search = request.GET.get("q", "")[:100]
    booked, _after = listed.page(actor=me, state="open", party_id=me.party_id)
    now = clock.now().astimezone(clock.zone()) + timedelta(hours=1)
    context = {
        "lent": borrowing.lent(actor=me, search=search),
        "mine": borrowing.mine(actor=me),
        "booked": [(one, STATES[one.state], TONES[one.state]) for one in booked],
        "search": search,
        "given": request.POST,
        "begins": f"{now:%Y-%m-%dT%H:00}",
        "ends": f"{now + timedelta(days=1):%Y-%m-%dT%H:00}",
        "currency": organisation.current().currency,
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "reservations/borrow.html", context, status=status)


def _number(given: QueryDict, name: str) -> int:
    text = given.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _many(given: QueryDict) -> int:
    return min(_number(given, "quantity") or 1, QUANTITY_MAX)
