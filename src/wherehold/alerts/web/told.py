"""How one is told: channels, quiet hours, digest; and what became of the telling."""

from datetime import time
from typing import Any
from zoneinfo import available_timezones

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wherehold.alerts import commands
from wherehold.alerts.carriers import SERVICES
from wherehold.alerts.queries import ways
from wherehold.alerts.shown import SEVERITIES
from wherehold.alerts.web.pages import heads
from wherehold.kernel.errors import Refusal
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest

STATES = {
    "sent": (gettext_lazy("sent"), "ok"),
    "failed": (gettext_lazy("failed"), "bad"),
    "waiting": (gettext_lazy("on its way"), "acc"),
    "no_mail": (gettext_lazy("no mail server"), "warn"),
    "held": (gettext_lazy("held"), ""),
    "dropped": (gettext_lazy("not needed"), ""),
}


@require_safe
def told(request: AuthedRequest) -> HttpResponse:
    """Show how one is told."""
    return _told(request)


def _told(request: AuthedRequest, refusal: Refusal | None = None) -> HttpResponse:
    names = {code: one.label for code, one in SERVICES.items()}
    context = {
        "channels": [(one, names[one.service]) for one in ways.channels(actor=request.auth)],
        "services": SERVICES.values(),
        "wish": ways.preference(actor=request.auth),
        "zones": [("", _("As the organisation")), *((z, z) for z in sorted(available_timezones()))],
        "through": [("", _("Nothing")), *((key, label) for key, (label, _t) in SEVERITIES.items())],
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "alerts/told.html", context, status=status)


@require_POST
def prefer(request: AuthedRequest) -> HttpResponse:
    """Say when and how one wants to be told."""
    try:
        commands.prefer(actor=request.auth, wanted=_wanted(request.POST))
    except Refusal as refusal:
        return _told(request, refusal)
    return _done(request, _("Saved."))


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AuthedRequest, service: str) -> HttpResponse:
    """Add a channel by the form of its service."""
    if service not in SERVICES:
        raise Http404
    refusal = None
    if request.method == "POST":
        given = {one.name: request.POST.get(one.name, "") for one in SERVICES[service].values}
        new = commands.NewChannel(service=service, values=given, name=request.POST.get("name", ""))
        try:
            commands.add_channel(actor=request.auth, channel=new)
            return _done(request, _("The channel is added. Send a test."))
        except Refusal as refused:
            refusal = refused
    context: dict[str, Any] = {"service": SERVICES[service]}
    context["refusal"] = refusals.shown(refusal) if refusal else None
    status = refusal.status if refusal else 200
    return render(request, "alerts/channel.html", context, status=status)


@require_POST
def try_it(request: AuthedRequest, channel_id: int) -> HttpResponse:
    """Send a test."""
    commands.try_channel(actor=request.auth, channel_id=channel_id)
    return _done(request, _("A test is on its way."))


@require_POST
def remove(request: AuthedRequest, channel_id: int) -> HttpResponse:
    """Remove a channel."""
    commands.remove_channel(actor=request.auth, channel_id=channel_id)
    return _done(request, _("The channel is removed."))


@require_safe
def delivery(request: AuthedRequest) -> HttpResponse:
    """List who was told of what, and what failed."""
    failed = request.GET.get("show") == "failed"
    found = ways.notices(actor=request.auth, failed=failed)
    context = {
        **heads(request.auth, "delivery"),
        "lines": [(one, *STATES[one.state]) for one in found],
        "failed": failed,
        "may_retry": request.auth.may_everywhere("settings.manage"),
    }
    return render(request, "alerts/delivery.html", context)


def _done(request: AuthedRequest, text: str) -> HttpResponse:
    toasts.say(request, text)
    return HttpResponseRedirect(reverse("alerts:told"))


def _wanted(said: QueryDict) -> commands.Wanted:
    return commands.Wanted(
        by_mail="by_mail" in said,
        time_zone=said.get("time_zone", ""),
        quiet_from=_time(said.get("quiet_from", "")),
        quiet_until=_time(said.get("quiet_until", "")),
        through_quiet=said.get("through_quiet", ""),
        digest_at=_time(said.get("digest_at", "")),
    )


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None
