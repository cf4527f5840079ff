"""One cell of a role's table: who has it for one category in one place, given and taken back."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wherehold.accounts import commands, queries
from wherehold.accounts.web.account import here
from wherehold.accounts.web.forms import GiveForm, SpotForm
from wherehold.accounts.web.fresh import fresh
from wherehold.accounts.web.people import fields_of, must_manage
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest, is_fragment


@require_safe
def spot(request: AuthedRequest, code: str) -> HttpResponse:
    """Show who has a role in one place, with the form that gives it there."""
    must_manage(request)
    actor, asked = request.auth, fields_of(SpotForm(request.GET))
    found = queries.cell_of(
        actor=actor, code=code, place_id=asked["place"], category_id=asked["category"]
    )
    having = {one.user_id for one in found.here}
    others = [one for one in queries.people(actor=actor) if one.is_active and one.id not in having]
    context = {
        "role": queries.role(actor=actor, code=code),
        "cell": found,
        "people_options": [("", _("Choose")), *((one.id, one.name) for one in others)],
    }
    name = "accounts/spot_dialog.html" if is_fragment(request) else "accounts/spot.html"
    return render(request, name, context)


@require_POST
@fresh
def give(request: AuthedRequest, code: str) -> HttpResponse:
    """Give the role to somebody there."""
    given = fields_of(GiveForm(request.POST))
    commands.grant_role(
        actor=request.auth,
        user_id=given["user"],
        role=code,
        place_id=given["place"],
        category_id=given["category"],
        until=given["until"],
        keep_session=here(request),
    )
    return _back(request, code, _("Role given."))


@require_POST
@fresh
def take_back(request: AuthedRequest, code: str, grant_id: int) -> HttpResponse:
    """Take the role back."""
    commands.revoke_role(actor=request.auth, grant_id=grant_id, keep_session=here(request))
    return _back(request, code, _("Role taken back."))


def _back(request: AuthedRequest, code: str, said: str) -> HttpResponse:
    toasts.say(request, said)
    return HttpResponseRedirect(reverse("accounts:role", args=[code]))
