"""One person: what they hold, held at a day, and ever held; what a leaver has to settle."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from wherehold.custody import identity, queries
from wherehold.custody.queries import StayLine
from wherehold.custody.web.words import OUTCOMES
from wherehold.kernel import clock, organisation
from wherehold.kernel.actor import Actor
from wherehold.register.queries import parties
from wherehold.ui import charts
from wherehold.ui.request import AuthedRequest

LANES_MAX = 6
ROWS_MAX = 12
LEGEND = [(2, _l("Given back")), (1, _l("Holds now")), ("bad", _l("Overdue"))]
SAME: dict[str, object] = {"legend": LEGEND, "outcomes": OUTCOMES}
SETTLING = timedelta(days=30)
HURT = frozenset({"damaged", "broken"})


@dataclass(frozen=True)
class Things:
    """What a page says of the things of one person."""

    ever: list[StayLine]
    today: date
    zone: ZoneInfo

    def day(self, instant: datetime) -> date:
        """Return the organisation's day of an instant; the zone is read once for them all."""
        return instant.astimezone(self.zone).date()

    @property
    def now(self) -> list[StayLine]:
        """Return what they hold."""
        return [line for line in self.ever if line.is_open]

    @property
    def overdue(self) -> list[StayLine]:
        """Return what should be back."""
        return [line for line in self.now if line.due_on and line.due_on < self.today]

    @property
    def different(self) -> int:
        """Return how many different things they ever held."""
        return len({line.asset_id for line in self.ever})

    @property
    def since(self) -> date | None:
        """Return when they got the first one."""
        return self.day(self.ever[-1].checked_out_at) if self.ever else None

    @property
    def hurt(self) -> list[StayLine]:
        """Return the stays that ended worse than they began."""
        return [
            line
            for line in self.ever
            if line.condition_in in HURT and line.condition_out not in HURT
        ]

    @property
    def value_minor(self) -> int | None:
        """Return what the things they hold cost, as far as one may know."""
        known = [line.value_minor for line in self.now if line.value_minor is not None]
        return sum(known) if known else None


@require_safe
def shown(request: AuthedRequest, party_id: int) -> HttpResponse:
    """Show a person's page; `on` shows what they held at the end of a day."""
    card = parties.card(actor=request.auth, party_id=party_id)
    on = parse_day(request.GET.get("on", ""))
    ever = queries.held_by(actor=request.auth, party_id=party_id, ever=True)
    things = Things(ever, clock.today(), clock.zone())
    then = queries.held_by(actor=request.auth, party_id=party_id, on=on) if on else things.now
    context = SAME | {
        "card": card,
        "codes": dict(card.identifiers),
        "things": things,
        "then": [(line, _days_late(line, things.today)) for line in then],
        "on": on,
        "days_left": (card.leaves_on - things.today).days if card.leaves_on else None,
        "chart": _lanes(card.name, things, card.leaves_on, (on, len(then))),
        "settled": _settled(request.auth, things, card.leaves_on),
        "currency": organisation.current().currency,
        "may_edit": request.auth.may_somewhere("party.edit"),
        "may_hand": request.auth.may_somewhere("custody.check_in"),
        **_identity(request.auth, card),
    }
    return render(request, "custody/person.html", context)


def _identity(actor: Actor, card: parties.PartyCard) -> dict[str, object]:
    """Return what was seen of the identity of somebody outside the organisation."""
    if card.kind != identity.OUTSIDE:
        return {}
    seen = identity.seen_of(actor=actor, party_id=card.id)
    words = identity.DOCUMENTS
    return {
        "outside": True,
        "identity": [(one, words.get(one.document, one.document)) for one in seen],
        "documents": list(words.items()),
    }


@require_safe
def printed(request: AuthedRequest, party_id: int) -> HttpResponse:
    """Show what a person holds as a sheet to print and sign."""
    context = {
        "card": parties.card(actor=request.auth, party_id=party_id),
        "lines": queries.held_by(actor=request.auth, party_id=party_id),
        "now": clock.now(),
        "organisation": organisation.current().name,
    }
    return render(request, "custody/person_list.html", context)


def parse_day(text: str) -> date | None:
    """Return the day that was written, if it is one."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def _days_late(line: StayLine, today: date) -> int:
    late = line.is_open and line.due_on is not None and line.due_on < today
    return (today - line.due_on).days if late and line.due_on else 0


def _settled(
    actor: Actor, things: Things, leaves_on: date | None
) -> list[tuple[StayLine, queries.Decision | None, object]]:
    """Return what a leaver gave back in the last month, or what was decided of it instead."""
    if leaves_on is None:
        return []
    since = min(leaves_on, things.today) - SETTLING
    lines = [
        line
        for line in things.ever
        if line.returned_at is not None and things.day(line.returned_at) >= since
    ]
    decided = queries.decisions(actor=actor, checkout_ids=[line.id for line in lines])
    words = dict(OUTCOMES)
    return [
        (line, one, words.get(one.outcome) if one else "")
        for line in lines
        for one in [decided.get(line.id)]
    ]


def _lanes(
    name: str, things: Things, leaves_on: date | None, asked: tuple[date | None, int]
) -> object:
    """Draw who had what: a lane for each of the commonest categories, one for all others."""
    if not things.ever or things.since is None:
        return None
    on, held = asked
    as_at = None
    if on and things.since <= on <= things.today:
        words = ngettext("{n} thing", "{n} things", held).format(n=held)
        as_at = charts.Mark(f"{date_format(on)}: {words}", on)
    later = None
    if leaves_on and leaves_on > things.today:
        later = charts.Mark(_("leaves {day}").format(day=date_format(leaves_on, "j M")), leaves_on)
    return charts.lanes(
        _by_kind(things),
        begins=things.since,
        today=things.today,
        title=_("What {name} held, by kind").format(name=name),
        as_at=as_at,
        later=later,
    )


def _by_kind(things: Things) -> list[charts.Lane]:
    kinds = {line.id: line.category.split(" · ")[0] or _("Other") for line in things.ever}
    common = [kind for kind, _count in Counter(kinds.values()).most_common(LANES_MAX)]
    spans: dict[str, list[charts.Span]] = {kind: [] for kind in common}
    for line in reversed(things.ever):
        kind = kinds[line.id] if kinds[line.id] in spans else _("Other")
        spans.setdefault(kind, []).append(_span(line, things))
    lanes = [
        charts.Lane(label if number == 0 else "", row)
        for label, each in spans.items()
        for number, row in enumerate(_apart(each))
    ]
    return lanes[:ROWS_MAX]


def _apart(spans: Sequence[charts.Span]) -> list[list[charts.Span]]:
    """Put spans, in order of their beginning, into as few rows as keep them apart."""
    rows: list[list[charts.Span]] = []
    for span in spans:
        for row in rows:
            if row[-1].ends and row[-1].ends <= span.begins:
                row.append(span)
                break
        else:
            rows.append([span])
    return rows


def _span(line: StayLine, things: Things) -> charts.Span:
    late = _days_late(line, things.today) > 0
    ends = things.day(line.returned_at) if line.returned_at else None
    return charts.Span(
        label=line.name,
        begins=things.day(line.checked_out_at),
        ends=ends,
        colour="bad" if late else 1 if line.is_open else 2,
        note=line.tag,
    )
