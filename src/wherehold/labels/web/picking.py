"""Choosing the places and people that labels are for. Things are chosen in their own list."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wherehold.labels import access
from wherehold.register.queries import parties, places
from wherehold.ui.request import AuthedRequest

SHOWN_MAX = 500


@require_safe
def pick_places(request: AuthedRequest) -> HttpResponse:
    """List places to choose from."""
    access.must_print(request.auth)
    search = request.GET.get("q", "")
    found, more = places.page(actor=request.auth, search=search, limit=SHOWN_MAX)
    rows = [(one.id, one.full_name, one.kind) for one in found]
    return _list(request, {"rows": rows, "more": more, "sent_as": "places"})


@require_safe
def pick_people(request: AuthedRequest) -> HttpResponse:
    """List people to choose from."""
    access.must_print(request.auth)
    search = request.GET.get("q", "")
    found, more = parties.page(
        actor=request.auth, search=search, kinds=["person", "team"], limit=SHOWN_MAX
    )
    rows = [(one.id, one.name, one.unit or one.place) for one in found]
    return _list(request, {"rows": rows, "more": more, "sent_as": "people"})


def _list(request: AuthedRequest, context: dict[str, object]) -> HttpResponse:
    return render(request, "labels/pick.html", {**context, "q": request.GET.get("q", "")})
