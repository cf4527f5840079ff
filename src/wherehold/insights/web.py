"""The overview in the browser."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from wherehold.desk import activity
from wherehold.insights import queries, shown
from wherehold.kernel import clock, organisation
from wherehold.register.queries import sites
from wherehold.ui import charts
from wherehold.ui.request import AuthedRequest

app_name = "insights"
PERIODS = {
    "7": gettext_lazy("7 days"),
    "30": gettext_lazy("30 days"),
    "365": gettext_lazy("12 months"),
}


@require_safe
def overview(request: AuthedRequest) -> HttpResponse:
    """Show how things stand: figures, what needs a look, what happens."""
    actor = request.auth
    places = sites.sites(actor=actor)
    place = next((one for one in places if str(one.id) == request.GET.get("place")), None)
    days = request.GET.get("days") if request.GET.get("days") in PERIODS else "30"
    place_id, place_path = (str(place.id), place.path) if place else ("", "")
    context: dict[str, Any] = {
        "day": clock.today(),
        "sites": places,
        "place": place,
        "days": days,
        "periods": PERIODS.items(),
        "kpis": shown.key_figures(actor, place_id, place_path, int(days or 30)),
        "attention": queries.attention(actor=actor, place_id=place_id),
        "activity": activity.lately(actor=actor, place_path=place_path),
        "stages": (stages := shown.stages(actor, place_id, place_path)),
        "stage_bar": charts.share_bar([share for share, _url in stages], title=_("By stage")),
        "currency": organisation.current().currency,
        "assets": reverse("desk:assets"),
    }
    return render(request, "insights/overview.html", context)


urlpatterns = [path("", overview, name="overview")]
