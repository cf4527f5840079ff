"""Drawing the calendar: which days, which rows, and where each address of it leads."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.register.queries import holding, known
from wherehold.reservations import access, weekly
from wherehold.reservations.queries import calendar
from wherehold.reservations.things import Scope
from wherehold.reservations.words import CLAIMS, STATES
from wherehold.ui import jinja

MONTH = "m"
SPANS = {
    "1": (7, gettext_lazy("Week")),
    "3": (21, gettext_lazy("3 weeks")),
    "m": (31, gettext_lazy("Month")),
    "6": (42, gettext_lazy("6 weeks")),
}
BY = {
    "model": gettext_lazy("Model"),
    "asset": gettext_lazy("Asset"),
    "place": gettext_lazy("Place"),
    "person": gettext_lazy("Person"),
}


@dataclass(frozen=True)
class Asked:
    """Which days a calendar shows, in which order, and of what."""

    first: date
    span: str
    by: str
    model: str
    category: str
    place: str

    @property
    def days(self) -> int:
        """Return how many days are shown."""
        if self.span == MONTH:
            return monthrange(self.first.year, self.first.month)[1]
        return SPANS[self.span][0]

    @property
    def starts(self) -> "Asked":
        """Return it from its first day on: a month begins with its first."""
        return replace(self, first=self.first.replace(day=1)) if self.span == MONTH else self

    def later(self, pages: int) -> date:
        """Return the first day so many pages on: by month, else by week."""
        if self.span != MONTH:
            return self.first + timedelta(days=7 * pages)
        return (self.first + timedelta(days=31 if pages > 0 else -1)).replace(day=1)

    def frame(self) -> weekly.Frame:
        """Return the days on the organisation's clock."""
        return weekly.Frame(self.first, self.days, clock.zone())

    def scope(self, actor: Actor) -> Scope:
        """Return what is shown, as far as the actor knows it."""
        place = ""
        if key := _number(self.place):
            found = holding.place_for(actor=actor, place_id=key, permission="asset.see")
            place = found.path
        return Scope(_number(self.model) or None, _number(self.category) or None, place)


def frame(*, actor: Actor, asked: Asked) -> dict[str, Any]:
    """Return what the calendar's template is given."""
    asked = asked.starts
    days = [asked.first + timedelta(days=n) for n in range(asked.days)]
    groups, more = _groups(actor, asked)
    return {
        "asked": asked,
        "many": asked.days * 2,
        "days": [(day, day.weekday() > 4, day == clock.today()) for day in days],
        "title": f"{date_format(days[0], 'j M')} – {date_format(days[-1], 'j M Y')}",
        "earlier": _address(asked, first=asked.later(-1)),
        "later": _address(asked, first=asked.later(1)),
        "today": _address(asked, first=monday(clock.today())),
        "spans": [(_address(asked, span=k), v[1], k == asked.span) for k, v in SPANS.items()],
        "bys": [(_address(asked, by=k), v, k == asked.by) for k, v in BY.items()],
        "rows": jinja.rows("reservations/calendar_rows.html", _rows(actor, groups, asked)),
        "empty": not groups,
        "more": more,
        "place_name": _place_name(actor, asked),
    }


def _groups(actor: Actor, asked: Asked) -> tuple[list[weekly.Group], bool]:
    shown = asked.frame()
    if asked.by == "person":
        people = calendar.people(actor=actor, first=asked.first, days=asked.days)
        return ([weekly.person_rows(people, shown)] if people else []), False
    found = calendar.weeks(
        actor=actor, first=asked.first, days=asked.days, scope=asked.scope(actor)
    )
    return weekly.groups(found, shown, asked.by), found.more


def _rows(actor: Actor, groups: list[weekly.Group], asked: Asked) -> dict[str, Any]:
    return {
        "groups": groups,
        "people": asked.by == "person",
        "many": asked.days * 2,
        "drawn": _drawer(actor, asked),
        "page_url": reverse("reservations:reservations"),
        "may_make": actor.may_somewhere(access.MAKE),
        "words": {
            "other": _("Without a model"),
            "promised": _("Not chosen yet"),
            "asset": reverse("desk:asset", args=[0])[:-1],
            "person": reverse("custody:person", args=[0])[:-1],
        },
    }


def _drawer(actor: Actor, asked: Asked) -> Callable[[list[weekly.Bar]], SafeString]:
    """Return what draws a lane of bars. Thousands of them are one page, so it is plain text."""
    written, people = asked.frame().written, asked.by == "person"
    may_make = actor.may_somewhere(access.MAKE)
    page = reverse("reservations:reservation", args=[0])[:-1]
    gap, column = escape(_("Time between")), cache(_column)
    states = {name: str(escape(word)) for name, word in {**CLAIMS, **STATES}.items()}
    # Whoever borrows does so again: a name is escaped once.
    safe = cache(lambda text: str(escape(text)))

    def drawn(bar: weekly.Bar) -> str:
        look, start, width, claim, cut, goes_on = bar
        if look == "gap":
            return f'<span class="bk gap {column(start, width)}" title="{gap}"></span>'
        begins, ends = written(claim.begins), written(claim.ends)
        words = (claim.what if people else "") or claim.who or claim.project or claim.what
        state = states[claim.kind]
        many = f"{claim.quantity} × " if claim.quantity > 1 else ""
        tag, head = "span", "<span"
        if claim.reservation_id is not None:
            tag, head = "a", f'<a href="{page}{claim.reservation_id}"'
            if may_make and claim.kind in weekly.MOVABLE:
                when = (
                    f'data-begins="{begins[:10]}T{begins[11:]}" data-ends="{ends[:10]}T{ends[11:]}"'
                )
                head += f" data-move {when}"
        more = (" head" if cut else "") + (" tail" if goes_on else "")
        title = f"{state}: {begins} – {ends}"
        return (
            f'{head} class="bk {look} {column(start, width)}{more}" title="{title}">'
            f'<span>{many}{safe(words) or state}</span><span class="vh"> {state}</span></{tag}>'
        )

    return lambda lane: SafeString("".join(map(drawn, lane)))


def _column(start: int, width: int) -> str:
    """Return the classes that place a bar: tens and ones of where it begins and how wide it is."""
    start += 1
    return f"sa{start // 10} sb{start % 10} wa{width // 10} wb{width % 10}"


def legend() -> list[tuple[str, str]]:
    """Return how bars look, with what that means."""
    return [
        ("out", _("Out")),
        ("late", _("Overdue")),
        ("book", _("Booked")),
        ("ask", _("Waits for approval")),
        ("wait", _("In line")),
        ("hold", _("On hold")),
        ("gap", _("Time between")),
    ]


def _address(asked: Asked, **other: object) -> str:
    values = {**vars(asked), **other}
    return f"?{urlencode({name: value for name, value in values.items() if value})}"


def _place_name(actor: Actor, asked: Asked) -> str:
    key = _number(asked.place)
    return known.places(actor=actor, ids=[key]).get(key, "") if key else ""


def monday(day: date) -> date:
    """Return the Monday of a week."""
    return day - timedelta(days=day.weekday())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
