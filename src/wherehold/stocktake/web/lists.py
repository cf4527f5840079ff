"""The list of counts, and those that come again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from wherehold.stocktake import access
from wherehold.stocktake.queries import counts
from wherehold.stocktake.words import STATES
from wherehold.ui.request import AuthedRequest

TABS = {"open": _("Going on"), "closed": _("Signed"), "cancelled": _("Given up")}


@require_safe
def listed(request: AuthedRequest) -> HttpResponse:
    """Show counts, a page at a time."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "open"
    cursor = request.GET.get("cursor", "")
    lines, after = counts.page(actor=request.auth, state=tab, cursor=cursor)
    context = {
        "tabs": TABS.items(),
        "tab": tab,
        "lines": [(line, STATES[line.state], _percent(line)) for line in lines],
        "after": after,
        "cursor": cursor,
        "plans": counts.plans(actor=request.auth),
        "may_run": request.auth.may_somewhere(access.RUN),
    }
    return render(request, "stocktake/list.html", context)


def _percent(line: counts.CountLine) -> int | None:
    return 100 * (line.seen or 0) // line.expected if line.expected else None
