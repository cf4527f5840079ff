"""One's own account: password, passkeys, app, sessions, how pages look."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from wherehold.accounts import commands, queries, sessions
from wherehold.accounts.web.doors import either
from wherehold.accounts.web.forms import CodeForm, EmailForm, NewPasswordForm
from wherehold.accounts.web.fresh import fresh
from wherehold.kernel.errors import Refusal
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest


def here(request: AuthedRequest) -> str:
    """Return the name under which the session of this browser is kept."""
    return sessions.digest(request.session.session_key or "")


def user_id(request: AuthedRequest) -> int:
    """Return the id of who is signed in."""
    return int(request.user.pk or 0)


@require_safe
def account(request: AuthedRequest) -> HttpResponse:
    """Show one's own account."""
    return render(request, "accounts/account.html", _context(request))


def _context(request: AuthedRequest, **forms: Any) -> dict[str, Any]:  # noqa: ANN401
    me = queries.person(actor=request.auth, user_id=user_id(request))
    factors = queries.factors(actor=request.auth, user_id=me.id)
    words = [(one, queries.words_of(actor=request.auth, code=one.role)) for one in me.grants]
    return {
        "me": me,
        "words": words,
        "keys": [one for one in factors if one.type == "webauthn"],
        "app": next((one for one in factors if one.type == "totp"), None),
        "codes": next((one for one in factors if one.type == "recovery_codes"), None),
        "sessions": queries.sessions(actor=request.auth, user_id=me.id, current=here(request)),
        "phones": queries.devices(actor=request.auth),
        "password_form": NewPasswordForm(),
        "email_form": EmailForm(initial={"email": me.email}),
        "languages": settings.LANGUAGES,
        **forms,
    }


def _back(request: AuthedRequest, said: str) -> HttpResponse:
    toasts.say(request, said)
    return HttpResponseRedirect(reverse("accounts:account"))


@require_POST
@sensitive_post_parameters("password", "again")
@fresh
def password(request: AuthedRequest) -> HttpResponse:
    """Set a new password; every other browser is signed out."""
    form = NewPasswordForm(request.POST)
    if form.is_valid():
        try:
            user = commands.set_password(
                actor=request.auth,
                user_id=user_id(request),
                password=form.cleaned_data["password"],
                keep_session=here(request),
            )
        except Refusal as refusal:
            form.add_error("password", str(refusal))
        else:
            _keep_signed_in(request, user)
            return _back(request, _("Password set. Other browsers are signed out."))
    context = _context(request, password_form=form)
    return render(request, "accounts/account.html", context, status=422)


def _keep_signed_in(request: AuthedRequest, user: Any) -> None:  # noqa: ANN401
    """Bind this browser's session, which the new password would end, to it; under a new key."""
    from django.contrib.auth import update_session_auth_hash

    from wherehold.accounts.actors import anonymous

    commands.end_sessions(actor=request.auth, user_id=user.pk)
    update_session_auth_hash(request, user)
    commands.begin_session(
        actor=anonymous("web"),
        user_id=user.pk,
        session_key=here(request),
        agent=request.META.get("HTTP_USER_AGENT", ""),
        address=request.META.get("REMOTE_ADDR", ""),
    )


@require_POST
@fresh
def email(request: AuthedRequest) -> HttpResponse:
    """Sign in by another e-mail from now on."""
    form = EmailForm(request.POST)
    if form.is_valid():
        try:
            commands.change_email(
                actor=request.auth,
                user_id=user_id(request),
                email=form.cleaned_data["email"],
                keep_session=here(request),
            )
        except Refusal as refusal:
            form.add_error("email", str(refusal))
        else:
            return _back(request, _("You sign in by this e-mail from now on."))
    context = _context(request, email_form=form)
    return render(request, "accounts/account.html", context, status=422)


@require_POST
def preferences(request: AuthedRequest) -> HttpResponse:
    """Keep the language in which pages are shown."""
    language = request.POST.get("language", "")
    response = _back(request, _("Saved."))
    if language in dict(settings.LANGUAGES):
        commands.set_preferences(
            actor=request.auth, user_id=user_id(request), preferences={"language": language}
        )
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 86_400,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@require_POST
def end_session(request: AuthedRequest, session_id: int) -> HttpResponse:
    """Sign one of one's browsers out."""
    commands.end_session(actor=request.auth, session_id=session_id)
    return _back(request, _("Signed out there."))


@require_POST
def end_others(request: AuthedRequest) -> HttpResponse:
    """Sign every other browser out."""
    commands.end_sessions(actor=request.auth, user_id=user_id(request), keep=here(request))
    return _back(request, _("Every other browser is signed out."))


@require_POST
@fresh
def begin_app(request: AuthedRequest) -> HttpResponse:
    """Make a secret for an authenticator app."""
    from allauth.mfa.totp.internal.auth import get_totp_secret

    get_totp_secret(regenerate=True)
    return HttpResponseRedirect(reverse("accounts:app"))


@either
@fresh
def app(request: AuthedRequest) -> HttpResponse:
    """Show the secret as a code to scan, and take a code as proof that the app has it."""
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, validate_totp_code

    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        return HttpResponseRedirect(reverse("accounts:account"))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if validate_totp_code(secret, form.cleaned_data["code"]):
            return _added(request, secret)
        form.add_error("code", _("This code is wrong, or its half minute is over."))
    svg = get_adapter().build_totp_svg(get_adapter().build_totp_url(request.user, secret))
    context = {"form": form, "secret": secret, "image": _data_url(svg)}
    return render(request, "accounts/app.html", context)


def _data_url(svg: str) -> str:
    import base64

    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _added(request: AuthedRequest, secret: str) -> HttpResponse:
    from allauth.mfa.totp.internal.auth import clear_totp_secret

    commands.add_app(
        actor=request.auth, user_id=user_id(request), secret=secret, keep_session=here(request)
    )
    clear_totp_secret(request)
    return _show_codes(request)


@require_POST
@fresh
def remove_factor(request: AuthedRequest, factor_id: int) -> HttpResponse:
    """Remove a passkey or the app."""
    commands.remove_factor(
        actor=request.auth,
        user_id=user_id(request),
        factor_id=factor_id,
        keep_session=here(request),
    )
    return _back(request, _("Removed."))


@require_POST
@fresh
def codes(request: AuthedRequest) -> HttpResponse:
    """Make new recovery codes and show them, this once."""
    return _show_codes(request)


def _show_codes(request: AuthedRequest) -> HttpResponse:
    made = commands.renew_recovery_codes(actor=request.auth, user_id=user_id(request))
    return render(request, "accounts/codes.html", {"codes": made})
