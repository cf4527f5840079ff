"""The overview in the browser."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from wherehold.desk import activity
from wherehold.insights import queries, shown
from wherehold.insights.cards import Card, Shown
from wherehold.insights.cards import shown as shown_cards
from wherehold.insights.shown import Part
from wherehold.kernel import clock, organisation
from wherehold.kernel.actor import Actor
from wherehold.register.queries import sites
from wherehold.register.queries.sites import Site
from wherehold.ui.request import AuthedRequest

app_name = "insights"
PERIODS = {
    "7": gettext_lazy("7 days"),
    "30": gettext_lazy("30 days"),
    "365": gettext_lazy("12 months"),
}


@require_safe
def overview(request: AuthedRequest, cards: Sequence[Card] = ()) -> HttpResponse:
    """Show how things stand: figures, what needs a look, what happens, and the cards handed in."""
    actor = request.auth
    places = sites.sites(actor=actor)
    place = next((one for one in places if str(one.id) == request.GET.get("place")), None)
    days = request.GET.get("days") if request.GET.get("days") in PERIODS else "30"
    figures = _figures(actor, place, int(days or 30))
    context: dict[str, Any] = {
        **figures,
        "cards": shown_cards(cards, actor, _own(actor, place, places, figures["stages"])),
        "day": clock.today(),
        "sites": places,
        "place": place,
        "days": days,
        "periods": PERIODS.items(),
        "activity": activity.lately(actor=actor, place_path=place.path if place else ""),
        "new": shown.new_things(actor),
        "currency": organisation.current().currency,
        "assets": reverse("desk:assets"),
    }
    return render(request, "insights/overview.html", context)


def _figures(actor: Actor, place: Site | None, days: int) -> dict[str, Any]:
    """Return the key figures, what needs a look, and the stages; each is asked for once."""
    place_id, place_path = (str(place.id), place.path) if place else ("", "")
    now = queries.figures(actor=actor, place_path=place_path)
    trends = queries.trends(actor=actor, place_path=place_path, days=days)
    looked = queries.attention(actor=actor, place_id=place_id)
    return {
        "kpis": shown.key_figures(now, trends, looked, place_id),
        "attention": [(one, shown.detail(one)) for one in looked],
        "stages": shown.stages(now, place_id),
    }


def _own(
    actor: Actor, place: Site | None, places: Sequence[Site], stages: Sequence[Part]
) -> list[Shown]:
    """Return our own cards, bars of places and of stages, but for what has none."""
    where = shown.whereabouts(actor, place, places)
    title = _("Where in {name}").format(name=place.name) if place else _("Where things are")
    bars = [(title, where), (_("By stage"), stages)]
    return [
        Shown("insights/parts.html", {"title": title, "parts": parts})
        for title, parts in bars
        if parts
    ]


urlpatterns = [path("", overview, name="overview")]
