"""Passkeys: to sign in with, as a second factor, and to add to one's account.

The browser asks for a challenge by POST, since asking begins something on our side.
"""

from typing import Any

import orjson
from allauth.account.internal.flows import login as logins
from allauth.account.stages import LoginStageController
from allauth.core import ratelimit
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.internal.constants import LoginStageKey
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wherehold.accounts import commands, sessions
from wherehold.accounts.web.doors import go_on, login_of, next_page
from wherehold.accounts.web.forms import PasskeyForm
from wherehold.accounts.web.fresh import is_fresh
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest


def _json(value: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(value), content_type="application/json", status=status)


@require_POST
def options(request: HttpRequest) -> HttpResponse:
    """Return a challenge for whoever is about to show a passkey."""
    from allauth.mfa.webauthn.internal import auth

    if not ratelimit.consume(request, action="login"):
        return _json({"message": _("Too many tries: wait a minute.")}, 429)
    stage = LoginStageController.enter(request, LoginStageKey.MFA_AUTHENTICATE.value)
    user = request.user if request.user.is_authenticated else stage.login.user if stage else None
    return _json(auth.begin_authentication(user))


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Take the passkey's answer: it signs in by itself, or is the second factor."""
    from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm

    stage = LoginStageController.enter(request, LoginStageKey.MFA_AUTHENTICATE.value)
    data = {"credential": request.POST.get("credential", "")}
    form = (
        AuthenticateWebAuthnForm(user=stage.login.user, data=data)
        if stage
        else LoginWebAuthnForm(data=data)
    )
    if not _is_right(form):
        toasts.say(request, _("This passkey is not known here."), level="bad")
        return HttpResponseRedirect(reverse("account_login"))
    factor = form.cleaned_data["credential"]
    post_authentication(request, factor, passwordless=stage is None)
    if stage:
        return go_on(stage.exit())
    return go_on(logins.perform_login(request, login_of(request, factor.user)))


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Take a passkey's answer as proof that it is still the same person."""
    from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm

    data = {"credential": request.POST.get("credential", "")}
    form = ReauthenticateWebAuthnForm(user=request.user, data=data)
    if _is_right(form):
        post_authentication(request, form.cleaned_data["credential"], reauthenticated=True)
        return HttpResponseRedirect(next_page(request))
    toasts.say(request, _("This passkey is not one of yours."), level="bad")
    return HttpResponseRedirect(reverse("account_reauthenticate"))


@require_POST
def begin(request: AuthedRequest) -> HttpResponse:
    """Return a challenge for a new passkey."""
    from allauth.mfa.webauthn.internal import auth

    if not is_fresh(request):
        return _json({"redirect": _confirm_first()}, 403)
    return _json(auth.begin_registration(request.user, passwordless=True))


@require_POST
def add(request: AuthedRequest) -> HttpResponse:
    """Take a new passkey."""
    if not is_fresh(request):
        return HttpResponseRedirect(_confirm_first())
    form = PasskeyForm(request.POST)
    if not form.is_valid() or not _answers_us(form.cleaned_data["credential"]):
        toasts.say(request, _("The browser did not give a passkey."), level="bad")
        return HttpResponseRedirect(reverse("accounts:account"))
    commands.add_passkey(
        actor=request.auth,
        user_id=request.user.pk or 0,
        name=form.cleaned_data["name"],
        credential=form.cleaned_data["credential"],
        keep_session=sessions.digest(request.session.session_key or ""),
    )
    toasts.say(request, _("Passkey added. Keep recovery codes, in case you lose it."))
    return HttpResponseRedirect(reverse("accounts:account"))


def _answers_us(credential: Any) -> bool:  # noqa: ANN401
    """Say whether a new passkey is the answer to the challenge that we gave."""
    from allauth.mfa.webauthn.internal import auth

    try:
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError):
        return False
    return True


def _confirm_first() -> str:
    return f"{reverse('account_reauthenticate')}?next={reverse('accounts:account')}"


def _is_right(form: Any) -> bool:  # noqa: ANN401
    """Have the library judge an answer; what does not even parse is wrong."""
    try:
        return bool(form.is_valid())
    except (ValueError, TypeError, KeyError, AttributeError):
        return False
