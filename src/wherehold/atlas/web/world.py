"""The world map: a page, and what it asks for while it stands open."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from wherehold.atlas import answering, asking, concerns, scene
from wherehold.desk import chips
from wherehold.desk.web import listed
from wherehold.tracking import access, charting, pmtiles
from wherehold.tracking.queries import pins as queries
from wherehold.ui.request import AuthedRequest, is_fragment

FOCUS_ZOOM = 16


@require_safe
def page(request: AuthedRequest) -> HttpResponse:
    """Show the map, or all that is on it as a list."""
    access.must_see_positions(request.auth)
    given = _given(request)
    if "filters" in request.GET and is_fragment(request):
        return render(request, "desk/filters.html", _asked(request, given))
    context = {
        **_asked(request, given),
        "groups": concerns.groups(request.auth, given),
        "may_manage": request.auth.may_everywhere(access.MANAGE),
        "words": charting.words(),
        "base": charting.base(),
    }
    if request.GET.get("as") == "list":
        context["lines"] = queries.pins(actor=request.auth, given=given, box=asking.WORLD)
        return render(request, "atlas/list.html", context)
    return render(request, "atlas/map.html", context | _start(request, given))


@require_safe
def pins(request: AuthedRequest) -> HttpResponse:
    """Tell what lies within the map, or that nothing has changed since."""
    access.must_see_positions(request.auth)
    view = asking.view(request.GET.dict())
    given = _given(request)
    return answering.answer_anew(
        request, queries.mark(actor=request.auth), lambda: scene.seen(request.auth, given, view)
    )


@require_safe
def things(request: AuthedRequest) -> HttpResponse:
    """Tell which things are gathered in one pin."""
    access.must_see_positions(request.auth)
    view = asking.view(request.GET.dict())
    found = queries.pins(actor=request.auth, given=_given(request), box=view.box)
    return answering.answer(request, {"pins": scene.drawn_pins(found)})


@require_safe
def ground(request: AuthedRequest) -> HttpResponse:
    """Tell which zones and places there are."""
    return answering.answer(request, scene.ground(request.auth))


@require_safe
def tile(request: AuthedRequest, zoom: int, x: int, y: int) -> HttpResponse:
    """Give a tile of the installation's own map, to be kept for a day."""
    access.must_see_positions(request.auth)
    archive = charting.own_tiles()
    try:
        found = archive.tile(zoom, x, y) if archive else None
    except pmtiles.BadArchive:
        found = None
    if archive is None or (found is None and not archive.is_drawn):
        raise Http404
    if found is None:
        return HttpResponse(status=204)  # Nothing is drawn there: a page that says so would be.
    answer = HttpResponse(found, archive.kind)
    if archive.zipped:
        answer["Content-Encoding"] = "gzip"
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


@require_safe
def look(request: AuthedRequest) -> HttpResponse:
    """Show what needs a look, for the list beside the map."""
    access.must_see_positions(request.auth)
    context = {"groups": concerns.groups(request.auth, _given(request))}
    return render(request, "atlas/look.html", context)


def _given(request: AuthedRequest) -> dict[str, list[str]]:
    given = listed.read(request.GET).given
    return {name: values for name, values in given.items() if name not in asking.OWN}


def _asked(request: AuthedRequest, given: dict[str, list[str]]) -> dict[str, Any]:
    said = [(name, one) for name, each in given.items() for one in each]
    return {
        "said": [one for one in said if one[0] != "search"],
        "query": urlencode(said),
        "search": " ".join(given.get("search", [])),
        "chips": chips.chips(request.auth, given, request.path, {}),
        "clean_url": reverse("atlas:map"),
        "asked": listed.Asked(given, {}, ""),
        "fields": chips.fields(request.auth, given) if "filters" in request.GET else (),
    }


def _start(request: AuthedRequest, given: dict[str, list[str]]) -> dict[str, Any]:
    """Return where the map begins: where the address says, at one thing, or around all."""
    around = queries.extent(actor=request.auth, given=given)
    box = around[0] if around else None
    edges = [box.south, box.west, box.north, box.east] if box else []
    asset = request.GET.get("asset", "")
    if asset.isascii() and asset.isdigit() and len(asset) < 19:
        one = queries.pins(actor=request.auth, given={}, box=asking.WORLD, asset_ids=[int(asset)])
        at = [(each.lat, each.lon, FOCUS_ZOOM) for each in one]
    else:
        at = []
    return {
        "total": around[1] if around else 0,
        "extent": ",".join(map(str, edges)),
        "focus": ",".join(map(str, at[0])) if at else "",
        "focus_id": asset if at else "",
    }
