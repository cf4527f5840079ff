"""A report as its page shows it: the first rows, and a chart where one says more."""

from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wherehold.finance.reports import FORECAST_YEARS, YEARS_ASIDE, Report
from wherehold.ui import jinja
from wherehold.ui.charts import Bar, Series, bars
from wherehold.ui.charts.svg import Colour

ROWS_SHOWN_MAX = 500
GROUPS_DRAWN_MAX = 4
COLOURS: tuple[Colour, ...] = (1, 2, 3, 4, 5)


def table(report: Report) -> dict[str, Any]:
    """Return what the page of a report shows of its table."""
    rows = [list(row) for row in islice(report.rows, ROWS_SHOWN_MAX)]
    sample = [*rows[:1], list(report.foot)] if report.foot else rows[:1]
    numbers = [any(isinstance(row[at], Decimal) for row in sample) for at in _columns(report)]
    shown = [[_cell(cell) for cell in row] for row in rows]
    foot = [[_cell(cell) for cell in report.foot]] if report.foot else []
    return {
        "report": report,
        "heads": [
            {"text": text, "number": number}
            for text, number in zip(report.head, numbers, strict=True)
        ],
        "drawn": _drawn(shown, numbers),
        "foot": _drawn(foot, numbers),
        "shown": len(shown),
        "number": len(report.rows),
        **(_by_year(report, rows, *DRAWN[report.name]) if report.name in DRAWN and rows else {}),
    }


def _columns(report: Report) -> range:
    return range(len(report.head))


def _drawn(rows: list[list[str]], numbers: list[bool]) -> SafeString:
    return jinja.rows("finance/report_rows.html", {"rows": rows, "numbers": numbers})


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, Decimal) else str(value)


def _by_year(report: Report, rows: list[list[Any]], years: range, rank: int) -> dict[str, Any]:
    """Draw years, the largest groups apart and the others together; say which is which."""
    ordered = sorted(rows, key=lambda row: -row[rank])
    drawn, others = ordered[:GROUPS_DRAWN_MAX], ordered[GROUPS_DRAWN_MAX:]
    labels = [row[0] for row in drawn] + ([_("Others")] if others else [])
    items = []
    for year in years:
        values = [max(0.0, float(row[year])) for row in drawn]
        if others:
            values.append(max(0.0, float(sum(row[year] for row in others))))
        items.append(Bar(_year(report.head[year]), tuple(values)))
    series = [Series(label, COLOURS[at]) for at, label in enumerate(labels)]
    chart = bars(items, series, title=report.title, width=720, height=220)
    return {"chart": chart, "legend": [(one.colour, one.label) for one in series]}


# Reports of years that are drawn: their columns, and the one by which groups are the largest.
DRAWN = {
    "forecast": (range(1, FORECAST_YEARS + 1), FORECAST_YEARS + 1),
    "values": (range(1, 2 * YEARS_ASIDE + 2), YEARS_ASIDE + 1),
}


def _year(heading: str) -> str:
    """Return the year in which a column ends, as its heading says it."""
    return heading.rpartition(" ")[2][:4]
