"""What is out: due today, overdue, one's own, everything."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from wherehold.custody import queries
from wherehold.custody.web.words import DUES
from wherehold.kernel import clock
from wherehold.ui.request import AuthedRequest

TABS = {
    "overdue": _("Overdue"),
    "today": _("Due today"),
    "mine": _("Mine"),
    "all": _("All out"),
}
EMPTY = {
    "overdue": _("Nothing is overdue"),
    "today": _("Nothing is due today"),
    "mine": _("You hold nothing"),
    "all": _("Nothing is out"),
}


@require_safe
def out_now(request: AuthedRequest) -> HttpResponse:
    """Show what is out, a page at a time."""
    tab = request.GET.get("tab", "")
    counts = queries.counts(actor=request.auth)
    if tab not in TABS:
        tab = "overdue" if counts.overdue else "all"
    search, cursor = request.GET.get("q", "")[:200], request.GET.get("cursor", "")
    lines, after = _lines(request, tab, search, cursor)
    today = clock.today()
    context = {
        "tabs": [(key, label, _figure(getattr(counts, key))) for key, label in TABS.items()],
        "tab": tab,
        "lines": [(line, (today - line.due_on).days if line.due_on else None) for line in lines],
        "empty": EMPTY[tab],
        "search": search,
        "cursor": cursor,
        "after": after,
        "dues": DUES,
    }
    return render(request, "custody/out.html", context)


def _lines(
    request: AuthedRequest, tab: str, search: str, cursor: str
) -> tuple[list[queries.StayLine], str | None]:
    asked: dict[str, Any] = {"search": search, "cursor": cursor}
    if tab == "mine":
        me = request.auth.party_id
        return queries.out_now(actor=request.auth, holder_id=me, **asked) if me else ([], None)
    due: queries.Due = "overdue" if tab == "overdue" else "today" if tab == "today" else ""
    return queries.out_now(actor=request.auth, due=due, **asked)


def _figure(count: int) -> str:
    most = queries.COUNT_MAX
    return f"{most:,}+" if count > most else str(count)
