"""The small pictures of a count: bars of zones, the scale of accuracy, how it went before."""

from collections.abc import Sequence

from django.utils.dateformat import format as date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wherehold.stocktake.queries.counts import Card
from wherehold.stocktake.queries.cycle import CyclePlan
from wherehold.stocktake.queries.progress import Point, Progress, ZoneLine
from wherehold.stocktake.rules import Interval
from wherehold.ui import charts
from wherehold.ui.charts.svg import el

WIDTH, HEIGHT = 150, 34
CHART_W, CHART_H, FOOT, SIDE = 316, 132, 24, 28


def bar(numbers: Progress) -> SafeString:
    """Draw how far a count is."""
    return charts.share_bar(
        [
            charts.Share(_("Found"), numbers.found, "ok"),
            charts.Share(_("Wrong place"), numbers.elsewhere, "warn"),
            charts.Share(_("Missing"), numbers.missing, "bad"),
            charts.Share(_("Moved meanwhile"), numbers.moved, 1),
        ],
        title=_("Counted"),
        total=numbers.expected,
    )


def zone_bar(zone: ZoneLine) -> SafeString:
    """Draw how far a zone is; nothing where its numbers are hidden."""
    if zone.expected is None:
        return SafeString("")
    return charts.share_bar(
        [
            charts.Share(_("Found"), zone.found or 0, "ok"),
            charts.Share(_("Wrong place"), zone.elsewhere or 0, "warn"),
            charts.Share(_("Missing"), zone.missing or 0, "bad"),
            charts.Share(_("Moved meanwhile"), zone.moved or 0, 1),
        ],
        title=zone.name,
        total=zone.expected,
        size="thin",
    )


def scale(interval: Interval | None, goal_permille: int) -> SafeString:
    """Draw a share with what is likely, on a scale that begins below both it and the goal."""
    if interval is None:
        return SafeString("")
    goal = goal_permille / 1000
    least = max(0.0, min(interval.low, goal) - 0.02)

    def x(share: float) -> str:
        return f"{6 + (share - least) / (1 - least) * (WIDTH - 12):.1f}"

    wide = float(x(interval.high)) - float(x(interval.low))
    said = _("Likely between {low} and {high} percent, goal {goal}").format(
        low=f"{interval.low * 100:.1f}", high=f"{interval.high * 100:.1f}", goal=f"{goal * 100:g}"
    )
    return el(
        "svg",
        el("line", x1="6", x2=WIDTH - 6, y1="12", y2="12", class_="ax"),
        el("rect", x=x(interval.low), y="8", width=f"{max(wide, 2):.1f}", height="8", rx="4",
           class_="f-ok likely"),
        el("circle", cx=x(interval.share), cy="12", r="4", class_="f-ok"),
        el("line", x1=x(goal), x2=x(goal), y1="4", y2="20", class_="asat"),
        el("text", f"{least * 100:.0f}", x="6", y="31"),
        el("text", "100", x=WIDTH - 6, y="31", text_anchor="end"),
        class_="chart", viewBox=f"0 0 {WIDTH} {HEIGHT}", width=WIDTH, height=HEIGHT, role="img",
        aria_label=said,
    )  # fmt: skip


def trend(points: Sequence[Point], card: Card) -> SafeString:
    """Draw how right the records were, count by count, with where the truth likely lies.

    One count is no trend, and draws nothing.
    """
    told = [(point, interval) for point in points if (interval := point.accuracy)]
    if len(told) < 2:
        return SafeString("")
    goal = card.goal_permille / 1000
    least = max(0.0, min(goal, *(interval.low for _p, interval in told)) - 0.01)
    step = (CHART_W - SIDE - 48) / (len(told) - 1)

    def y(share: float) -> str:
        return f"{8 + (1 - share) / (1 - least) * (CHART_H - FOOT - 16):.1f}"

    across = [SIDE + 24 + n * step for n in range(len(told))]
    line = "M" + "L".join(f"{x:.1f} {y(i.share)}" for x, (_p, i) in zip(across, told, strict=True))
    marks = [
        _mark(x, y, point, interval) for x, (point, interval) in zip(across, told, strict=True)
    ]
    said = ", ".join(f"{point.name} {interval.share * 100:.1f}" for point, interval in told)
    return el(
        "svg",
        *(
            part
            for share in (least, 1.0)
            for part in (
                el("line", x1=SIDE, x2=CHART_W, y1=y(share), y2=y(share), class_="ax"),
                el("text", f"{share * 100:.0f}", x=SIDE - 7, y=float(y(share)) + 3.5,
                   text_anchor="end"),
            )
        ),
        el("line", x1=SIDE, x2=CHART_W, y1=y(goal), y2=y(goal), class_="asat"),
        el("path", d=line, class_="line s-1"),
        *marks,
        class_="chart", viewBox=f"0 0 {CHART_W} {CHART_H}", role="img",
        aria_label=_("Accuracy in percent: {said}").format(said=said),
    )  # fmt: skip


def _mark(x: float, y: object, point: Point, interval: Interval) -> SafeString:
    assert callable(y)
    place = y(interval.share)
    return el(
        "g",
        el("title", f"{point.name}: {interval.share * 100:.1f} %"),
        el("line", x1=f"{x:.1f}", x2=f"{x:.1f}", y1=y(interval.low), y2=y(interval.high),
           class_="s-1"),
        el("circle", cx=f"{x:.1f}", cy=place, r="3.5",
           class_="f-1" if point.signed else "open s-1"),
        el("text", f"{point.on:%b %y}", x=f"{x:.1f}", y=CHART_H - 5, text_anchor="middle"),
    )  # fmt: skip


def year(plan: CyclePlan) -> SafeString:
    """Draw how many things were counted in each month, beside what the plan needs."""
    needed = plan.weekly * 52 / 12
    bars = [
        charts.Bar(date_format(one.on, "M"), (float(one.counted),), goal=needed)
        for one in plan.months
    ]
    return charts.bars(bars, [charts.Series(_("Counted"))], title=_("Counted by month"), width=520)
