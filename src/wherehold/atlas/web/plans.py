"""Plans of places: a picture with areas, counts and things, calibrated and drawn by clicks."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wherehold.atlas import drawing, typed
from wherehold.atlas.web import dwell
from wherehold.kernel.errors import Refusal
from wherehold.register import receiving
from wherehold.register.queries import attachments
from wherehold.register.queries.attachments import Subject
from wherehold.tracking import commands
from wherehold.tracking.queries import plans as queries
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest


@require_safe
def page(request: AuthedRequest) -> HttpResponse:
    """List the places that have a plan."""
    return _list(request)


def _list(request: AuthedRequest, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "lines": queries.plans(actor=request.auth),
        "may_edit": request.auth.may_somewhere("place.edit"),
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "atlas/plans.html", context, status=status)


@require_safe
def plan(request: AuthedRequest, place_id: int) -> HttpResponse:
    """Show the plan of a place."""
    return _show(request, place_id)


def _show(request: AuthedRequest, place_id: int, refusal: Refusal | None = None) -> HttpResponse:
    card = queries.card(actor=request.auth, place_id=place_id)
    drawn = drawing.drawn(card)
    heat = dwell.on_plan(request, [zone[0] for zone in drawn.zones])
    steps = heat.get("steps", {})
    context = {
        "card": card,
        "drawn": drawn,
        "zones": [(*zone, steps.get(zone[0], 0)) for zone in drawn.zones],
        "floors": queries.plans(actor=request.auth),
        "may_edit": _may_edit(request, place_id),
        **heat,
        "said": request.POST,
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "atlas/plan.html", context, status=status)


def _may_edit(request: AuthedRequest, place_id: int) -> bool:
    try:
        attachments.may_attach(actor=request.auth, subject=Subject("place", place_id))
    except Refusal:
        return False
    return True


@require_POST
def lay(request: AuthedRequest) -> HttpResponse:
    """Take in the picture of a place's plan."""
    place_id = typed.number(request.POST.get("place", ""))
    try:
        subject = Subject("place", place_id)
        uploads = request.FILES.getlist("file")[:1]
        kept = receiving.receive(actor=request.auth, subject=subject, uploads=uploads, photo=True)
        for one in kept:
            commands.lay_plan(actor=request.auth, place_id=place_id, kept=one)
    except Refusal as refusal:
        return _list(request, refusal)
    toasts.say(request, _("The plan is there. Say now of two points where they are."))
    return HttpResponseRedirect(reverse("atlas:plan", args=[place_id]))


@require_POST
def calibrate(request: AuthedRequest, place_id: int) -> HttpResponse:
    """Say where two points of a plan are."""

    def act(given: QueryDict) -> str:
        card = queries.card(actor=request.auth, place_id=place_id)
        first, second = typed.anchors(given, card.height_px)
        commands.calibrate(actor=request.auth, place_id=place_id, first=first, second=second)
        return _("The plan is calibrated.")

    return _do(request, place_id, act)


@require_POST
def draw(request: AuthedRequest, place_id: int) -> HttpResponse:
    """Draw an area of a plan, by corners in the picture."""

    def act(given: QueryDict) -> str:
        card = queries.card(actor=request.auth, place_id=place_id)
        area = typed.area(given, card.floor)
        commands.draw_areas(actor=request.auth, place_id=place_id, areas=[area])
        return _("The area is drawn.")

    return _do(request, place_id, act)


@require_POST
def erase(request: AuthedRequest, place_id: int, area_id: int) -> HttpResponse:
    """Take an area off a plan."""

    def act(given: Any) -> str:  # noqa: ANN401
        commands.erase_areas(actor=request.auth, place_id=place_id, area_ids=[area_id])
        return _("The area is no more.")

    return _do(request, place_id, act)


def _do(request: AuthedRequest, place_id: int, act: Callable[[QueryDict], str]) -> HttpResponse:
    try:
        said = act(request.POST)
    except Refusal as refusal:
        return _show(request, place_id, refusal)
    toasts.say(request, said)
    return HttpResponseRedirect(reverse("atlas:plan", args=[place_id]))
