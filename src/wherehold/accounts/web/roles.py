"""Rights of a role, and why somebody may or may not do something."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wherehold.accounts import commands, queries, where
from wherehold.accounts import roles as catalogue
from wherehold.accounts.web.fresh import fresh
from wherehold.accounts.web.people import must_manage
from wherehold.kernel import clock
from wherehold.kernel.errors import NotFound
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import ID_MAX

FRIDAY = 4


@require_safe
def role(request: AuthedRequest, code: str = "") -> HttpResponse:
    """Show what a role permits, who has it and where, and in words what that comes to."""
    must_manage(request)
    actor = request.auth
    listed = queries.all_roles(actor=actor)
    shown = next((one for one in listed if one.code == code), None if code else listed[:1][0])
    if shown is None:
        raise NotFound({"what": "role", "key": code})
    grants = queries.grants_of_role(actor=actor, code=shown.code)
    context = {
        "roles": listed,
        "role": shown,
        **_switches(shown),
        "grants": grants,
        "table": queries.table_of(actor=actor, code=shown.code, opened=_opened(request)),
        "bounds": Counter(one.bounds for one in grants).items(),
        "sentences": queries.words_of(actor=actor, code=shown.code),
        "may_change": actor.may_everywhere("user.manage") and not shown.fixed,
        "may_add": actor.may_everywhere("user.manage"),
        **explained(request),
    }
    return render(request, "accounts/role.html", context)


def _opened(request: AuthedRequest) -> int | None:
    """Return the place whose inside the table shows."""
    text = request.GET.get("in", "")
    return int(text) if text.isdecimal() and int(text) <= ID_MAX else None


@dataclass(frozen=True)
class Switch:
    """One permission of a role: on by itself, or because the level has it."""

    permission: catalogue.Permission
    on: bool
    by_level: bool


def _switches(role: queries.RoleLine) -> dict[str, Any]:
    """Return what the form shows of a role."""
    return {"levels": [catalogue.NONE, *catalogue.LEVELS], "groups": _groups(role)}


def _groups(role: queries.RoleLine) -> list[tuple[str, list[Switch]]]:
    """Return the switches under their headings."""
    every = catalogue.EVERYTHING in role.permissions
    level = catalogue.up_to(role.shape.level.code)
    single = [one for level_ in catalogue.LEVELS for one in level_.permissions]
    headings = (
        (_("Wherever the role is given, also"), catalogue.SWITCHES),
        (_("Settings"), catalogue.SETTINGS),
        (_("Single rights, beyond the level"), tuple(single)),
    )
    return [
        (
            heading,
            [
                Switch(one, every or one.code in role.permissions, one.code in level)
                for one in group
            ],
        )
        for heading, group in headings
    ]


@require_POST
@fresh
def change(request: AuthedRequest, code: str) -> HttpResponse:
    """Let a role permit what was chosen."""
    level = catalogue.up_to(request.POST.get("level", ""))
    chosen = level | set(request.POST.getlist("permission"))
    commands.change_role(actor=request.auth, code=code, permissions=chosen)
    toasts.say(request, _("Saved. It holds for everybody who has the role, at once."))
    return HttpResponseRedirect(reverse("accounts:role", args=[code]))


@require_POST
@fresh
def add(request: AuthedRequest) -> HttpResponse:
    """Make a role like another one."""
    made = commands.create_role(
        actor=request.auth,
        name=request.POST.get("name", ""),
        like=request.POST.get("like") or None,
    )
    return HttpResponseRedirect(reverse("accounts:role", args=[made.code]))


@require_POST
@fresh
def remove(request: AuthedRequest, code: str) -> HttpResponse:
    """Remove a role that nobody has."""
    commands.remove_role(actor=request.auth, code=code)
    toasts.say(request, _("Role removed."))
    return HttpResponseRedirect(reverse("accounts:roles"))


@require_safe
def explain(request: AuthedRequest) -> HttpResponse:
    """Say why somebody may or may not do something with a thing."""
    must_manage(request)
    return render(request, "accounts/explain.html", explained(request))


def explained(request: AuthedRequest) -> dict[str, Any]:
    """Return the question as it was asked, and its answer once it is whole."""
    actor, asked = request.auth, request.GET
    who, act, code = (asked.get(name, "")[:100] for name in ("who", "act", "thing"))
    people = queries.people(actor=actor)
    context: dict[str, Any] = {
        "who": who,
        "act": act,
        "thing": code,
        "people_options": [(one.id, one.name) for one in people],
        "act_options": [(one.code, one.label) for one in catalogue.CATALOGUE.values()],
    }
    if who.isdecimal() and act:
        context |= _verdict(request, int(who), act, code)
    return context


def _verdict(request: AuthedRequest, user_id: int, act: str, code: str) -> dict[str, Any]:
    actor = request.auth
    try:
        thing = where.thing(actor=actor, code=code) if code else None
    except NotFound as refusal:
        return {"missing": str(refusal)}
    verdict = queries.explain(actor=actor, user_id=user_id, permission=act, thing=thing)
    way_out = reverse("accounts:person", args=[user_id])
    return {"verdict": verdict, "way_out": way_out, "friday": next_friday(clock.today())}


def next_friday(today: date) -> date:
    """Return the Friday of this week, of the next one from Friday on."""
    return today + timedelta(days=(FRIDAY - today.weekday()) % 7 or 7)
