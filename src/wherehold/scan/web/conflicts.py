"""What phones brought too late, at the desk: the list, one of them, and the three choices."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wherehold.accounts import queries as accounts
from wherehold.kernel.errors import Refusal
from wherehold.register.addresses import address_of
from wherehold.scan import commands
from wherehold.scan.queries import ops
from wherehold.scan.wording import ACTS, CHOICES
from wherehold.ui import toasts
from wherehold.ui.refusals import shown
from wherehold.ui.request import AuthedRequest


@require_safe
def listed(request: AuthedRequest) -> HttpResponse:
    """List what waits to be settled, oldest first, and which phones still hold something."""
    lines, after = ops.waiting(actor=request.auth, cursor=request.GET.get("cursor", ""))
    everybodys = request.auth.may_somewhere("user.manage")
    phones = accounts.devices(actor=request.auth, everybodys=everybodys)
    context = {
        "lines": [(line, ACTS.get(line.act, line.act)) for line in lines],
        "after": after,
        "phones": [phone for phone in phones if phone.pending],
    }
    return render(request, "scan/conflicts.html", context)


@require_safe
def one(request: AuthedRequest, op_id: int) -> HttpResponse:
    """Show one of them beside how things are."""
    return render(request, "scan/conflict.html", _context(request, op_id))


@require_POST
def settle(request: AuthedRequest, op_id: int) -> HttpResponse:
    """Keep theirs, apply mine, or both happened."""
    choice = request.POST.get("choice", "")
    try:
        done = commands.settle(actor=request.auth, op_id=op_id, choice=choice)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        context = _context(request, op_id) | {"refusal": shown(refusal)}
        return render(request, "scan/conflict.html", context, status=refusal.status)
    toasts.say(request, _("Settled: {count}.").format(count=len(done)))
    return HttpResponseRedirect(reverse("scan:conflicts"))


def _context(request: AuthedRequest, op_id: int) -> dict[str, Any]:
    line = ops.one(actor=request.auth, op_id=op_id)
    behind = ops.behind(actor=request.auth, op_id=op_id)
    return {
        "line": line,
        "word": ACTS.get(line.act, line.act),
        "since": parse_datetime(str(line.current.get("since", ""))),
        "behind": [(each, ACTS.get(each.act, each.act)) for each in behind],
        "url": address_of("asset", line.asset_id) if line.asset_id else "",
        "choices": [(key, *words) for key, words in CHOICES.items()],
        "settled": CHOICES[line.choice][0] if line.choice in CHOICES else "",
    }
