"""Reports as files: CSV, a workbook, a document that archives keep."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils.translation import gettext as _

from wherehold.finance.reports import Report
from wherehold.kernel import clock, documents, organisation, sheets

TEMPLATE = Path(__file__).with_name("report.typ")


def as_csv(report: Report) -> bytes:
    """Write a report as CSV."""
    return b"".join(sheets.csv_parts(report.head, _rows(report), mark=True))


def as_xlsx(report: Report) -> bytes:
    """Write a report as a workbook. No cell is a formula."""
    with TemporaryDirectory(prefix="wherehold-") as folder:
        path = Path(folder) / "report.xlsx"
        sheets.write_xlsx(path, report.head, _rows(report), report.name)
        return path.read_bytes()


def as_pdf(report: Report) -> bytes:
    """Draw a report as PDF/A-2b."""
    return documents.pdf(TEMPLATE, content(report))


def content(report: Report) -> dict[str, Any]:
    """Return all that the document says, as text."""
    rows = [list(row) for row in report.rows]
    sample = [*rows, list(report.foot)] if report.foot else rows
    numbers = [
        any(isinstance(row[at], Decimal) for row in sample) for at in range(len(report.head))
    ]
    return {
        "title": report.title,
        "said": report.said,
        "owner": organisation.current().name,
        "made": _("Made {at}").format(at=documents.moment(clock.now())),
        "head": [str(one) for one in report.head],
        "numbers": numbers,
        "rows": [[_cell(one) for one in row] for row in rows],
        "foot": [_cell(one) for one in report.foot],
        "checks": [list(one) for one in report.checks],
        "wide": report.wide,
    }


def told(report: Report) -> dict[str, Any]:
    """Return a report as a program takes it: rows of texts and days, amounts as decimal texts."""
    return {
        "name": report.name,
        "title": report.title,
        "said": report.said,
        "head": [str(one) for one in report.head],
        "rows": [[_plain(one) for one in row] for row in report.rows],
        "totals": [_plain(one) for one in report.foot],
        "checks": dict(report.checks),
    }


FORMS: dict[str, tuple[str, Callable[[Report], bytes]]] = {
    "csv": (sheets.TYPES["csv"], as_csv),
    "xlsx": (sheets.TYPES["xlsx"], as_xlsx),
    "pdf": ("application/pdf", as_pdf),
}


def _rows(report: Report) -> Iterable[Any]:
    return chain(report.rows, [report.foot] if report.foot else [])


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, Decimal) else str(value)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
