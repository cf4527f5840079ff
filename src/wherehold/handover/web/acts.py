"""Acts on a hand-over. Each view parses, calls one command and goes back to its page."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wherehold.handover import commands
from wherehold.handover.web import forms, pictures, shown
from wherehold.kernel import money, organisation
from wherehold.kernel.errors import NotFound, Refusal
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest


@require_POST
def make_key(request: AuthedRequest, handover_id: int, way: str) -> HttpResponse:
    """Make a link or a code for the receiver, which is shown this once, or mail them a link."""
    makers: dict[str, Callable[..., str]] = {
        "link": commands.make_link,
        "mail": commands.send_link,
        "code": commands.make_code,
    }
    if way not in makers:
        raise NotFound({"what": "way", "key": way})
    try:
        made = makers[way](actor=request.auth, handover_id=handover_id)
    except Refusal as refusal:
        return _refused(request, handover_id, refusal)
    if way == "mail":
        toasts.say(request, _("A mail goes to {address}.").format(address=made))
        return _back(handover_id)
    enter = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('handover:code')}"
    address = made if way == "link" else f"{enter}?h={handover_id}"
    context = {"way": way, "text": made, "enter": enter, "picture": pictures.qr(address)}
    return shown.show(request, handover_id, made=context)


@require_POST
def answer(request: AuthedRequest, handover_id: int) -> HttpResponse:
    """Take down what the receiver says."""
    said = forms.said_by(request.POST)
    if "all" in request.POST:
        return _do(request, handover_id, commands.confirm, _("Confirmed by both."), said=said)
    return _do(request, handover_id, commands.answer, _("It is written down."), said=said)


@require_POST
def say(request: AuthedRequest, handover_id: int) -> HttpResponse:
    """Take down what one side says: of an open case, or to open one."""
    [key] = forms.numbers([request.POST.get("asset", "")]) or [0]
    words = {key: request.POST.get("text", "")}
    thanks = _("It is written down.")
    if "open" in request.POST:
        said = commands.Said(differs=words)
        return _do(request, handover_id, commands.dispute, thanks, said=said)
    return _do(request, handover_id, commands.state, thanks, words=words)


@require_POST
def resolve(request: AuthedRequest, handover_id: int) -> HttpResponse:
    """Decide what a difference is."""
    try:
        decisions = [_decision(request.POST)]
    except Refusal as refusal:
        return _refused(request, handover_id, refusal)
    return _do(request, handover_id, commands.resolve, _("Decided."), decisions=decisions)


@require_POST
def withdraw(request: AuthedRequest, handover_id: int) -> HttpResponse:
    """Take back what was not confirmed."""
    reason = request.POST.get("reason", "")
    return _do(request, handover_id, commands.withdraw, _("Taken back."), reason=reason)


def _do(
    request: AuthedRequest,
    handover_id: int,
    command: Callable[..., object],
    thanks: str,
    **said: Any,  # noqa: ANN401 - what the command takes
) -> HttpResponse:
    try:
        command(actor=request.auth, handover_id=handover_id, **said)
    except NotFound:
        raise
    except Refusal as refusal:
        return _refused(request, handover_id, refusal)
    toasts.say(request, thanks)
    return _back(handover_id)


def _decision(given: QueryDict) -> commands.Decision:
    """Return a decision as it was filled in. Raises: NotMoney."""
    currency, cost = organisation.current().currency, given.get("cost", "").strip()
    return commands.Decision(
        asset_id=(forms.numbers([given.get("asset", "")]) or [0])[0],
        outcome=given.get("outcome", ""),
        reason=given.get("reason", ""),
        cost_minor=money.parse(cost, currency).minor if cost else None,
        carried_by=given.get("carried_by", ""),
    )


def _refused(request: AuthedRequest, handover_id: int, refusal: Refusal) -> HttpResponse:
    return shown.show(request, handover_id, refusal=refusal)


def _back(handover_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("handover:handover", args=[handover_id]))
