"""All that happened, act by act: by kind, place and person, page after page."""

from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wherehold.desk import activity, telling
from wherehold.register.queries import sites
from wherehold.ui.request import AuthedRequest

OWN = ("show", "place", "by", "cursor")


@require_safe
def everything(request: AuthedRequest) -> HttpResponse:
    """Show a page of the acts on what one may see."""
    asked = {name: request.GET[name] for name in OWN if request.GET.get(name)}
    places = sites.sites(actor=request.auth)
    place = next((one for one in places if str(one.id) == asked.get("place")), None)
    page = activity.page(actor=request.auth, asked=asked, place_path=place.path if place else "")
    kept = {"place": str(place.id)} if place else {}
    kept |= {"by": str(page.by)} if page.by else {}
    context = {
        "days": [
            (day, list(those)) for day, those in groupby(page.lines, lambda one: one.said.day)
        ],
        "groups": _groups(asked.get("show", ""), kept),
        "show": asked.get("show", ""),
        "sites": places,
        "place": place,
        "person": (page.by or "", page.by_name),
        "older": page.after and f"?{urlencode({**asked, 'cursor': page.after})}",
        "newest": "cursor" in asked and f"?{urlencode({**kept, 'show': asked.get('show', '')})}",
    }
    return render(request, "desk/activity.html", context)


def _groups(chosen: str, kept: dict[str, str]) -> list[tuple[str, object, bool]]:
    """Return the groups of acts: address, name, and whether it is the one that is shown."""
    groups = [("", _("Everything")), *((key, one[0]) for key, one in telling.GROUPS.items())]
    return [(f"?{urlencode({**kept, 'show': key})}", label, key == chosen) for key, label in groups]
