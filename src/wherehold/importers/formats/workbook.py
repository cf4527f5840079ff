"""Excel workbooks. The archive is looked through before anything parses it.

A workbook is a zip of XML, so it can lie: unpack to terabytes, name a cell a million rows down,
declare a document type that reads files. All of it is found out here, by unpacking every part
once and counting, before the parser sees it.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from wherehold.importers.formats.table import COLUMNS_MAX, Batch, Table, Unreadable, fit

PACKED_BYTES_MAX = 64 * 2**20
UNPACKED_BYTES_MAX = 400 * 2**20
RATIO_MAX = 100
RATIO_FROM_BYTES = 2**20
ENTRIES_MAX = 1_000
CELLS_MAX = 10_000_000
_PIECE = 2**18
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml$", re.I)
_TAIL = 200


def open_workbook(path: Path) -> Table:
    """Return the table in the first sheet that has rows.

    Raises: Unreadable.
    """
    inspect(path)
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_path(str(path))
        name, headings, line = _first_table(book)
    except PasswordError:
        raise Unreadable("old_workbook") from None
    except CalamineError as error:
        raise Unreadable("bad_workbook", str(error)[:80]) from None

    def batches(size: int) -> Iterator[Batch]:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name)
        yield from _batches(_rows(sheet), line, len(headings), size)

    return Table(
        format="xlsx",
        headings=headings,
        heading_line=line,
        batches=batches,
        about={"sheet": name},
    )


def inspect(path: Path) -> None:
    """Refuse archives that are not what a spreadsheet writes, without unpacking them to disk.

    Raises: Unreadable.
    """
    if path.stat().st_size > PACKED_BYTES_MAX:
        raise Unreadable("zip_bomb", f"{path.stat().st_size >> 20} MiB")
    try:
        with zipfile.ZipFile(path) as archive:
            _check_names(archive.infolist())
            total = 0
            for entry in archive.infolist():
                total = _check_entry(archive, entry, total)
    # What zipfile cannot unpack (a newer version, another packing, a secret) is a RuntimeError.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise Unreadable("bad_workbook", str(error)[:80]) from None


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(names) > ENTRIES_MAX:
        raise Unreadable("zip_bomb", len(names))
    odd = [n for n in names if n.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", n)]
    if odd or len({n.lower() for n in names}) != len(names):
        raise Unreadable("bad_workbook", "names")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("old_workbook")
    if "xl/workbook.xml" not in names:
        raise Unreadable("not_a_table")


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, total: int) -> int:
    """Unpack one part in pieces, counting; return the sum of all parts so far."""
    is_sheet = bool(_SHEET.match(entry.filename))
    unpacked = 0
    tail = b""
    with archive.open(entry) as part:
        while piece := part.read(_PIECE):
            unpacked += len(piece)
            ratio = unpacked / max(entry.compress_size, 1)
            if total + unpacked > UNPACKED_BYTES_MAX or (
                unpacked > RATIO_FROM_BYTES and ratio > RATIO_MAX
            ):
                raise Unreadable("zip_bomb", entry.filename)
            text = tail + piece
            _check_text(text, is_sheet)
            tail = text[-_TAIL:]
    return total + unpacked


def _check_text(text: bytes, is_sheet: bool) -> None:
    """Refuse document types, in any encoding that XML has, and cells that are far out."""
    bare = text.replace(b"\0", b"")
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare or b"+ADw-" in bare:
        raise Unreadable("dtd")
    if not is_sheet:
        return
    rows = columns = 0
    for letters, digits in _CELL.findall(text):
        columns = max(columns, _column_number(letters))
        rows = max(rows, int(digits))
    if rows * columns > CELLS_MAX:
        raise Unreadable("too_many_cells", f"{columns}/{rows}")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _first_table(book: Any) -> tuple[str, list[str], int]:  # noqa: ANN401
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        for line, row in islice(_rows(sheet), 30):
            if sum(bool(cell.strip()) for cell in row) > 1:
                headings = [" ".join(cell.split()) for cell in row]
                while headings and not headings[-1]:
                    headings.pop()
                if len(headings) > COLUMNS_MAX:
                    raise Unreadable("too_many_columns", len(headings))
                return name, headings, line
    raise Unreadable("no_sheet")


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401
    """Give each row with its number in the sheet."""
    for number, row in enumerate(sheet.iter_rows(), 1):
        yield number, [_text(cell) for cell in row]


def _batches(
    rows: Iterator[tuple[int, list[str]]], heading_line: int, width: int, size: int
) -> Iterator[Batch]:
    below = (one for one in rows if one[0] > heading_line)
    while some := list(islice(below, size)):
        padded = [cells + [""] * (width - len(cells)) for _line, cells in some]
        yield fit([line for line, _cells in some], padded, width)


def _text(value: object) -> str:
    """Write a cell as one would type it: whole numbers without point, days as ISO 8601."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return (
            value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
        )
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return "" if value is None else str(value)


def _number(value: float) -> str:
    if value.is_integer():
        # Beyond 15 digits a spreadsheet has lost the rest: keep it visible as such.
        return str(int(value)) if abs(value) < 1e15 else f"{value:.5E}"
    text = repr(value)
    # Three decimals could be read as thousands where commas stand before cents.
    return text + "0" if len(text.partition(".")[2]) == 3 and "e" not in text else text
