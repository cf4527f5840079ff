"""Rules: what is looked for, where, how bad it is, and who is told when."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wherehold.alerts import access, commands, queries
from wherehold.alerts.commands import Tell
from wherehold.alerts.finders import FINDERS
from wherehold.alerts.finding import Finder, Parameter
from wherehold.alerts.queries import RuleLine
from wherehold.alerts.shown import SEVERITIES
from wherehold.alerts.web.pages import heads
from wherehold.kernel.errors import Refusal
from wherehold.tracking.queries import zones
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest

STEPS = 4


@require_safe
def rules(request: AuthedRequest) -> HttpResponse:
    """List the rules."""
    found = queries.rules(actor=request.auth)
    lines = [(one, FINDERS[one.finder], *SEVERITIES[one.severity]) for one in found]
    context = {**heads(request.auth, "rules"), "lines": lines}
    return render(request, "alerts/rules.html", context)


@require_safe
def new(request: AuthedRequest) -> HttpResponse:
    """Choose what a new rule looks for."""
    access.must_set_rules(request.auth)
    context = {**heads(request.auth, "rules"), "finders": FINDERS.values()}
    return render(request, "alerts/new_rule.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def form(request: AuthedRequest, finder: str) -> HttpResponse:
    """Make a rule of a finder."""
    if finder not in FINDERS:
        raise Http404
    return _form(request, FINDERS[finder], None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AuthedRequest, rule_id: int) -> HttpResponse:
    """Change a rule."""
    found = [one for one in queries.rules(actor=request.auth) if one.id == rule_id]
    if not found:
        raise Http404
    return _form(request, FINDERS[found[0].finder], found[0])


def _form(request: AuthedRequest, finder: Finder, line: RuleLine | None) -> HttpResponse:
    access.must_set_rules(request.auth)
    refusal = None
    if request.method == "POST":
        try:
            rule, rule_id = _typed(finder, request.POST), line.id if line else None
            commands.save_rule(actor=request.auth, rule=rule, rule_id=rule_id)
        except Refusal as refused:
            refusal = refused
        else:
            toasts.say(request, _("The rule is saved."))
            return HttpResponseRedirect(reverse("alerts:rules"))
    context = {**heads(request.auth, "rules"), **_fields(request, finder, line)}
    context["refusal"] = refusals.shown(refusal) if refusal else None
    status = refusal.status if refusal else 200
    return render(request, "alerts/rule.html", context, status=status)


def _fields(request: AuthedRequest, finder: Finder, line: RuleLine | None) -> dict[str, Any]:
    said, kept = request.POST, line.parameters if line else {}
    zoned: dict[str, list[tuple[int, str]]] = {"zone": [], "zone_along": []}
    for each in zones.zones(actor=request.auth):
        zoned["zone_along" if each.around else "zone"].append((each.id, each.name))
    told = [(one["party_id"], one["name"], one["after_min"]) for one in line.tell] if line else []
    told += [("", "", minutes) for minutes in (0, 10, 30, 60)][len(told) : STEPS]
    return {
        "finder": finder,
        "line": line,
        "name": said.get("name") or (line.name if line else finder.label),
        "severity": said.get("severity") or (line.severity if line else "high"),
        "mail_to": said.get("mail_to") or ", ".join(line.mail_to if line else []),
        "parameters": [
            (one, said.get(one.name) or kept.get(one.name, one.default), zoned.get(one.kind, ()))
            for one in finder.parameters
        ],
        "severities": [(key, label) for key, (label, _tone) in SEVERITIES.items()],
        "steps": list(enumerate(told, start=1)),
    }


def _typed(finder: Finder, said: QueryDict) -> commands.NewRule:
    """Return the rule that was typed; what is no number is left to be refused."""
    steps = range(1, max(STEPS, 50) + 1)
    told = [(_id(said, f"party_{n}"), said.get(f"after_{n}", "")) for n in steps]
    return commands.NewRule(
        name=said.get("name", ""),
        finder=finder.code,
        parameters={one.name: _value(one, said) for one in finder.parameters if one.name in said},
        severity=said.get("severity", "normal"),
        category_id=_id(said, "category"),
        place_id=_id(said, "place"),
        asset_id=_id(said, "asset"),
        owner_id=_id(said, "owner"),
        mail_to=said.get("mail_to", "").replace(";", ",").split(","),
        tell=[Tell(party_id=key, after_min=_minutes(after)) for key, after in told if key],
        on="off" not in said,
    )


def _value(one: Parameter, said: QueryDict) -> int | str:
    text = said.get(one.name, "").strip()
    digits = text.removeprefix("-")
    whole = one.kind != "text" and digits.isascii() and digits.isdigit() and len(digits) <= 18
    return int(text) if whole else text


def _id(said: QueryDict, name: str) -> int | None:
    text = said.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _minutes(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
