"""Tables as files. Everything that leaves as a table goes through here, and no cell is a formula.

A spreadsheet runs what begins with `=`, `+`, `-` or `@`, also in full width and after spaces, and
a lone CR parts records. So each text that could be one begins with an apostrophe, which our own
import takes away again; numbers are numbers and days are days.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

ROWS_MAX_XLSX = 1_048_575
CELL_CHARACTERS_MAX = 32_767
_FORMULA = re.compile(r"'*\s*[=+\-@|\t\r\n＝＋－＠]")
_PART_ROWS = 500
Row = Sequence[Any]
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text = text[: CELL_CHARACTERS_MAX - 1]
    return f"'{text}" if _FORMULA.match(text) else text


def csv_parts(headings: Row, rows: Iterable[Row], *, mark: bool = False) -> Iterator[bytes]:
    """Give a table as pieces of CSV in UTF-8, with a mark for Excel if wanted."""
    buffer = io.StringIO(newline="")
    out = csv.writer(buffer)
    if mark:
        buffer.write("\ufeff")
    out.writerow([_plain(value) for value in headings])
    for number, row in enumerate(rows, 1):
        out.writerow([_plain(value) for value in row])
        if number % _PART_ROWS == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def write_csv(path: Path, headings: Row, rows: Iterable[Row]) -> int:
    """Write a table as CSV; return how many rows it has."""
    counted = _Counted(rows)
    with path.open("wb") as file:
        file.writelines(csv_parts(headings, counted))
    return counted.number


def write_xlsx(
    path: Path,
    headings: Row,
    rows: Iterable[Row],
    name: str = "Assets",
    made: datetime | None = None,
) -> int:
    """Write a table as a workbook, a row at a time; return how many rows it has.

    The workbook says when it was made: now, unless it is told, and then it is the same again.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(str(path), {**options, "strings_to_numbers": False, "in_memory": False})
    if made is not None:
        book.set_properties({"created": made})
    sheet = book.add_worksheet(name)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(headings) - 1, 0), 18)
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, harmless(str(heading)), bold)
    number = 0
    for number, row in enumerate(rows, 1):
        if number > ROWS_MAX_XLSX:
            number = ROWS_MAX_XLSX
            break
        for column, value in enumerate(row):
            _write_cell(sheet, number, column, value, day)
    book.close()
    return number


WRITERS: dict[str, Callable[[Path, Row, Iterable[Row]], int]] = {
    "csv": write_csv,
    "xlsx": write_xlsx,
}


class _Counted:
    """Rows that count themselves as they go by."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = rows
        self.number = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.number += 1
            yield row


def _write_cell(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:  # noqa: ANN401
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "yes" if value else "no")
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, column, float(value))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    else:
        sheet.write_string(row, column, harmless(str(value)))


def _plain(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else harmless(str(value))


def _taken(buffer: io.StringIO) -> bytes:
    part = buffer.getvalue().encode("utf-8", "replace")
    buffer.seek(0)
    buffer.truncate()
    return part
