"""The calendar of many rows, the desk's day, and the list."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from wherehold.kernel import clock
from wherehold.reservations import access, drawing
from wherehold.reservations.queries import listed
from wherehold.reservations.words import STATES, TONES
from wherehold.ui.request import AuthedRequest

TABS = {
    "open": gettext_lazy("To come and out"),
    "waiting": gettext_lazy("In line"),
    "requested": gettext_lazy("Wait for approval"),
    "returned": gettext_lazy("Back"),
    "cancelled": gettext_lazy("Cancelled"),
}


@require_safe
def page(request: AuthedRequest) -> HttpResponse:
    """Show the calendar, with the desk's day beside it."""
    return calendar_page(request)


def calendar_page(
    request: AuthedRequest, refusal: object = None, status: int = 200
) -> HttpResponse:
    """Return the calendar as the address asks for it, with what was refused above it."""
    asked = _asked(request)
    context = {
        **drawing.frame(actor=request.auth, asked=asked),
        "day": listed.day_list(actor=request.auth),
        "refusal": refusal,
        "may_make": request.auth.may_somewhere(access.MAKE),
        "tab": "calendar",
        "legend": drawing.legend(),
    }
    return render(request, "reservations/calendar.html", context, status=status)


@require_safe
def desk(request: AuthedRequest) -> HttpResponse:
    """Show what is to be done on a day, to be printed or worked through."""
    on = _day(request.GET.get("on", ""), clock.today())
    context = {
        "day": listed.day_list(actor=request.auth, on=on),
        "on": on,
        "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
        "may_make": request.auth.may_somewhere(access.MAKE),
        "tab": "desk",
    }
    return render(request, "reservations/desk.html", context)


@require_safe
def listed_page(request: AuthedRequest) -> HttpResponse:
    """Show reservations as a list, a page at a time."""
    state = request.GET.get("state", "")
    state = state if state in TABS else "open"
    cursor = request.GET.get("cursor", "")
    lines, after = listed.page(actor=request.auth, state=state, cursor=cursor)
    context = {
        "lines": [(line, STATES[line.state], TONES[line.state]) for line in lines],
        "after": after,
        "cursor": cursor,
        "state": state,
        "states": TABS.items(),
        "may_make": request.auth.may_somewhere(access.MAKE),
        "tab": "list",
    }
    return render(request, "reservations/list.html", context)


def _asked(request: AuthedRequest) -> drawing.Asked:
    given = request.GET
    span, by = given.get("span", ""), given.get("by", "")
    return drawing.Asked(
        first=_day(given.get("first", ""), drawing.monday(clock.today() - timedelta(days=7))),
        span=span if span in drawing.SPANS else "3",
        by=by if by in drawing.BY else "model",
        model=given.get("model", ""),
        category=given.get("category", ""),
        place=given.get("place", ""),
    )


def _day(text: str, otherwise: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return found if 1990 < found.year < 2200 else otherwise
