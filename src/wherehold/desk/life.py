"""The life of a thing as one line: who had it, when it was in repair, what is to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wherehold.custody import queries as custody
from wherehold.desk.cards import Card
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.register.queries import timeline as timelines
from wherehold.register.queries.timeline import Happened
from wherehold.ui import charts
from wherehold.ui.charts import Mark, Span

STORED, EARLIER, NOW, REPAIR = 0, 2, 1, 4
STAGE = "register.stage_changed"


@dataclass(frozen=True)
class Life:
    """The drawing with what its head says."""

    drawing: SafeString
    summary: str
    legend: list[tuple[Any, str]]


def life(actor: Actor, card: Card, history: Sequence[Happened] | None = None) -> Life:
    """Return the life line of an asset. `history` is its timeline, when all of it was read."""
    line, today = card.line, clock.today()
    stays = [
        stay for stay in custody.of_asset(actor=actor, asset_id=line["id"]) if not stay.voided
    ][::-1]
    begins = min(
        [day for day in (line["purchased_on"], clock.day_of(card.line["created_at"])) if day]
        + [clock.day_of(stay.checked_out_at) for stay in stays[:1]]
    )
    held = [_stay(stay, card) for stay in stays]
    if history is None:
        changes, _more = timelines.timeline(
            actor=actor, asset_id=line["id"], kinds=[STAGE], limit=100
        )
    else:
        changes = [entry for entry in history if entry.kind == STAGE]
    spans = _between(begins, today, sorted(held + _repairs(changes), key=_when))
    marks, ends = _marks(card, begins, today)
    drawing = charts.life_line(
        spans, marks, begins=begins, today=today, ends=ends, title=_("Life so far")
    )
    holders = len({span.label for span in held})
    return Life(drawing, _summary(begins, today, holders), _legend(spans))


def _when(span: Span) -> date:
    return span.begins


def _stay(stay: custody.StayLine, card: Card) -> Span:
    label = stay.keeper or _("Checked out")
    ends = clock.day_of(stay.returned_at) if stay.returned_at else None
    return Span(label, clock.day_of(stay.checked_out_at), ends, EARLIER if ends else NOW)


def _repairs(changes: Sequence[Happened]) -> list[Span]:
    spans, since = [], None
    for entry in changes[::-1]:
        _was, now = (entry.data.get("changed") or {}).get("stage", [None, None])
        if now == "in_repair":
            since = _day(entry.happened_at)
        elif since is not None:
            spans.append(Span(_("Repair"), since, _day(entry.happened_at), REPAIR))
            since = None
    if since is not None:
        spans.append(Span(_("Repair"), since, None, REPAIR))
    return spans


def _day(at: datetime) -> date:
    return clock.day_of(at)


def _between(begins: date, today: date, spans: list[Span]) -> list[Span]:
    """Fill what lies between: the thing was in store."""
    found, last = [], begins
    for span in spans:
        if span.begins > last:
            found.append(Span(_("In stock"), last, span.begins, STORED))
        found.append(span)
        last = max(last, span.ends or today)
    if last < today:
        found.append(Span(_("In stock"), last, None, STORED))
    return found


def _marks(card: Card, begins: date, today: date) -> tuple[list[Mark], date | None]:
    line, marks = card.line, []
    if line["purchased_on"]:
        marks.append(Mark(_("Bought"), line["purchased_on"]))
    elif begins == clock.day_of(card.line["created_at"]):
        marks.append(Mark(_("Entered"), begins))
    if line["confirmed_at"] and (day := clock.day_of(line["confirmed_at"])) < today:
        marks.append(Mark(_("Confirmed"), day, "ok"))
    planned = [
        (_("Warranty ends"), line["warranty_until"]),
        (_("Refresh planned"), card.line["refresh_on"]),
    ]
    if line["due_on"] and line["held"]:
        planned.append((_("Due back"), line["due_on"]))
    marks += [Mark(label, day, "hollow") for label, day in planned if day and day >= begins]
    last = max((mark.at for mark in marks), default=today)
    return marks, last if last > today else None


def _summary(begins: date, today: date, holders: int) -> str:
    months = (today.year - begins.year) * 12 + today.month - begins.month
    years, rest = divmod(max(0, months), 12)
    parts = []
    if years:
        parts.append(_("{n} y").format(n=years))
    if rest or not years:
        parts.append(_("{n} m").format(n=rest))
    age = " ".join(parts)
    if not holders:
        return age
    return f"{age} · " + (_("1 holder") if holders == 1 else _("{n} holders").format(n=holders))


def _legend(spans: list[Span]) -> list[tuple[Any, str]]:
    names = {
        STORED: _("In stock"),
        EARLIER: _("Earlier holder"),
        NOW: _("Current holder"),
        REPAIR: _("In repair"),
    }
    there = {span.colour for span in spans}
    return [(colour, name) for colour, name in names.items() if colour in there]
