"""Links that show where one thing is: made and ended by those who see it, open to anybody."""

from datetime import timedelta
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wherehold.accounts.actors import actor_for_party, anonymous
from wherehold.atlas import answering
from wherehold.kernel import clock
from wherehold.tracking import charting, commands
from wherehold.tracking.queries import positions, shares
from wherehold.tracking.queries.positions import Spot
from wherehold.tracking.queries.shares import Opened
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest

TOO_MANY = 429
HOURS = {"1": 1, "8": 8, "24": 24, "168": 168}


@require_POST
def make(request: AuthedRequest, asset_id: int) -> HttpResponse:
    """Make a link and show it, this once."""
    hours = HOURS.get(request.POST.get("hours", ""), 8)
    note = request.POST.get("note", "").strip()
    ends_at = clock.now() + timedelta(hours=hours)
    _key, secret = commands.share(actor=request.auth, asset_id=asset_id, ends_at=ends_at, note=note)
    link = f"{settings.PUBLIC_URL}{reverse('atlas:shared', args=[secret])}"
    context = {"link": link, "ends_at": ends_at, "asset_id": asset_id}
    answer = render(request, "atlas/share.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def end(request: AuthedRequest, share_id: int) -> HttpResponse:
    """Let a link show nothing more."""
    asset_id = commands.end_share(actor=request.auth, share_id=share_id)
    toasts.say(request, _("The link shows nothing more."))
    return HttpResponseRedirect(reverse("desk:asset-panel", args=[asset_id, "location"]))


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Show where a thing is to whoever has the link."""
    if not ratelimit.consume(request, action="shared"):
        return HttpResponse(status=TOO_MANY)
    opened, spot = _opened(token)
    context = {
        "spot": spot,
        "opened": opened,
        "token": token,
        "words": charting.words(),
        "base": charting.base(signed_in=False),
    }
    return _guarded(render(request, "atlas/shared.html", context))


@require_safe
def pins(request: HttpRequest, token: str) -> HttpResponse:
    """Tell the map of a link where its thing is now."""
    if not ratelimit.consume(request, action="shared"):
        return HttpResponse(status=TOO_MANY)
    opened, spot = _opened(token)
    drawn = [_drawn(opened, spot)] if spot else []
    said = {"along": [], "number": len(drawn), "clusters": [], "pins": drawn}
    return _guarded(answering.answer(request, said))


@require_safe
def ground(request: HttpRequest, token: str) -> HttpResponse:
    """Tell the map of a link that nothing else stands on it."""
    _opened(token)
    empty = {"zones": {"type": "FeatureCollection", "features": []}, "places": []}
    return _guarded(answering.answer(request, empty))


def _opened(token: str) -> tuple[Opened, Spot | None]:
    """Return what a link is for, and where that is as its maker may see it. Raises: Http404."""
    opened = shares.opened(actor=anonymous("share"), secret=token[:200])
    owner = actor_for_party(opened.owner_id, "share") if opened else None
    if opened is None or owner is None:
        raise Http404
    spots = positions.now(actor=owner, asset_ids=[opened.asset_id])
    return opened, spots[0] if spots else None


def _drawn(opened: Opened, spot: Spot) -> dict[str, Any]:
    """Return a pin with nothing but the position."""
    at = {"lat": spot.lat, "lon": spot.lon, "at": spot.at.isoformat()}
    kept = {"accuracy_m": spot.accuracy_m, "speed_mps": None, "battery_pct": None}
    empty = dict.fromkeys(("name", "icon", "by", "recorded", "url", "trail"), "")
    tag = opened.note or str(_("Shared thing"))
    return {**at, **kept, **empty, "id": 1, "tag": tag, "silent": False, "astray": False}


def _guarded(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
