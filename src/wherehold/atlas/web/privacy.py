"""What is kept from others of where people are, who looked, and looking in an emergency."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from wherehold.atlas import typed
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Refusal
from wherehold.tracking import access, commands, privacy, shown
from wherehold.tracking.queries import glimpses
from wherehold.tracking.queries import privacy as queries
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest

HOURS_MAX = 24 * 365
KINDS = {
    "tracking.look_asked": (gettext_lazy("asked to look"), "warn"),
    "tracking.look_granted": (gettext_lazy("granted it"), "warn"),
    "tracking.looked": (gettext_lazy("looked"), "bad"),
    "tracking.kept_seen": (gettext_lazy("saw where your thing is"), "bad"),
    "tracking.look_ended": (gettext_lazy("ended it"), "ok"),
}


@require_safe
def page(request: AuthedRequest) -> HttpResponse:
    """Show what is kept from others, who looked, and, to those who may, requests to look."""
    return _show(request)


def _show(request: AuthedRequest, refusal: Refusal | None = None, **more: Any) -> HttpResponse:  # noqa: ANN401
    actor = request.auth
    context = {
        "told": [(one, *KINDS[one.kind]) for one in glimpses.about_me(actor=actor)],
        "devices": glimpses.devices_on_me(actor=actor),
        "private": queries.private_since(actor=actor),
        "may_hide": actor.party_id is not None,
        "counted": queries.counted(actor=actor),
        **_rules(actor),
        **_requests(actor),
        "said": request.POST,
        "refusal": refusals.shown(refusal) if refusal else None,
        **more,
    }
    answer = render(
        request, "atlas/privacy.html", context, status=refusal.status if refusal else 200
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _rules(actor: Actor) -> dict[str, Any]:
    return {
        "rules": queries.rules(actor=actor),
        "changes": queries.changes(actor=actor),
        "kinds": queries.kinds(actor=actor),
        "may_set": queries.may_set(actor=actor),
        "floor": {
            "days": privacy.LONG_DAYS_MAX,
            "minutes": privacy.LOOK_MINUTES_MAX,
            "history": privacy.HISTORY_DAYS_MAX,
        },
    }


def _requests(actor: Actor) -> dict[str, Any]:
    may = actor.may_everywhere(access.EMERGENCY)
    return {"may_look": may, "requests": glimpses.requests(actor=actor) if may else []}


@require_POST
def set_rules(request: AuthedRequest) -> HttpResponse:
    """Keep more from others at once, or ask a second person to keep less."""
    asked, reason = typed.privacy(request.POST), request.POST.get("reason", "")
    category_id = typed.number(request.POST.get("category", "")) or None

    def act() -> str:
        commands.set_privacy(
            actor=request.auth, rules=asked, reason=reason, category_id=category_id
        )
        return _("Written down. What keeps less from others waits for a second person.")

    return _do(request, act)


@require_POST
def begin_private(request: AuthedRequest) -> HttpResponse:
    """Keep to oneself where one is, for some hours or until one ends it."""
    hours = typed.number(request.POST.get("hours", ""))
    until = clock.now() + timedelta(hours=min(hours, HOURS_MAX)) if hours else None

    def act() -> str:
        commands.begin_private(actor=request.auth, until=until)
        return _("You are private. Nothing is stored of where your things are.")

    return _do(request, act)


@require_POST
def end_private(request: AuthedRequest) -> HttpResponse:
    """Keep to oneself no longer where one is."""

    def act() -> str:
        commands.end_private(actor=request.auth)
        return _("You are private no longer.")

    return _do(request, act)


@require_POST
def grant_rules(request: AuthedRequest, rule_id: int) -> HttpResponse:
    """Grant settings that somebody else asked for."""

    def act() -> str:
        commands.grant_privacy(actor=request.auth, rule_id=rule_id)
        return _("Granted. It holds in a day, and people are told now.")

    return _do(request, act)


@require_POST
def ask(request: AuthedRequest) -> HttpResponse:
    """Ask to look at where somebody is."""
    party_id = typed.number(request.POST.get("party", ""))
    reason = request.POST.get("reason", "")

    def act() -> str:
        commands.ask_to_look(actor=request.auth, party_id=party_id, reason=reason)
        return _("Asked. Somebody else has to grant it.")

    return _do(request, act)


@require_POST
def grant(request: AuthedRequest, look_id: int) -> HttpResponse:
    """Grant what somebody else asked for."""

    def act() -> str:
        commands.grant_look(actor=request.auth, look_id=look_id)
        return _("Granted. The person is told.")

    return _do(request, act)


@require_POST
def end(request: AuthedRequest, look_id: int) -> HttpResponse:
    """Let nobody look any more."""

    def act() -> str:
        commands.end_look(actor=request.auth, look_id=look_id)
        return _("Nobody looks any more.")

    return _do(request, act)


@require_POST
def look(request: AuthedRequest, look_id: int) -> HttpResponse:
    """Show where somebody's things are, while it is granted. The person reads who looked."""
    try:
        found = commands.look(actor=request.auth, look_id=look_id)
    except Refusal as refusal:
        return _show(request, refusal)
    return _show(request, spots=found, looked=True)


@require_POST
def see(request: AuthedRequest, asset_id: int) -> HttpResponse:
    """Show where a thing is that a person keeps, as settings allow. The person reads who looked."""
    found = commands.see_kept(actor=request.auth, asset_id=asset_id)
    context = {"seen": found, "drawing": shown.draw(found.trail)}
    answer = render(request, "atlas/seen.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _do(request: AuthedRequest, act: Callable[[], str]) -> HttpResponse:
    try:
        said = act()
    except Refusal as refusal:
        return _show(request, refusal)
    toasts.say(request, said)
    return HttpResponseRedirect(reverse("atlas:privacy"))
