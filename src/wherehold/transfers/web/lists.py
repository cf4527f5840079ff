"""The lists of transfers: what is late first; and the places that one may send to."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from wherehold.kernel.errors import NotAllowed
from wherehold.register.queries import ends
from wherehold.transfers import access
from wherehold.transfers.queries import transfers
from wherehold.transfers.words import STATES, TONES
from wherehold.ui.request import AuthedRequest

TABS: dict[transfers.Bucket, object] = {
    "sent": _("In transit"),
    "late": _("Late"),
    "differs": _("Short or surplus"),
    "prepared": _("To be packed"),
    "done": _("Done"),
}


@require_safe
def listed(request: AuthedRequest) -> HttpResponse:
    """Show transfers, a page at a time."""
    actor = request.auth
    if not actor.may_somewhere(access.SEE):
        raise NotAllowed({"actor": actor.name, "permission": access.SEE})
    counts = transfers.counts(actor=actor)
    asked: transfers.Bucket = "sent"
    tab = next((key for key in TABS if key == request.GET.get("tab")), asked)
    cursor = request.GET.get("cursor", "")
    lines, after = transfers.page(actor=actor, bucket=tab, cursor=cursor)
    context = {
        "tabs": [(key, label, counts.get(key)) for key, label in TABS.items()],
        "tab": tab,
        "lines": [(one, STATES[one.state], TONES[one.state]) for one in lines],
        "cursor": cursor,
        "after": after,
        "may_send": actor.may_somewhere(access.MOVE),
    }
    return render(request, "transfers/list.html", context)


@require_safe
def places(request: AuthedRequest) -> HttpResponse:
    """Offer places that things may be sent to."""
    found = ends.like(actor=request.auth, text=request.GET.get("q", "")[:200])
    return JsonResponse({"items": [{"id": key, "label": name} for key, name in found]})
