"""Charts of who had what, and when: the life of one thing, the things of one person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wherehold.ui.charts.svg import (
    Colour,
    Scale,
    el,
    figure,
    fill,
    join,
    named_day,
    text_px,
    ticks,
)

WIDTH = 1156
LABEL_ROWS, LABEL_ROW = 3, 14
# Series whose fill is dark in light mode, and light in dark mode: their text is the paper's colour.
DARK: frozenset[Colour] = frozenset({1, 5, "bad"})


@dataclass(frozen=True)
class Span:
    """Something that held from one day to another; without an end it still does."""

    label: str
    begins: date
    ends: date | None = None
    colour: Colour = 1
    note: str = ""


@dataclass(frozen=True)
class Mark:
    """Something that happened on a day, or (hollow) is to happen."""

    label: str
    at: date
    tone: str = "ink"


@dataclass(frozen=True)
class Lane:
    """Spans beside one another under one name."""

    label: str
    spans: Sequence[Span] = field(default_factory=tuple)


def _said(span: Span) -> str:
    until = named_day(span.ends) if span.ends else _("today")
    note = f" · {span.note}" if span.note else ""
    return f"{span.label}: {named_day(span.begins)} – {until}{note}"


def _block(span: Span, across: Scale, today: date, y: float, high: float) -> SafeString:
    """Draw a span, and its name where that fits."""
    left, right = across(span.begins.toordinal()), across((span.ends or today).toordinal())
    wide = max(right - left - 1.5, 3.0)
    block = el(
        "rect",
        el("title", _said(span)),
        x=left + 0.8,
        y=y,
        width=wide,
        height=high,
        rx=5,
        class_=fill(span.colour),
    )
    if not _fits(span, wide):
        return block
    room = int((wide - 14) / 6.6)
    label = span.label if len(span.label) <= room else f"{span.label[: room - 1].rstrip()}…"
    css = "on1" if span.colour in DARK else "on"
    return block + el("text", label, x=left + 8, y=y + high / 2 + 4, class_=css)


def _fits(span: Span, wide: float) -> bool:
    return bool(span.label) and (wide - 14) / 6.6 >= min(len(span.label), 8)


def _beside(spans: Sequence[Span], across: Scale, today: date, y: float) -> SafeString:
    """Name the short spans beside themselves, where the next ones leave room."""
    edges = [
        (across(s.begins.toordinal()), across((s.ends or today).toordinal()), s) for s in spans
    ]
    edges.sort(key=lambda edge: edge[0])
    named, used = [], across.start
    for n, (left, right, span) in enumerate(edges):
        wide = text_px(span.label) + 10
        after = edges[n + 1][0] if n + 1 < len(edges) else across.end
        if not span.label or _fits(span, right - left - 1.5):
            used = right
        elif after - right >= wide:
            named.append(el("text", span.label, x=right + 6, y=y + 14))
            used = right + wide
        elif left - used >= wide:
            named.append(el("text", span.label, x=left - 6, y=y + 14, text_anchor="end"))
            used = right
        else:
            used = right
    return join(named)


def _axis(
    begins: date, ends: date, across: Scale, y: float, first: str, right: float | None = None
) -> SafeString:
    left, limit = across.start, (across.end if right is None else right) - 4
    names = [
        el("line", class_="tick", x1=left, x2=left, y1=y, y2=y + 5),
        el("text", first, x=left - 1, y=y + 19),
    ]
    free = left + text_px(first) + 26
    for day, name in ticks(begins, ends):
        x = across(day.toordinal())
        if free < x < limit:
            names.append(el("line", class_="tick", x1=x, x2=x, y1=y, y2=y + 5))
            names.append(el("text", name, x=x, y=y + 19, text_anchor="middle"))
            free = x + text_px(name) + 8
    return join(names)


@dataclass
class _Labels:
    """Keeps the names of marks apart: each in the lowest row where it touches no other."""

    start: float
    end: float
    rows: list[list[tuple[float, float]]] = field(default_factory=list)

    def place(self, x: float, text: str) -> tuple[int, str] | None:
        """Return row and anchor for a name at a pixel, or None when there is no room."""
        wide = text_px(text) + 10
        anchor, left = "middle", x - wide / 2
        if left < self.start:
            anchor, left = "start", x - 4
        elif left + wide > self.end:
            anchor, left = "end", x - wide + 4
        for number in range(LABEL_ROWS):
            if number == len(self.rows):
                self.rows.append([])
            taken = self.rows[number]
            if all(left >= other_end or left + wide <= begin for begin, other_end in taken):
                taken.append((left, left + wide))
                return number, anchor
        return None


def _marks(marks: Iterable[Mark], across: Scale, labels: _Labels, y: float) -> list[SafeString]:
    """Draw marks above the line at `y`; the ones that matter most come first to the room."""
    drawn = []
    for mark in marks:
        x = across(mark.at.toordinal())
        said = el("title", f"{mark.label}: {named_day(mark.at)}")
        dot = el("circle", said, cx=x, cy=y - 18, r=4, class_=f"mk {mark.tone}")
        drawn.append(el("line", class_="stem", x1=x, x2=x, y1=y - 17, y2=y) + dot)
        if place := labels.place(x, mark.label):
            row, anchor = place
            shift = {"start": -4.0, "end": 4.0}.get(anchor, 0.0)
            high = y - 30 - row * LABEL_ROW
            css = "strong" if mark.tone == "now" else None
            name = el("text", mark.label, x=x + shift, y=high, text_anchor=anchor, class_=css)
            drawn.append(name)
    return drawn


def life_line(
    spans: Sequence[Span],
    marks: Sequence[Mark],
    *,
    begins: date,
    today: date,
    ends: date | None = None,
    title: str,
    now_label: str = "",
) -> SafeString:
    """Return the life of a thing: who or what had it, what happened, and what is planned.

    The bar runs from `begins` to `today`, and on to `ends` as a dashed frame.
    """
    last = max(ends or today, today, *(mark.at for mark in marks), begins + timedelta(1))
    across = Scale(begins.toordinal(), last.toordinal(), 8, WIDTH - 12)
    labels = _Labels(0, WIDTH)
    now = across(today.toordinal())
    present = Mark(now_label or _("Today"), today, "now")
    soonest = sorted(marks, key=lambda mark: (mark.tone == "ink", mark.at))
    heads = _marks([present, *soonest], across, labels, 44)
    extra = max(len(labels.rows) - 1, 0) * LABEL_ROW
    bar = [_block(span, across, today, 44, 22) for span in spans]
    if last > today:
        wide = max(across.end - now - 1.5, 0.0)
        bar.append(el("rect", class_="future", x=now + 1, y=44.5, width=wide, height=21, rx=5))
    line = el("line", class_="now", x1=now, x2=now, y1=20, y2=72)
    axis = _axis(begins, last, across, 70, _first(begins, last))
    drawn = el("g", *bar, axis, line, *heads, transform=f"translate(0 {extra})")
    rows = [[named_day(s.begins), s.label, s.note or _until(s)] for s in spans]
    rows += [[named_day(mark.at), mark.label, ""] for mark in marks]
    head = [_("From"), _("What"), _("Until")]
    size = {"width": WIDTH, "height": 96 + extra}
    return figure(drawn, **size, title=title, head=head, rows=rows, css="chart wide")


def _until(span: Span) -> str:
    return named_day(span.ends) if span.ends else _("today")


def _first(begins: date, ends: date) -> str:
    return named_day(begins) if (ends - begins).days < 550 else date_format(begins, "M Y")


LANE, LANES_TOP, NAMES_PX = 27, 29, 104


def lanes(
    groups: Sequence[Lane],
    *,
    begins: date,
    today: date,
    title: str,
    as_at: Mark | None = None,
    later: Mark | None = None,
) -> SafeString:
    """Return what somebody had, one lane a kind; `as_at` marks a day, `later` one to come."""
    last = max(today, later.at if later else today, begins + timedelta(1))
    across = Scale(begins.toordinal(), last.toordinal(), NAMES_PX, WIDTH - 16)
    foot = LANES_TOP + LANE * max(len(groups), 1)
    drawn = [
        el("line", class_="ax", x1=across(d.toordinal()), x2=across(d.toordinal()), y1=24, y2=foot)
        for d, _name in ticks(begins, last)
    ]
    rows = []
    for n, lane in enumerate(groups):
        y = LANES_TOP + LANE * n
        drawn.append(el("text", lane.label, x=0, y=y + 14, class_="lane"))
        drawn += [_block(span, across, today, y, 20) for span in lane.spans]
        drawn.append(_beside(lane.spans, across, today, y))
        rows += [[lane.label, s.label, named_day(s.begins), _until(s)] for s in lane.spans]
    right = WIDTH - text_px(later.label) - 16 if later else None
    drawn.append(_axis(begins, last, across, foot, _first(begins, last), right))
    drawn.append(_upright(across(today.toordinal()), foot, _("Today"), "now"))
    if later and later.at > today:
        drawn.append(_upright(across(later.at.toordinal()), foot, "", "later"))
        drawn.append(el("text", later.label, x=WIDTH, y=foot + 19, text_anchor="end"))
    if as_at:
        drawn.append(_flag(across(as_at.at.toordinal()), foot, as_at.label))
    head = [_("Kind"), _("What"), _("From"), _("Until")]
    size = {"width": WIDTH, "height": foot + 24}
    return figure(*drawn, **size, title=title, head=head, rows=rows, css="chart wide")


def _upright(x: float, foot: float, label: str, css: str) -> SafeString:
    line = el("line", class_=css, x1=x, x2=x, y1=16, y2=foot)
    return line + el("text", label, x=x, y=11, text_anchor="middle", class_="strong")


def _flag(x: float, foot: float, label: str) -> SafeString:
    wide = text_px(label) + 18
    left = min(max(x - wide / 2, 0), WIDTH - wide)
    return (
        el("line", class_="asat", x1=x, x2=x, y1=16, y2=foot)
        + el("rect", class_="f-ink", x=left, y=0, width=wide, height=17, rx=5)
        + el("text", label, x=left + wide / 2, y=12, text_anchor="middle", class_="flag")
    )
