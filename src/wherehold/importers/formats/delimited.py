"""Text with separators: CSV as spreadsheets, databases and people write it.

Everything is found out: encoding, separator, line ends. Lines are counted as an editor counts
them, so a row after a cell with line breaks still says where it stands.

`csv` of the standard library parses 1.6 million lines a second here, about a twentieth of what
storing them takes; a data frame library would read faster and cost 60 MB and a dependency.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from wherehold.importers.formats.table import (
    CELL_CHARACTERS_MAX,
    COLUMNS_MAX,
    BadLine,
    Batch,
    Table,
    Unreadable,
    fit,
)

SAMPLE_BYTES = 65_536
SEPARATORS = ",;\t|"
_SAMPLE_ROWS = 30
_PIECE = 2**20


def open_text(path: Path) -> Table:
    """Return the table in a text file.

    Raises: Unreadable, for what is binary, has no headings or too many columns.
    """
    csv.field_size_limit(CELL_CHARACTERS_MAX * 4)
    encoding = encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(SAMPLE_BYTES)
    separator, skip = _separator(sample)
    headings, line = _headings(sample, separator, skip)
    if len(headings) > COLUMNS_MAX:
        raise Unreadable("too_many_columns", len(headings))

    def batches(size: int) -> Iterator[Batch]:
        with path.open(encoding=encoding, newline="") as file:
            yield from _batches(file, separator, (line, len(headings)), size)

    about = {"encoding": encoding, "separator": separator}
    return Table(format="csv", headings=headings, heading_line=line, batches=batches, about=about)


def encoding_of(path: Path) -> str:
    """Return the encoding of a text file: by its mark, else by what its bytes allow.

    UTF-8 is tried on the whole file, since one umlaut may stand at the end of a million lines.
    Raises: Unreadable, for bytes that are no text.
    """
    with path.open("rb") as file:
        head = file.read(SAMPLE_BYTES)
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if guess := _utf16_without_mark(head):
            return guess
        if _looks_binary(head):
            raise Unreadable("not_a_table")
        file.seek(0)
        if _decodes(file, "utf-8"):
            return "utf-8"
        file.seek(0)
        return "cp1252" if _decodes(file, "cp1252") else "latin-1"


def _utf16_without_mark(head: bytes) -> str:
    """Tell UTF-16 by its zeros: in Latin text every second byte is one."""
    half = max(len(head) // 2, 1)
    if head[1::2].count(0) > half * 0.6:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > half * 0.6 else ""


def _looks_binary(head: bytes) -> bool:
    controls = sum(head.count(bytes([one])) for one in (*range(1, 9), *range(14, 27)))
    return controls > len(head) // 100


def _decodes(file: io.BufferedReader, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := file.read(_PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _separator(sample: str) -> tuple[str, int]:
    """Return the separator and how many characters of `sep=;` stand before the table."""
    if sample[:4].lower() == "sep=" and len(sample) > 4:
        rest = sample[5:].lstrip("\r\n")
        return sample[4], len(sample) - len(rest)
    best = max(SEPARATORS, key=lambda one: _score(sample, one))
    return best, 0


def _score(sample: str, separator: str) -> tuple[int, int]:
    """Say how well a separator parts the sample: rows as wide as the first, and their width."""
    try:
        rows = [row for row in islice(_reader(io.StringIO(sample, ""), separator), 40) if row]
    except csv.Error:
        rows = []
    rows = rows[:_SAMPLE_ROWS]
    if not rows or len(rows[0]) < 2:
        return 0, 0
    width = len(rows[0])
    return sum(len(row) == width for row in rows[:-1]) * width + 1, width


def _headings(sample: str, separator: str, skip: int) -> tuple[list[str], int]:
    """Return the first row with two filled cells, else the first filled one, and its last line."""
    reader = _reader(io.StringIO(sample[skip:], ""), separator)
    before = len(sample[:skip].splitlines())
    first: tuple[list[str], int] | None = None
    try:
        for row in islice(reader, _SAMPLE_ROWS):
            filled = sum(bool(cell.strip()) for cell in row)
            if filled > 1:
                return _clean(row), before + reader.line_num
            if filled and first is None:
                first = _clean(row), before + reader.line_num
    except csv.Error:
        raise Unreadable("unclosed_quote", before + 1) from None
    if first is None:
        raise Unreadable("no_headings")
    return first


def _clean(row: list[str]) -> list[str]:
    return [" ".join(cell.replace("\0", "").split()) for cell in row]


def _reader(file: io.TextIOBase, separator: str) -> Any:  # noqa: ANN401 - csv does not tell the name of its reader
    return csv.reader(file, delimiter=separator, strict=True)


def _batches(
    file: io.TextIOBase, separator: str, start: tuple[int, int], size: int
) -> Iterator[Batch]:
    heading_line, width = start
    for _ in range(heading_line):
        file.readline()
    reader = _reader(file, separator)
    while True:
        before = reader.line_num
        rows: list[list[str]] = []
        bad: list[BadLine] = []
        try:
            rows.extend(islice(reader, size))
        except csv.Error as error:
            bad.append(_bad(error, heading_line + before, rows))
        if not rows and not bad:
            return
        lines = _lines(rows, heading_line + before, reader.line_num - before)
        batch = fit(lines, rows, width)
        batch.bad += bad
        yield batch


def _bad(error: csv.Error, before: int, rows: list[list[str]]) -> BadLine:
    line = before + 1 + sum(_height(row) for row in rows)
    text = str(error)
    if "unexpected end" in text or "field larger" in text:
        return BadLine(line, "unclosed_quote")
    return BadLine(line, "malformed_line")


def _lines(rows: list[list[str]], before: int, read: int) -> list[int]:
    """Return on which line each row begins. Few rows have line breaks, so most of it is a range."""
    if read == len(rows):
        return list(range(before + 1, before + 1 + read))
    lines = []
    line = before + 1
    for row in rows:
        lines.append(line)
        line += _height(row)
    return lines


def _height(row: list[str]) -> int:
    text = "".join(row)
    if "\n" not in text and "\r" not in text:
        return 1
    cells = (c.replace("\r\n", "\n").replace("\r", "\n").count("\n") for c in row)
    return 1 + sum(cells)
