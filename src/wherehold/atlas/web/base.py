"""What lies under maps: the organisation's own file, brought and taken away by an administrator."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wherehold.kernel.errors import Refusal
from wherehold.tracking import access, charting, commands, maps
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: AuthedRequest) -> HttpResponse:
    """Show what lies under maps; by POST, take a file for it."""
    access.must_set(request.auth)
    upload = request.FILES.get("file")
    if request.method != "POST" or upload is None:
        return _show(request)
    try:
        _keep(request, maps.bring(upload.chunks()))
    except Refusal as refusal:
        return _show(request, refusal)
    toasts.say(request, _("Maps stand on it from now on."))
    return HttpResponseRedirect(reverse("atlas:base"))


@require_POST
def drop(request: AuthedRequest) -> HttpResponse:
    """Let maps stand on what comes along again."""
    commands.drop_map(actor=request.auth)
    toasts.say(request, _("Maps stand on what comes along again."))
    return HttpResponseRedirect(reverse("atlas:base"))


def _keep(request: AuthedRequest, brought: maps.Brought) -> None:
    try:
        commands.keep_map(actor=request.auth, brought=brought)
    except BaseException:
        brought.path.unlink(missing_ok=True)
        raise


def _show(request: AuthedRequest, refusal: Refusal | None = None) -> HttpResponse:
    own = charting.own_tiles()
    context = {
        "own": own,
        "zooms": (own.zooms[0], own.zooms[-1]) if own else None,
        "named": settings.MAP_FILE,
        "tiles": settings.MAP_TILES,
        "most": maps.BYTES_MAX >> 30,
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "atlas/base.html", context, status=status)
