"""The forms of hand-overs. Each view parses, calls one command and goes back to where one was."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from wherehold.custody import commands
from wherehold.custody.refusals import Promised
from wherehold.custody.stays import Handed
from wherehold.custody.web import photos
from wherehold.custody.web.forms import BackForm, OutForm, ids_of, tags_of
from wherehold.custody.web.words import CONDITIONS, DUES
from wherehold.kernel.errors import Refusal
from wherehold.register import files
from wherehold.register.queries import holding, parties
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest, is_fragment, leave


@dataclass(frozen=True)
class Act:
    """One of the three acts, as its page shows it."""

    name: str
    title: Any
    button: Any
    icon: str
    form: type[BackForm]
    command: Callable[..., Handed]


ACTS = {
    "check-out": Act(
        "check-out",
        gettext_lazy("Check out"),
        gettext_lazy("Check out"),
        "log-out",
        OutForm,
        commands.check_out,
    ),
    "transfer": Act(
        "transfer",
        gettext_lazy("Pass on"),
        gettext_lazy("Pass on"),
        "arrow-right-left",
        OutForm,
        commands.transfer,
    ),
    "check-in": Act(
        "check-in",
        gettext_lazy("Check in"),
        gettext_lazy("Check in"),
        "log-in",
        BackForm,
        commands.check_in,
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def check_out(request: AuthedRequest) -> HttpResponse:
    """Hand assets out."""
    return _perform(request, ACTS["check-out"])


@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: AuthedRequest) -> HttpResponse:
    """Pass assets on."""
    return _perform(request, ACTS["transfer"])


@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: AuthedRequest) -> HttpResponse:
    """Take assets back."""
    return _perform(request, ACTS["check-in"])


@require_POST
def change_due(request: AuthedRequest) -> HttpResponse:
    """Expect assets back on another day."""
    form = OutForm(request.POST, request.auth)
    day = form.due() if form.is_valid() else None
    ids = commands.change_due(actor=request.auth, asset_ids=ids_of(request.POST), due_on=day)
    count = len(ids)
    text = ngettext("{n} thing has another due day.", "{n} things have another due day.", count)
    toasts.say(request, text.format(n=count))
    return _back(request)


@require_POST
def remind(request: AuthedRequest) -> HttpResponse:
    """Ask holders by mail to bring things back."""
    link = f"{settings.PUBLIC_URL}{reverse('custody:custody')}?tab=mine"
    ids = [int(one) for one in request.POST.getlist("stay") if one.isdigit()]
    names = commands.remind(actor=request.auth, checkout_ids=ids, link=link)
    toasts.say(request, _("A reminder goes to {names}.").format(names=", ".join(names)))
    return _back(request)


@require_POST
def undo(request: AuthedRequest, act: UUID) -> HttpResponse:
    """Take back a whole act."""
    reason = request.POST.get("reason", "")[:1000] or _("Taken back right away")
    ids = commands.undo(actor=request.auth, act=act, reason=reason)
    text = ngettext("Taken back: {n} thing.", "Taken back: {n} things.", len(ids))
    toasts.say(request, text.format(n=len(ids)))
    return _back(request)


def _perform(request: AuthedRequest, act: Act) -> HttpResponse:
    """Show the form of an act, or do it when it was sent."""
    given = request.POST if request.method == "POST" else request.GET
    ids = ids_of(given) or list(
        holding.assets_tagged(actor=request.auth, tags=tags_of(given)).values()
    )
    form = act.form(given, request.auth)
    refusal = None
    if "go" in request.POST and form.is_valid():
        try:
            return _do(request, act, ids, form.terms())
        except Refusal as error:
            refusal = error
    return _form(request, act, form, ids, refusal)


def _do(request: AuthedRequest, act: Act, ids: list[int], terms: dict[str, Any]) -> HttpResponse:
    kept = photos.received(request) if len(ids) == 1 else []
    try:
        done = act.command(actor=request.auth, asset_ids=ids, **terms)
    except Refusal:
        files.drop(kept)
        raise
    photos.put(request, ids[0], kept)
    return _done(request, act, done)


def _done(request: AuthedRequest, act: Act, done: Handed) -> HttpResponse:
    count = len(done.stays)
    words = {
        "check-out": ngettext("{n} thing is checked out.", "{n} things are checked out.", count),
        "transfer": ngettext("{n} thing is passed on.", "{n} things are passed on.", count),
        "check-in": ngettext("{n} thing is back.", "{n} things are back.", count),
    }
    undo_at = reverse("custody:undo", args=[done.act])
    toasts.say(request, words[act.name].format(n=count), undo=undo_at)
    return _back(request)


def _form(
    request: AuthedRequest, act: Act, form: BackForm, ids: list[int], refusal: Refusal | None
) -> HttpResponse:
    """Show the form of an act: as a dialog over the page it was called from, or as a page."""
    bound = "go" in request.POST
    context = _filled_in(request, form) | {
        "act": act,
        "action": request.path,
        "form": form if bound else None,
        "things": holding.assets_named(actor=request.auth, asset_ids=ids),
        "conditions": CONDITIONS,
        "dues": DUES,
        "back": _target(request),
        "may_override": isinstance(refusal, Promised)
        and request.auth.may_somewhere("custody.override"),
        "may_attach": request.auth.may_somewhere("asset.attach"),
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    failed = refusal.status if refusal else 422 if bound else 200
    template = "custody/act_dialog.html" if is_fragment(request) else "custody/act.html"
    return render(request, template, context, status=failed)


def _filled_in(request: AuthedRequest, form: BackForm) -> dict[str, Any]:
    """Return what was filled in, with the names of the holder and the place that were chosen."""
    given = form.data
    holder, place = given.get("holder", ""), given.get("place", "")
    named = parties.names(actor=request.auth, ids=[int(holder)]) if holder.isdigit() else {}
    return {
        "given": given,
        "holder_name": next(iter(named.values()), given.get("holder_text", "")),
        "place_name": given.get("place_text", "") if not place else given.get("place_name", ""),
    }


def _target(request: AuthedRequest) -> str:
    """Return the page to go back to: the one that was named, if it is ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    hosts = {request.get_host()}
    if wanted and url_has_allowed_host_and_scheme(wanted, hosts, request.is_secure()):
        return wanted
    return reverse("custody:custody")


def _back(request: AuthedRequest) -> HttpResponse:
    return leave(request, _target(request))
