"""What stands, and what to do about it."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from wherehold.alerts import access, commands, queries, shown
from wherehold.alerts.queries import ways
from wherehold.kernel import clock, organisation
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Refusal
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest

TABS = {
    "open": gettext_lazy("Open"),
    "mine": gettext_lazy("Mine"),
    "snoozed": gettext_lazy("Put off"),
    "resolved": gettext_lazy("Over"),
}
SNOOZES = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
SHORT = 5


@require_safe
def alerts(request: AuthedRequest) -> HttpResponse:
    """List alerts."""
    return _list(request)


def _list(request: AuthedRequest, refusal: Refusal | None = None) -> HttpResponse:
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    context = {
        **heads(request.auth, tab),
        **_lines(request, tab),
        "risk": queries.risk(actor=request.auth),
        "currency": organisation.current().currency,
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "alerts/alerts.html", context, status=status)


def heads(actor: Actor, tab: str) -> dict[str, Any]:
    """Return what stands above each page of alerts: the tabs, with how many there are in each."""
    counts = queries.counts(actor=actor)
    return {
        "tab": tab,
        "tabs": [(key, label, counts.get(key)) for key, label in TABS.items()],
        "may_set": actor.may_everywhere(access.RULES),
        "failures": ways.failures(actor=actor),
    }


def _lines(request: AuthedRequest, tab: str) -> dict[str, Any]:
    actor = request.auth
    if tab == "resolved":
        cursor = request.GET.get("cursor", "")
        lines, after = queries.page(actor=actor, state=tab, cursor=cursor)
        return {"before": lines, "after": after}
    lines = queries.worst(actor=actor, state=tab)
    return {
        "groups": shown.groups(actor=actor, lines=lines),
        "snoozed": queries.page(actor=actor, state="snoozed", limit=SHORT)[0],
        "lately": queries.page(actor=actor, state="resolved", limit=SHORT)[0],
    }


@require_POST
def act(request: AuthedRequest) -> HttpResponse:
    """Do one thing about an alert, or about a storm of them."""
    said = request.POST
    given = [one for one in said.get("ids", "").split(",") if one.isascii() and one.isdigit()]
    try:
        _do(request.auth, said.get("act", ""), [int(one) for one in given[:1_000]], said)
    except Refusal as refusal:
        return _list(request, refusal)
    toasts.say(request, _("Noted."))
    return HttpResponseRedirect(reverse("alerts:alerts"))


def _do(actor: Actor, act: str, ids: list[int], said: Any) -> None:  # noqa: ANN401
    if act == "acknowledge":
        commands.acknowledge(actor=actor, alert_ids=ids)
    elif act == "snooze":
        span = SNOOZES.get(said.get("until", ""), SNOOZES["day"])
        commands.snooze(actor=actor, alert_ids=ids, until=clock.now() + span)
    elif act == "resolve":
        commands.resolve(actor=actor, alert_ids=ids, reason=said.get("reason", ""))
