"""Alerts in the browser: what stands, what to do about it, and the rules."""

from datetime import timedelta

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from wherehold.alerts import access, commands, queries
from wherehold.alerts.finders import FINDERS
from wherehold.kernel import clock
from wherehold.kernel.errors import Refusal
from wherehold.tracking.queries import zones
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest

app_name = "alerts"
TABS = {
    "open": gettext_lazy("Open"),
    "snoozed": gettext_lazy("Put off"),
    "resolved": gettext_lazy("Over"),
}
SEVERITIES = {
    "critical": (gettext_lazy("Critical"), "bad"),
    "high": (gettext_lazy("High"), "warn"),
    "normal": (gettext_lazy("Normal"), "acc"),
}
SNOOZE = timedelta(days=1)


@require_safe
def alerts(request: AuthedRequest) -> HttpResponse:
    """List alerts."""
    return _list(request)


def _list(request: AuthedRequest, refusal: Refusal | None = None) -> HttpResponse:
    tab = request.GET.get("tab", "open")
    tab = tab if tab in TABS else "open"
    cursor = request.GET.get("cursor", "")
    lines, after = queries.page(actor=request.auth, state=tab, cursor=cursor)
    counts = queries.counts(actor=request.auth)
    context = {
        "tab": tab,
        "tabs": [(key, label, counts.get(key)) for key, label in TABS.items()],
        "lines": [(one, *SEVERITIES[one.severity], FINDERS[one.finder].icon) for one in lines],
        "after": after,
        "may_set": request.auth.may_everywhere(access.RULES),
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "alerts/alerts.html", context, status=status)


@require_POST
def act(request: AuthedRequest, alert_id: int, act: str) -> HttpResponse:
    """Do one thing about an alert."""
    actor, ids = request.auth, [alert_id]
    try:
        if act == "acknowledge":
            commands.acknowledge(actor=actor, alert_ids=ids)
        elif act == "snooze":
            commands.snooze(actor=actor, alert_ids=ids, until=clock.now() + SNOOZE)
        elif act == "resolve":
            commands.resolve(actor=actor, alert_ids=ids, reason=request.POST.get("reason", ""))
        else:
            raise Http404
    except Refusal as refusal:
        return _list(request, refusal)
    toasts.say(request, _("Noted."))
    return HttpResponseRedirect(reverse("alerts:alerts"))


@require_safe
def rules(request: AuthedRequest) -> HttpResponse:
    """List the rules, and make one."""
    return _rules(request)


def _rules(request: AuthedRequest, refusal: Refusal | None = None) -> HttpResponse:
    found = queries.rules(actor=request.auth)
    context = {
        "lines": [(one, FINDERS[one.finder], *SEVERITIES[one.severity]) for one in found],
        "finders": FINDERS.values(),
        "severities": [(key, label) for key, (label, _tone) in SEVERITIES.items()],
        "zones": [(one.id, one.name) for one in zones.zones(actor=request.auth)],
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "alerts/rules.html", context, status=status)


@require_POST
def save_rule(request: AuthedRequest) -> HttpResponse:
    """Make a rule, or change the one of that name."""
    try:
        commands.save_rule(actor=request.auth, rule=_typed(request.POST))
    except Refusal as refusal:
        return _rules(request, refusal)
    toasts.say(request, _("The rule is saved."))
    return HttpResponseRedirect(reverse("alerts:rules"))


def _typed(said: QueryDict) -> commands.NewRule:
    """Return the rule that was typed; what is no number is left to be refused."""
    finder = FINDERS.get(said.get("finder", ""))
    names = [one.name for one in finder.parameters] if finder else []
    given = {name: said.get(name, "") for name in names}
    return commands.NewRule(
        name=said.get("name", ""),
        finder=said.get("finder", ""),
        parameters={n: int(v) if v.isascii() and v.isdigit() else v for n, v in given.items() if v},
        severity=said.get("severity", "normal"),
        mail_to=said.get("mail_to", "").replace(";", ",").split(","),
        on="off" not in said,
    )


urlpatterns = [
    path("alerts", alerts, name="alerts"),
    path("alerts/rules", rules, name="rules"),
    path("alerts/rules/save", save_rule, name="save-rule"),
    path("alerts/<int:alert_id>/<slug:act>", act, name="act"),
]
