"""People and roles: who has an account, which roles they have and where."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from wherehold.accounts import commands, queries, where
from wherehold.accounts.web.account import here
from wherehold.accounts.web.forms import GrantForm, InviteForm
from wherehold.accounts.web.fresh import fresh
from wherehold.kernel.errors import Invalid, NotAllowed
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest


class NotFilledIn(Invalid):
    """A form came with values that do not fit."""

    code = "accounts.not_filled_in"
    title = lazy("Not filled in")
    message = lazy("Fill in: {names}.")


def fields_of(form: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return what was filled in.

    Raises: NotFilledIn, naming the fields.
    """
    if not form.is_valid():
        raise NotFilledIn({"names": ", ".join(form.errors)})
    return dict(form.cleaned_data)


def must_manage(request: AuthedRequest) -> None:
    """Refuse somebody who manages no accounts.

    Raises: NotAllowed.
    """
    if not request.auth.may_somewhere("user.manage"):
        raise NotAllowed({"actor": request.auth.name, "permission": "user.manage"})


@require_safe
def people(request: AuthedRequest) -> HttpResponse:
    """List the accounts with their roles."""
    must_manage(request)
    search = request.GET.get("search", "")[:100]
    found = queries.people(actor=request.auth, search=search)
    context = {"people": found, "search": search, **_choices(request)}
    return render(request, "accounts/people.html", context)


def _choices(request: AuthedRequest) -> dict[str, Any]:
    places, categories = where.choices(actor=request.auth)
    anywhere = [("", _("Everywhere"))] if request.auth.may_everywhere("user.manage") else []
    roles = queries.all_roles(actor=request.auth)
    return {
        "roles": [(role.code, role.name) for role in roles],
        "places": [*anywhere, *places],
        "categories": [("", _("All categories")), *categories],
    }


@require_POST
@fresh
def invite(request: AuthedRequest) -> HttpResponse:
    """Make an account and send, or show, its one-time link."""
    given = fields_of(InviteForm(request.POST))
    user = commands.create_user(
        actor=request.auth,
        email=given["email"],
        name=given["name"],
        role=given["role"],
        place_id=given["place"],
        category_id=given["category"],
    )
    return _invited(request, user.pk)


@require_POST
@fresh
def send_link(request: AuthedRequest, user_id: int) -> HttpResponse:
    """Send, or show, a new one-time link to somebody."""
    return _invited(request, user_id)


def _invited(request: AuthedRequest, user_id: int) -> HttpResponse:
    if link := commands.invite(actor=request.auth, user_id=user_id):
        context = {"link": link, "person": queries.person(actor=request.auth, user_id=user_id)}
        return render(request, "accounts/link_to_copy.html", context)
    return _back(request, user_id, _("The invitation is on its way."))


def _back(request: AuthedRequest, user_id: int, said: str) -> HttpResponse:
    toasts.say(request, said)
    return HttpResponseRedirect(reverse("accounts:person", args=[user_id]))


@require_safe
def person(request: AuthedRequest, user_id: int) -> HttpResponse:
    """Show one account: roles, sessions, tokens, and what may be done to it."""
    must_manage(request)
    actor = request.auth
    found = queries.person(actor=actor, user_id=user_id)
    context = {
        "person": found,
        "factors": queries.factors(actor=actor, user_id=user_id),
        "sessions": queries.sessions(actor=actor, user_id=user_id, current=here(request)),
        "words": [(one, queries.words_of(actor=actor, code=one.role)) for one in found.grants],
        "is_me": found.party_id == actor.party_id,
        "may_take_out": actor.may_everywhere("settings.manage"),
        **_giving(request),
    }
    return render(request, "accounts/person.html", context)


def _giving(request: AuthedRequest) -> dict[str, object]:
    """Return what the dialog that gives a role begins with."""
    until = request.GET.get("until", "")[:10]
    return {"giving": "give" in request.GET, "until": until, **_choices(request)}


@require_POST
@fresh
def grant(request: AuthedRequest, user_id: int) -> HttpResponse:
    """Give a role."""
    given = fields_of(GrantForm(request.POST))
    commands.grant_role(
        actor=request.auth,
        user_id=user_id,
        role=given["role"],
        place_id=given["place"],
        category_id=given["category"],
        until=given["until"],
        keep_session=here(request),
    )
    return _back(request, user_id, _("Role given."))


@require_POST
@fresh
def revoke(request: AuthedRequest, user_id: int, grant_id: int) -> HttpResponse:
    """Take a role back."""
    commands.revoke_role(actor=request.auth, grant_id=grant_id, keep_session=here(request))
    return _back(request, user_id, _("Role taken back."))


@require_POST
@fresh
def close(request: AuthedRequest, user_id: int) -> HttpResponse:
    """Close an account, or open it again."""
    if "reopen" in request.POST:
        commands.reactivate(actor=request.auth, user_id=user_id)
        return _back(request, user_id, _("The account is open again."))
    commands.deactivate(actor=request.auth, user_id=user_id)
    return _back(request, user_id, _("The account is closed: signed out everywhere."))


@require_POST
def end_sessions(request: AuthedRequest, user_id: int) -> HttpResponse:
    """Sign somebody out everywhere."""
    must_manage(request)
    commands.end_sessions(actor=request.auth, user_id=user_id, keep=here(request))
    return _back(request, user_id, _("Signed out everywhere."))
