"""Charts of figures over time or by kind: bars, stacked bars, and a stepped area."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

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
    nice_steps,
    stroke,
    text_px,
    ticks,
)

TOP, FOOT = 10, 20


@dataclass(frozen=True)
class Series:
    """What one colour stands for."""

    label: str
    colour: Colour = 1


@dataclass(frozen=True)
class Bar:
    """One bar: a value for each series, from the bottom up.

    `limit` is what it may reach, `goal` what it should: a line at either.
    """

    label: str
    values: tuple[float, ...]
    limit: float | None = None
    goal: float | None = None

    @property
    def line(self) -> float | None:
        """Return the height of its line, if it has one."""
        return self.goal if self.limit is None else self.limit


@dataclass(frozen=True)
class Point:
    """A figure on a day."""

    at: date
    value: float


def plain(value: float) -> str:
    """Return a figure with its thousands apart."""
    return f"{value:,g}"


def bars(
    items: Sequence[Bar],
    series: Sequence[Series],
    *,
    title: str,
    width: int = 372,
    height: int = 186,
    show: Callable[[float], str] = plain,
) -> SafeString:
    """Return bars, stacked where there is more than one series.

    Limits and goals are dashed lines; a dot marks the bars that go beyond their limit.
    """
    top = max([sum(bar.values) for bar in items] + [bar.line or 0 for bar in items] + [0])
    steps = nice_steps(top)
    left = max(text_px(show(step)) for step in steps) + 9
    up = Scale(0, steps[-1], height - FOOT, TOP + 6)
    slot = (width - left) / max(len(items), 1)
    wide = min(24.0, slot * 0.62)
    drawn = [grid(steps, up, left, width, show)]
    for n, bar in enumerate(items):
        middle = left + slot * (n + 0.5)
        drawn.append(_stack(bar, series, middle, wide, up, show))
        drawn.append(el("text", bar.label, x=middle, y=height - 5, text_anchor="middle"))
    drawn.append(_limits(items, left, slot, up))
    head = ["", *(one.label for one in series)]
    rows = [[bar.label, *map(show, bar.values)] for bar in items]
    return figure(*drawn, width=width, height=height, title=title, head=head, rows=rows)


def grid(
    steps: Sequence[float], up: Scale, left: float, width: float, show: Callable[[float], str]
) -> SafeString:
    """Return the lines across and what they stand for."""
    return join(
        el("line", class_="ax", x1=left, x2=width, y1=up(step), y2=up(step))
        + el("text", show(step), x=left - 7, y=up(step) + 3.5, text_anchor="end")
        for step in steps
    )


def _stack(
    bar: Bar,
    series: Sequence[Series],
    middle: float,
    wide: float,
    up: Scale,
    show: Callable[[float], str],
) -> SafeString:
    pieces, base = [], 0.0
    for one, value in zip(series, bar.values, strict=True):
        foot, top = up(base) - (1.5 if base else 0), up(base + value)
        if foot - top > 0.2:
            said = el("title", f"{bar.label} · {one.label}: {show(value)}")
            x, high = middle - wide / 2, foot - top
            pieces.append(
                el("rect", said, x=x, y=top, width=wide, height=high, rx=2, class_=fill(one.colour))
            )
        base += value
    if bar.limit is not None and base > bar.limit:
        pieces.append(el("circle", cx=middle, cy=up(base) - 7, r=3, class_=fill("bad")))
    return join(pieces)


def _limits(items: Sequence[Bar], left: float, slot: float, up: Scale) -> SafeString:
    steps = [
        f"M{left + slot * n:.1f} {up(bar.line):.1f}H{left + slot * (n + 1):.1f}"
        for n, bar in enumerate(items)
        if bar.line is not None
    ]
    return el("path", d="".join(steps), class_="plan s-ink") if steps else SafeString("")


def area(
    points: Sequence[Point],
    *,
    title: str,
    today: date | None = None,
    label: str = "",
    width: int = 330,
    height: int = 128,
    colour: Colour = 1,
    show: Callable[[float], str] = plain,
) -> SafeString:
    """Return figures that hold until they change, as steps; what lies after `today` is dashed."""
    if not points:
        return SafeString("")
    steps = nice_steps(max(point.value for point in points), 3)
    left = max(text_px(show(step)) for step in steps) + 9
    up = Scale(0, steps[-1], height - FOOT, TOP + 4)
    first, last = points[0].at, points[-1].at
    across = Scale(first.toordinal(), last.toordinal(), left, width)
    now = min(max(today or last, first), last)
    drawn = [grid(steps, up, left, width, show), _days(first, last, across, height)]
    drawn.append(_steps(points, now, across, up, colour))
    if today is not None and first <= today <= last:
        drawn.append(_today(points, today, across, up, label, colour))
    rows = [[named_day(point.at), show(point.value)] for point in points]
    head = [_("Day"), _("Value")]
    return figure(*drawn, width=width, height=height, title=title, head=head, rows=rows)


def _days(first: date, last: date, across: Scale, height: float) -> SafeString:
    return join(
        el("text", name, x=across(day.toordinal()), y=height - 5, text_anchor="middle")
        for day, name in ticks(first, last)
        if across(day.toordinal()) < across.end - 8
    )


def value_on(points: Sequence[Point], day: date) -> float:
    """Return the value that holds on a day."""
    return next((point.value for point in reversed(points) if point.at <= day), points[0].value)


def _steps(
    points: Sequence[Point], now: date, across: Scale, up: Scale, colour: Colour
) -> SafeString:
    past = [point for point in points if point.at <= now] + [Point(now, value_on(points, now))]
    later = [Point(now, value_on(points, now))] + [point for point in points if point.at > now]
    solid, foot = _path(past, across, up), f"{up(0):.1f}"
    under = f"{solid}V{foot}H{across(past[0].at.toordinal()):.1f}Z"
    drawn = el("path", d=under, class_=f"area {fill(colour)}")
    drawn += el("path", d=solid, class_=f"line {stroke(colour)}")
    if len(later) > 1:
        drawn += el("path", d=_path(later, across, up), class_=f"dash {stroke(colour)}")
    return drawn


def _path(points: Sequence[Point], across: Scale, up: Scale) -> str:
    at = [(across(point.at.toordinal()), up(point.value)) for point in points]
    (x, y) = at[0]
    return f"M{x:.1f} {y:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in at[1:])


def _today(
    points: Sequence[Point], day: date, across: Scale, up: Scale, label: str, colour: Colour
) -> SafeString:
    x, y = across(day.toordinal()), up(value_on(points, day))
    right = x + text_px(label) + 8 < across.end
    return (
        el("line", x1=x, x2=x, y1=8, y2=up(0), class_="s-ink")
        + el("circle", cx=x, cy=y, r=3.5, class_=f"knob {stroke(colour)}")
        + el(
            "text",
            label,
            x=x + 6 if right else x - 6,
            y=17,
            text_anchor="start" if right else "end",
            class_="strong",
        )
    )
