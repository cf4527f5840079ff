"""Charts that stand in a line of text: the trend behind a figure, the parts of a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from wherehold.ui.charts.svg import Colour, Scale, el, fill, stroke

WIDTH, HEIGHT, EDGE = 62, 26, 2


@dataclass(frozen=True)
class Share:
    """One part of a whole."""

    label: str
    value: float
    colour: Colour = 1


def sparkline(values: Sequence[float], *, colour: Colour = 1) -> SafeString:
    """Return the trend of a figure as a small line; the figure itself says the rest aloud.

    Fewer than two values are no trend, and draw nothing.
    """
    if len(values) < 2:
        return SafeString("")
    across = Scale(0, len(values) - 1, 0, WIDTH - 3)
    low, high = min(values), max(values)
    up = Scale(low, high, HEIGHT - EDGE, EDGE) if high > low else Scale(0, 1, HEIGHT / 2, EDGE)
    points = [(across(n), up(value if high > low else 0)) for n, value in enumerate(values)]
    line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    (x, y) = points[-1]
    return el(
        "svg",
        el("path", d=f"{line}L{x:.1f} {HEIGHT}L0 {HEIGHT}Z", class_=f"area {fill(colour)}"),
        el("path", d=line, class_=f"line {stroke(colour)}"),
        el("circle", cx=x, cy=y, r=2, class_=fill(colour)),
        class_="spark",
        width=WIDTH,
        height=HEIGHT,
        aria_hidden="true",
    )


def share_bar(
    parts: Sequence[Share], *, title: str, total: float | None = None, size: str = ""
) -> SafeString:
    """Return the parts of a whole as one bar; what is left of `total` stays empty.

    `size` is "", "thin" or "tall".
    """
    whole = max(total or 0, sum(part.value for part in parts)) or 1
    gap = 0.4 if len([part for part in parts if part.value]) > 1 else 0
    pieces, at = [], 0.0
    for part in parts:
        wide = part.value / whole * 100
        if wide > 0:
            shown = max(wide - gap, 0.4)
            label = el("title", f"{part.label}: {part.value:,g}")
            pieces.append(
                el(
                    "rect",
                    label,
                    x=f"{at:.2f}%",
                    width=f"{shown:.2f}%",
                    height="100%",
                    class_=fill(part.colour),
                )
            )
        at += wide
    said = ", ".join(f"{part.label} {part.value:,g}" for part in parts)
    return el(
        "svg",
        *pieces,
        class_=f"bar {size}".strip(),
        role="img",
        aria_label=f"{title}: {said}" if said else title,
    )
