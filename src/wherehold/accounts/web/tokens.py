"""API tokens: one's own, and for those who manage accounts everybody's."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wherehold.accounts import commands, queries
from wherehold.accounts.roles import CATALOGUE
from wherehold.accounts.web.account import user_id
from wherehold.accounts.web.forms import TokenForm
from wherehold.accounts.web.fresh import fresh
from wherehold.kernel import clock
from wherehold.kernel.errors import Refusal
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest

DAYS = (30, 90, 180, 365)


@require_safe
def tokens(request: AuthedRequest) -> HttpResponse:
    """List tokens, never their secrets."""
    return render(request, "accounts/tokens.html", _context(request))


def _context(request: AuthedRequest, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    actor = request.auth
    found = queries.tokens(
        actor=actor, everybodys=actor.may_somewhere("user.manage"), now=clock.now()
    )
    mine = [one for one in found if one.user_id == user_id(request)]
    return {
        "mine": mine,
        "others": [one for one in found if one.user_id != user_id(request)],
        "scopes": [one for one in CATALOGUE.values() if _usable(request, one.code)],
        "days": [(one, _("%(days)d days") % {"days": one}) for one in DAYS],
        **more,
    }


def _usable(request: AuthedRequest, permission: str) -> bool:
    return request.auth.may_somewhere(permission) or request.auth.may_own(permission)


@require_POST
@fresh
def create(request: AuthedRequest) -> HttpResponse:
    """Make a token for oneself and show it, this once."""
    usable = [(code, code) for code in CATALOGUE if _usable(request, code)]
    form = TokenForm(request.POST, scopes=usable)
    if not form.is_valid():
        errors = [text for texts in form.errors.values() for text in texts]
        return render(request, "accounts/tokens.html", _context(request, errors=errors), status=422)
    try:
        _token, secret = commands.create_token(
            actor=request.auth,
            user_id=user_id(request),
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"] or None,
            days=form.cleaned_data["days"],
        )
    except Refusal as refusal:
        context = _context(request, errors=[str(refusal)])
        return render(request, "accounts/tokens.html", context, status=refusal.status)
    return render(request, "accounts/tokens.html", _context(request, secret=secret))


@require_POST
def revoke(request: AuthedRequest, token_id: int) -> HttpResponse:
    """Revoke a token."""
    commands.revoke_token(actor=request.auth, token_id=token_id)
    toasts.say(request, _("The token stopped working."))
    return HttpResponseRedirect(reverse("accounts:tokens"))
