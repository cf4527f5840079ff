"""Where things stood for how long: a map of it, and the same as a table."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from wherehold.atlas import answering, scene
from wherehold.atlas.asking import OWN
from wherehold.desk import chips
from wherehold.desk.web import listed
from wherehold.kernel import clock
from wherehold.tracking import access, charting
from wherehold.tracking.queries import dwell
from wherehold.tracking.queries.dwell import Heat
from wherehold.ui.request import AuthedRequest

SPANS = {
    "day": (gettext_lazy("24 hours"), timedelta(days=1)),
    "week": (gettext_lazy("7 days"), timedelta(days=7)),
    "month": (gettext_lazy("30 days"), timedelta(days=30)),
    "year": (gettext_lazy("A year"), timedelta(days=365)),
}


@require_safe
def page(request: AuthedRequest) -> HttpResponse:
    """Show in which zones things stood for how long, on a map and as a table."""
    access.must_see_positions(request.auth)
    found, span, given = _asked(request)
    said = [(name, one) for name, each in given.items() for one in each]
    query = urlencode(said)
    context = {
        "heat": found,
        "span": span,
        "tabs": [
            (key, label, _address(query, key), key == span) for key, (label, _) in SPANS.items()
        ],
        "ground": f"{reverse('atlas:dwell-ground')}?{urlencode([*said, ('span', span)])}",
        "said": [one for one in said if one[0] != "search"],
        "search": " ".join(given.get("search", [])),
        "chips": chips.chips(request.auth, given, request.path, {}),
        "query": query,
        "words": charting.words(),
        "base": charting.base(),
    }
    return render(request, "atlas/dwell.html", context)


@require_safe
def ground(request: AuthedRequest) -> HttpResponse:
    """Tell a map which zones there are, each with how much of the time was spent in it."""
    access.must_see_positions(request.auth)
    found, _span, _given = _asked(request)
    return answering.answer(request, scene.heated(request.auth, found))


def _asked(request: AuthedRequest) -> tuple[Heat, str, dict[str, list[str]]]:
    span = request.GET.get("span", "")
    span = span if span in SPANS else "week"
    given = listed.read(request.GET).given
    given = {name: each for name, each in given.items() if name not in {*OWN, "span"}}
    now = clock.now()
    since = now - SPANS[span][1]
    return dwell.heat(actor=request.auth, since=since, until=now, given=given), span, given


def _address(query: str, span: str) -> str:
    return f"{reverse('atlas:dwell')}?{query}{'&' if query else ''}span={span}"


def on_plan(request: AuthedRequest, names: Iterable[str]) -> dict[str, Any]:
    """Return how long things stood in each of the zones on a plan, when it is asked for that."""
    span = request.GET.get("dwell", "")
    if span not in SPANS or not request.auth.may_somewhere(access.POSITIONS):
        return {}
    now = clock.now()
    whole = dwell.heat(actor=request.auth, since=now - SPANS[span][1], until=now)
    found = whole.only(names)
    return {"dwell": span, "heat": found, "steps": {one.zone: one.step for one in found.zones}}
