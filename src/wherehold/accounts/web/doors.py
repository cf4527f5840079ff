"""The doors: how people get in and out."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import login as logins
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.core import ratelimit
from allauth.mfa.internal.constants import LoginStageKey
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wherehold.accounts import commands, proofs
from wherehold.accounts.actors import anonymous
from wherehold.accounts.emails import NoEmail, address_of
from wherehold.accounts.web.adapter import is_ours
from wherehold.accounts.web.forms import CodeForm, EmailForm, NewPasswordForm, SignInForm
from wherehold.kernel import outbox
from wherehold.kernel.errors import Refusal

either = require_http_methods(["GET", "HEAD", "POST"])
TOO_MANY = 429


def next_page(request: HttpRequest) -> str:
    """Return the page of ours to go on to, home if none is named."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if is_ours(target) else "/"


@either
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let somebody in by e-mail and password; the page offers a passkey as well."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_page(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and not ratelimit.consume(request, action="login"):
        return _sign_in_page(request, form, TOO_MANY, too_many=True)
    if request.method == "POST" and form.is_valid():
        answer = _by_password(request, form)
        if answer is not None:
            return answer
    return _sign_in_page(request, form, 422 if form.errors else 200)


def _sign_in_page(
    request: HttpRequest, form: SignInForm, status: int, **more: bool
) -> HttpResponse:
    context = {"form": form, "next": next_page(request), "has_mail": outbox.has_mail(), **more}
    return render(request, "accounts/sign_in.html", context, status=status)


def _by_password(request: HttpRequest, form: SignInForm) -> HttpResponse | None:
    """Sign in, or go on to the second factor; none when that failed, whatever the reason."""
    email = form.cleaned_data["email"]
    try:
        email = address_of(email)
        user = get_adapter().authenticate(
            request, email=email, password=form.cleaned_data["password"]
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None
    except NoEmail:
        user = None
    if user is None or not user.is_active:
        form.add_error(None, _("E-mail or password is wrong."))
        return None
    return go_on(logins.perform_password_login(request, {"email": email}, login_of(request, user)))


def go_on(response: Any) -> HttpResponse:  # noqa: ANN401
    """Return what the library answers, which has no types."""
    assert isinstance(response, HttpResponse)
    return response


def login_of(request: HttpRequest, user: Any) -> Login:  # noqa: ANN401
    """Return a sign-in that goes on to the page that was asked for."""
    return Login(user=user, email_verification="none", redirect_url=next_page(request))


@either
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor of somebody whose password was right."""
    stage = LoginStageController.enter(request, LoginStageKey.MFA_AUTHENTICATE.value)
    if stage is None or request.user.is_authenticated:
        return HttpResponseRedirect(reverse("account_login"))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and code_is_right(form, stage.login.user):
        return go_on(stage.exit())
    user = stage.login.user
    by = {"by_code": is_mfa_enabled(user, ["totp"]), "by_key": is_mfa_enabled(user, ["webauthn"])}
    status = 422 if form.errors else 200
    return render(request, "accounts/second_step.html", {"form": form, **by}, status=status)


def code_is_right(form: CodeForm, user: Any, *, again: bool = False) -> bool:  # noqa: ANN401
    """Take the code of a form, and say in the form what is wrong with it."""
    wrong = proofs.accept_code(user, form.cleaned_data["code"], again=again)
    for message in wrong:
        form.add_error(None, message)
    return not wrong


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign this browser out and have it forget what it kept."""
    logout(request)
    response = HttpResponseRedirect(reverse("account_login"))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """Say that the account is closed."""
    return render(request, "accounts/closed.html", status=403)


@either
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign in by a one-time link: the page has a button, and only that uses the link up."""
    if request.method != "POST":
        return render(request, "accounts/link.html")
    if not ratelimit.consume(request, action="login"):
        return render(request, "accounts/link.html", {"too_many": True}, status=TOO_MANY)
    try:
        user = commands.use_link(actor=anonymous("web"), secret=secret, purpose="sign_in")
    except Refusal as refusal:
        return render(request, "accounts/link.html", {"refusal": refusal}, status=404)
    logins.record_authentication(request, user, method="link", reauthenticated=True)
    return go_on(logins.perform_login(request, login_of(request, user)))


@either
@sensitive_post_parameters("password", "again")
def choose_password(request: HttpRequest, secret: str, purpose: str) -> HttpResponse:
    """Let somebody in who was invited, or forgot the password: they choose a new one first."""
    form = NewPasswordForm(request.POST or None)
    context = {"form": form, "invited": purpose == "invite"}
    if request.method == "POST" and not ratelimit.consume(request, action="login"):
        form.add_error(None, _("Too many tries: wait a minute."))
    elif request.method == "POST" and form.is_valid():
        try:
            user = commands.choose_password(
                actor=anonymous("web"),
                secret=secret,
                purpose=purpose,
                password=form.cleaned_data["password"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            logins.record_authentication(request, user, method="link", reauthenticated=True)
            return go_on(logins.perform_login(request, login_of(request, user)))
    status = 422 if form.errors else 200
    return render(request, "accounts/choose_password.html", context, status=status)


@either
def forgotten(request: HttpRequest) -> HttpResponse:
    """Take an e-mail to send a reset link to. The answer is the same whoever it is."""
    form = EmailForm(request.POST or None)
    context = {"form": form, "has_mail": outbox.has_mail(), "sent": False}
    if request.method == "POST" and form.is_valid():
        try:
            email = address_of(form.cleaned_data["email"])
        except NoEmail as refusal:
            form.add_error("email", str(refusal))
        else:
            if ratelimit.consume(request, action="reset_password", key=email):
                commands.ask_for_reset(actor=anonymous("web"), email=email)
            context["sent"] = True
    status = 422 if form.errors else 200
    return render(request, "accounts/forgotten.html", context, status=status)
