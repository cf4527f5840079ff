"""Charts of several figures over the same steps: curves, with a stretch and a step marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from wherehold.ui.charts.series import grid, plain
from wherehold.ui.charts.svg import (
    Colour,
    Scale,
    el,
    figure,
    fill,
    join,
    nice_steps,
    stroke,
    text_px,
)

WIDTH, HEIGHT, TOP, FOOT = 560, 230, 20, 22
NAMED_MAX = 12


@dataclass(frozen=True)
class Curve:
    """One figure by step."""

    label: str
    values: Sequence[float]
    colour: Colour = 1


@dataclass(frozen=True)
class Band:
    """A stretch of steps, both counted, and what it is called."""

    first: int
    last: int
    label: str


def curves(
    names: Sequence[str],
    drawn: Sequence[Curve],
    *,
    title: str,
    head: str,
    band: Band | None = None,
    mark: int | None = None,
    here: int | None = None,
) -> SafeString:
    """Return curves over named steps: a ring on the first at `mark`, an upright line at `here`."""
    steps = nice_steps(max((max(one.values) for one in drawn), default=0.0))
    left = max(text_px(plain(step)) for step in steps) + 9
    up = Scale(0, steps[-1], HEIGHT - FOOT, TOP)
    half = (WIDTH - left) / max(len(names), 1) / 2
    across = Scale(0, max(len(names) - 1, 1), left + half, WIDTH - half)
    parts = [_band(band, across, half)] if band else []
    parts += [grid(steps, up, left, WIDTH, plain), _names(names, across)]
    parts += [_line(one, across, up) for one in drawn]
    if here is not None:
        x = across(here)
        parts.append(el("line", class_="now", x1=x, x2=x, y1=float(TOP), y2=HEIGHT - FOOT))
    if mark is not None and drawn:
        at = {"cx": across(mark), "cy": up(drawn[0].values[mark])}
        parts.append(el("circle", r=4.0, class_=f"knob {stroke(drawn[0].colour)}", **at))
    rows = [[name, *(plain(one.values[at]) for one in drawn)] for at, name in enumerate(names)]
    titles = [head, *(one.label for one in drawn)]
    return figure(*parts, width=WIDTH, height=HEIGHT, title=title, head=titles, rows=rows)


def _names(names: Sequence[str], across: Scale) -> SafeString:
    every = -(-len(names) // NAMED_MAX)
    return join(
        el("text", name, x=across(at), y=HEIGHT - 5, text_anchor="middle")
        for at, name in enumerate(names)
        if at % every == 0
    )


def _band(band: Band, across: Scale, half: float) -> SafeString:
    begins, ends = across(band.first) - half, across(band.last) + half
    shade = el(
        "rect",
        x=begins,
        y=4.0,
        width=ends - begins,
        height=HEIGHT - FOOT - 4,
        rx=4,
        opacity=".1",
        class_=fill(1),
    )
    label = el("text", band.label, x=(begins + ends) / 2, y=16.0, text_anchor="middle")
    return shade + label


def _line(one: Curve, across: Scale, up: Scale) -> SafeString:
    points = [f"{across(at):.1f} {up(value):.1f}" for at, value in enumerate(one.values)]
    return el("path", d="M" + "L".join(points), class_=f"line {stroke(one.colour)}")
