"""Acts on a transfer. Each view parses, calls one command and goes back to its page."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wherehold.custody.web.forms import ids_of, tags_of
from wherehold.kernel.errors import NotFound, Refusal
from wherehold.transfers import commands
from wherehold.transfers.queries import transfers
from wherehold.transfers.refusals import BadTransfer, NotSent
from wherehold.transfers.web import shown
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import ID_MAX


@require_POST
def ship(request: AuthedRequest, transfer_id: int) -> HttpResponse:
    """Send the things off."""
    return _do(request, transfer_id, commands.ship, _("It is on its way."), _way)


@require_POST
def change(request: AuthedRequest, transfer_id: int) -> HttpResponse:
    """Write down what is known of the way by now."""
    return _do(request, transfer_id, commands.change, _("Saved."), _way)


@require_POST
def cancel(request: AuthedRequest, transfer_id: int) -> HttpResponse:
    """Call a transfer off."""
    return _do(
        request,
        transfer_id,
        commands.cancel,
        _("Called off."),
        lambda given: {"reason": given.get("reason", "")},
    )


@require_POST
def decide(request: AuthedRequest, transfer_id: int) -> HttpResponse:
    """Say what became of a thing that was short or surplus."""
    return _do(request, transfer_id, commands.decide, _("It is decided."), _decision)


@require_POST
def receive(request: AuthedRequest, transfer_id: int) -> HttpResponse:
    """Take in what arrived: what is ticked, scanned or typed."""
    ids: list[int] = []
    try:
        ids += _read(request, transfer_id)
        commands.receive(
            actor=request.auth,
            transfer_id=transfer_id,
            asset_ids=ids,
            place_id=_number(request.POST.get("place", "")) or None,
            surplus="surplus" in request.POST,
            complete="complete" in request.POST,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        unsent = ids if isinstance(refusal, NotSent) else None
        return shown.show(request, transfer_id, refusal, unsent=unsent)
    toasts.say(request, _("Received."))
    return _to(transfer_id)


def _read(request: AuthedRequest, transfer_id: int) -> list[int]:
    """Return the things that were ticked, or whose codes were read. Raises: BadTransfer."""
    codes = tags_of(request.POST)
    read, unknown = transfers.read(actor=request.auth, transfer_id=transfer_id, codes=codes)
    if unknown:
        raise BadTransfer(*({"field": one, "why": _("stands for nothing.")} for one in unknown))
    return list(dict.fromkeys([*ids_of(request.POST), *read]))


def _way(given: QueryDict) -> dict[str, Any]:
    """Return what is known of the way. Raises: BadTransfer."""
    try:
        day = parse_date(given.get("expected_on", ""))
    except ValueError:
        raise BadTransfer({"field": "expected_on", "why": _("there is no such day.")}) from None
    said = {name: given.get(name, "") for name in ("carrier", "tracking_no")}
    return {**said, "expected_on": day}


def _decision(given: QueryDict) -> dict[str, Any]:
    return {
        "asset_id": _number(given.get("asset", "")),
        "outcome": given.get("outcome", ""),
        "reason": given.get("reason", ""),
    }


def _number(text: str) -> int:
    good = text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= ID_MAX
    return int(text) if good else 0


def _do(
    request: AuthedRequest,
    transfer_id: int,
    command: Callable[..., object],
    thanks: str,
    read: Callable[[QueryDict], dict[str, Any]],
) -> HttpResponse:
    try:
        command(actor=request.auth, transfer_id=transfer_id, **read(request.POST))
    except NotFound:
        raise
    except Refusal as refusal:
        return shown.show(request, transfer_id, refusal)
    toasts.say(request, thanks)
    return _to(transfer_id)


def _to(transfer_id: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("transfers:transfer", args=[transfer_id]))
