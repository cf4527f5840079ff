"""What every format gives: headings, and batches of rows that know their lines."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Invalid

COLUMNS_MAX = 200
CELL_CHARACTERS_MAX = 32_767

_WHY = {
    "empty_file": _("The file is empty. Choose one with a row of headings and rows below."),
    "not_a_table": _("This is not a table. Save it as CSV or as an Excel workbook (.xlsx)."),
    "old_workbook": _(
        "This is an old Excel file or it has a password. Save it as a workbook (.xlsx) without one."
    ),
    "bad_workbook": _("The workbook is damaged ({detail}). Open and save it again, or use CSV."),
    "dtd": _("The workbook declares a document type, which no spreadsheet does. Use CSV."),
    "zip_bomb": _("The workbook unpacks to far more than it should ({detail}). Use CSV."),
    "too_many_cells": _("The sheet reaches to cell {detail}. Save it as CSV, which may be longer."),
    "too_many_columns": _("There are {detail} columns; 200 at most. Leave some out."),
    "no_headings": _("There is no row of headings. Put one above the rows."),
    "unclosed_quote": _(
        "The quotation mark in line {detail} is never closed, so nothing after it can be read. "
        "Close it or take it away."
    ),
    "file_gone": _("The file is not kept any more. Choose it again."),
    "no_sheet": _("No sheet of the workbook has rows in it."),
}


class Unreadable(Invalid):
    """The file as a whole cannot be read. `why` is a stable word for programs."""

    code = "unreadable_file"
    title = _("Not readable")
    message = _("{message}")
    codes: ClassVar[tuple[str, ...]] = tuple(_WHY)

    def __init__(self, why: str, detail: object = "") -> None:
        self.why = why
        message = str(_WHY[why]).format(detail=detail)
        super().__init__({"why": why, "message": message})


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no row of the table: what is wrong with it, as a row error has it."""

    line: int
    code: str
    detail: str = ""
    cells: tuple[str, ...] = ()


@dataclass(slots=True)
class Batch:
    """Some rows, each as wide as the headings, the line of each, and lines that are no rows."""

    lines: list[int]
    rows: list[list[str]]
    bad: list[BadLine] = field(default_factory=list)


Batches = Callable[[int], Iterator[Batch]]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table in a file. `batches(n)` reads it anew from the start, n rows at a time."""

    format: str
    headings: Sequence[str]
    heading_line: int
    batches: Batches
    about: dict[str, Any] = field(default_factory=dict)


def fit(lines: list[int], rows: list[list[str]], width: int) -> Batch:
    """Leave out empty rows, put aside those of another width, and return the rest."""
    if all(len(row) == width for row in rows):
        kept = [any(row) for row in rows]
        if all(kept):
            return Batch(lines, rows)
    batch = Batch([], [])
    for line, row in zip(lines, rows, strict=True):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > width and not any(row[width:]):
            row = row[:width]
        if len(row) == width:
            batch.lines.append(line)
            batch.rows.append(row)
        else:
            code = "too_few_cells" if len(row) < width else "too_many_cells"
            batch.bad.append(BadLine(line, code, f"{len(row)}/{width}", tuple(row)))
    return batch
