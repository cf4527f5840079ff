"""Webhooks in the settings: which there are, what each was told, and telling again."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wherehold.kernel.errors import NotFound, Refusal
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest
from wherehold.webhooks import commands, queries

app_name = "webhooks"


@require_safe
def webhooks(request: AuthedRequest) -> HttpResponse:
    """List the webhooks, and make one."""
    return _listed(request)


def _listed(request: AuthedRequest, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "lines": queries.webhooks(actor=request.auth),
        "said": request.POST,
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return render(request, "webhooks/webhooks.html", context, status=status)


@require_POST
def create(request: AuthedRequest) -> HttpResponse:
    """Make a webhook and show its key, this once."""
    try:
        key, secret = commands.save_webhook(actor=request.auth, webhook=_typed(request.POST))
    except Refusal as refusal:
        return _listed(request, refusal)
    return _shown(request, key, secret=secret)


@require_safe
def webhook(request: AuthedRequest, webhook_id: int) -> HttpResponse:
    """Show a webhook and what it was told."""
    return _shown(request, webhook_id)


def _shown(
    request: AuthedRequest, webhook_id: int, refusal: Refusal | None = None, secret: str = ""
) -> HttpResponse:
    found = queries.webhooks(actor=request.auth, webhook_id=webhook_id)
    if not found:
        raise NotFound({"what": "webhook", "key": webhook_id})
    lines, after = queries.deliveries(
        actor=request.auth, webhook_id=webhook_id, cursor=request.GET.get("cursor", "")
    )
    context: dict[str, Any] = {"hook": found[0], "lines": lines, "after": after, "secret": secret}
    context["refusal"] = refusals.shown(refusal) if refusal else None
    status = refusal.status if refusal else 200
    return render(request, "webhooks/webhook.html", context, status=status)


@require_POST
def change(request: AuthedRequest, webhook_id: int) -> HttpResponse:
    """Change a webhook."""
    try:
        commands.save_webhook(
            actor=request.auth, webhook=_typed(request.POST), webhook_id=webhook_id
        )
    except Refusal as refusal:
        return _shown(request, webhook_id, refusal)
    return _done(request, webhook_id, _("The webhook is saved."))


@require_POST
def replay(request: AuthedRequest, webhook_id: int) -> HttpResponse:
    """Tell a webhook again from a position on."""
    text = request.POST.get("pos", "")[:15]
    pos = int(text) if text.isascii() and text.isdigit() else -1
    try:
        commands.replay(actor=request.auth, webhook_id=webhook_id, pos=pos)
    except Refusal as refusal:
        return _shown(request, webhook_id, refusal)
    return _done(request, webhook_id, _("It is told again in a moment."))


@require_POST
def try_it(request: AuthedRequest, webhook_id: int) -> HttpResponse:
    """Send a test."""
    commands.try_webhook(actor=request.auth, webhook_id=webhook_id)
    return _done(request, webhook_id, _("A test is on its way. Load the page again to see it."))


@require_POST
def renew(request: AuthedRequest, webhook_id: int) -> HttpResponse:
    """Make a new key and show it, this once."""
    secret = commands.make_secret(actor=request.auth, webhook_id=webhook_id)
    return _shown(request, webhook_id, secret=secret)


@require_POST
def remove(request: AuthedRequest, webhook_id: int) -> HttpResponse:
    """Remove a webhook."""
    commands.remove_webhook(actor=request.auth, webhook_id=webhook_id)
    toasts.say(request, _("The webhook is removed."))
    return HttpResponseRedirect(reverse("webhooks:webhooks"))


def _done(request: AuthedRequest, webhook_id: int, text: str) -> HttpResponse:
    toasts.say(request, text)
    return HttpResponseRedirect(reverse("webhooks:webhook", args=[webhook_id]))


def _typed(said: QueryDict) -> commands.NewWebhook:
    return commands.NewWebhook(
        name=said.get("name", ""),
        url=said.get("url", ""),
        kinds=said.get("kinds", "").replace(",", " ").split(),
        on="off" not in said,
    )


urlpatterns = [
    path("settings/webhooks", webhooks, name="webhooks"),
    path("settings/webhooks/new", create, name="create"),
    path("settings/webhooks/<int:webhook_id>", webhook, name="webhook"),
    path("settings/webhooks/<int:webhook_id>/change", change, name="change"),
    path("settings/webhooks/<int:webhook_id>/replay", replay, name="replay"),
    path("settings/webhooks/<int:webhook_id>/test", try_it, name="try"),
    path("settings/webhooks/<int:webhook_id>/secret", renew, name="renew"),
    path("settings/webhooks/<int:webhook_id>/remove", remove, name="remove"),
]
