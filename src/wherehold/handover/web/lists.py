"""The lists of hand-overs: what waits first; and those of one person."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from wherehold.handover import access
from wherehold.handover.queries import handovers, terms
from wherehold.handover.words import dressed
from wherehold.kernel.errors import NotAllowed
from wherehold.register.queries import parties
from wherehold.ui.request import AuthedRequest, is_fragment

TABS: dict[handovers.Bucket, Any] = {
    "waits": _("Not confirmed"),
    "disputed": _("In dispute"),
    "out": _("Out"),
    "done": _("Done"),
}
OF_PERSON_MAX = 50


@require_safe
def listed(request: AuthedRequest) -> HttpResponse:
    """Show hand-overs, a page at a time; what waits comes first."""
    actor = request.auth
    if not actor.may_somewhere("custody.holder") and not actor.may_own("custody.holder"):
        raise NotAllowed({"actor": actor.name, "permission": "custody.holder"})
    counts = handovers.counts(actor=actor)
    tab = next((key for key in TABS if key == request.GET.get("tab")), _first(counts))
    cursor = request.GET.get("cursor", "")
    lines, after = handovers.page(actor=actor, bucket=tab, cursor=cursor)
    context = {
        "tabs": [(key, label, counts.get(key)) for key, label in TABS.items()],
        "tab": tab,
        "lines": dressed(lines),
        "cursor": cursor,
        "after": after,
        "may_give": actor.may_somewhere(access.GIVE),
        "may_set": actor.may_everywhere("settings.manage"),
    }
    return render(request, "handover/list.html", context)


@require_safe
def of_person(request: AuthedRequest, party_id: int) -> HttpResponse:
    """Show a person's hand-overs and the terms they accepted: alone, or on the person's page."""
    [person] = parties.known(actor=request.auth, party_ids=[party_id])
    lines, _after = handovers.page(actor=request.auth, party_id=party_id, limit=OF_PERSON_MAX)
    accepted, _older = terms.acceptances(actor=request.auth, party_id=party_id)
    context = {"person": person, "lines": dressed(lines), "accepted": accepted}
    whole = "handover/person.html"
    return render(request, "handover/person_part.html" if is_fragment(request) else whole, context)


def _first(counts: dict[str, int]) -> handovers.Bucket:
    if counts["waits"]:
        return "waits"
    return "disputed" if counts["disputed"] else "out"
