"""Acts for which it must still be the same person: they signed in or confirmed it just now."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from wherehold.accounts import queries
from wherehold.accounts.web.doors import TOO_MANY, code_is_right, either, next_page
from wherehold.accounts.web.forms import CodeForm, PasswordForm
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest, is_fragment

View = Callable[..., HttpResponseBase]


def has_password(request: HttpRequest) -> bool:
    """Say whether who is signed in has a password."""
    return request.user.is_authenticated and request.user.has_usable_password()


def is_fresh(request: HttpRequest) -> bool:
    """Say whether they signed in or confirmed it within minutes, or have nothing to confirm by."""
    records = get_authentication_records(request, request.user)
    age = time.time() - records[-1]["at"] if records else settings.SESSION_COOKIE_AGE
    if age < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        return True
    return not (has_password(request) or is_mfa_enabled(request.user))


def fresh(view: View) -> View:
    """Let only those act who confirmed within minutes that it is them; lead others there."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
        if request.method != "POST" or is_fresh(request):
            return view(request, *args, **kwargs)
        toasts.say(request, _("Confirm that it is you, then do it again."), level="info")
        return _lead(request, request.headers.get("Referer", ""))

    return guarded


def _lead(request: HttpRequest, page: str) -> HttpResponse:
    """Lead to the page that asks, and from there back to where the person was."""
    origin = request.build_absolute_uri("/")
    back = "/" + page.removeprefix(origin) if page.startswith(origin) else "/"
    url = f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"
    if not is_fragment(request):
        return HttpResponseRedirect(url)
    response = HttpResponse(status=403)
    response["HX-Redirect"] = url
    return response


@either
@sensitive_post_parameters("password", "code")
def again(request: AuthedRequest) -> HttpResponse:
    """Ask somebody who is signed in to confirm that it is still them."""
    if is_fresh(request):
        return HttpResponseRedirect(next_page(request))
    by_code = "code" in request.POST
    password, code = PasswordForm(request.POST or None), CodeForm(request.POST or None)
    form = code if by_code else password
    limited = not ratelimit.consume(request, action="reauthenticate", user=request.user)
    if request.method == "POST" and not limited and form.is_valid():
        if code_is_right(code, request.user, again=True) if by_code else _knows(request, password):
            return HttpResponseRedirect(next_page(request))
    kinds = {f.type for f in queries.factors(actor=request.auth, user_id=request.user.pk or 0)}
    context = {
        "password": password if has_password(request) else None,
        "code": code if "totp" in kinds else None,
        "by_key": "webauthn" in kinds,
        "next": next_page(request),
        "errors": form.non_field_errors() if form.is_bound else (),
        "too_many": limited,
    }
    status = TOO_MANY if limited else 422 if form.errors else 200
    return render(request, "accounts/again.html", context, status=status)


def _knows(request: AuthedRequest, form: PasswordForm) -> bool:
    given = {"email": str(request.user), "password": form.cleaned_data["password"]}
    try:
        user = get_adapter().authenticate(request, **given)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    if user is None or user.pk != request.user.pk:
        form.add_error(None, _("This is not your password."))
        return False
    reauthenticate_by_password(request)
    return True
