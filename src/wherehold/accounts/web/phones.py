"""Phones: one's own, and for those who manage accounts everybody's."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wherehold.accounts import commands, queries
from wherehold.accounts.web.account import user_id
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest


@require_safe
def phones(request: AuthedRequest) -> HttpResponse:
    """List phones, what they last said that they hold, and when they were last there."""
    everybodys = request.auth.may_somewhere("user.manage")
    found = queries.devices(actor=request.auth, everybodys=everybodys)
    me = user_id(request)
    context = {
        "mine": [one for one in found if one.user_id == me],
        "others": [one for one in found if one.user_id != me],
    }
    return render(request, "accounts/phones.html", context)


@require_POST
def revoke(request: AuthedRequest, device_id: int) -> HttpResponse:
    """Revoke a phone. What it still brings is kept to be looked at."""
    commands.revoke_device(actor=request.auth, device_id=device_id)
    toasts.say(request, _("The phone was revoked. What it still brings is kept, not done."))
    return HttpResponseRedirect(reverse("accounts:phones"))
