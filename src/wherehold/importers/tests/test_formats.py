"""Files as they come: every encoding, line end and separator gives the same table."""

import io
import zipfile

import pytest
import xlsxwriter

from wherehold.importers.formats import Unreadable, open_table, workbook

ROWS = [["Asset Tag", "Name", "Größe"], ["A-1", "Säge", "5"], ["A-2", "Drill", "7"]]


def table(tmp_path, data, name="file.csv"):
    path = tmp_path / name
    path.write_bytes(data)
    return open_table(path)


def rows_of(found, size=100):
    return [
        (line, row)
        for batch in found.batches(size)
        for line, row in zip(batch.lines, batch.rows, strict=True)
    ]


def bad_of(found, size=100):
    return [(bad.line, bad.code) for batch in found.batches(size) for bad in batch.bad]


def text(separator=",", end="\n"):
    return end.join(separator.join(row) for row in ROWS) + end


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_every_encoding_and_line_end_reads_alike(tmp_path, encoding, end):
    found = table(tmp_path, text(end=end).encode(encoding))

    assert found.headings == ROWS[0]
    assert rows_of(found) == [(2, ROWS[1]), (3, ROWS[2])]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(tmp_path, separator):
    found = table(tmp_path, text(separator).encode())

    assert found.about["separator"] == separator
    assert [row for _, row in rows_of(found)] == ROWS[1:]


def test_a_comma_inside_prices_does_not_hide_the_semicolon(tmp_path):
    found = table(tmp_path, b"Tag;Price\nA;1.480,00\nB;12,50\n")

    assert found.headings == ["Tag", "Price"]


def test_the_first_line_of_excel_says_the_separator(tmp_path):
    found = table(tmp_path, b"sep=;\r\nTag;Name\r\nA;B\r\n")

    assert rows_of(found) == [(3, ["A", "B"])]


def test_lines_are_those_of_the_file_after_breaks_in_cells_and_empty_lines(tmp_path):
    found = table(tmp_path, b'Tag,Notes\nA,"one\ntwo"\n\nB,x\n,\nC,"a\r\nb"\nD,y\n')

    assert [line for line, _ in rows_of(found)] == [2, 5, 7, 9]
    assert [line for line, _ in rows_of(found, size=1)] == [2, 5, 7, 9]


def test_rows_of_another_width_are_put_aside_and_the_others_go_on(tmp_path):
    found = table(tmp_path, b"Tag,Name,Place\nA,B,C\nD,E\nF,G,H,I\nJ,K,L,,\n")

    assert [row[0] for _, row in rows_of(found)] == ["A", "J"]
    assert bad_of(found) == [(3, "too_few_cells"), (4, "too_many_cells")]


def test_a_line_with_a_stray_quote_is_put_aside(tmp_path):
    found = table(tmp_path, b'Tag,Name\nA,B\nC,"5" screen"\nD,E\n')

    assert [row[0] for _, row in rows_of(found)] == ["A", "D"]
    assert bad_of(found) == [(3, "malformed_line")]


def test_a_quote_that_is_never_closed_is_named_by_its_line(tmp_path):
    found = table(tmp_path, b'Tag,Name\nA,B\nC,"open\nD,E\nF,G\n')

    assert bad_of(found) == [(3, "unclosed_quote")]


def test_nul_bytes_stay_for_the_reader_of_values(tmp_path):
    found = table(tmp_path, b"Tag,Name\nA,B\x00C\n")

    assert rows_of(found) == [(2, ["A", "B\0C"])]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty_file"),
        (b"   \n", "empty_file"),
        (b"\x89PNG\r\n\x1a\n123", "not_a_table"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "old_workbook"),
        (b"PK\x03\x04" + bytes(50), "bad_workbook"),
        (bytes(range(1, 20)) * 40, "not_a_table"),
        (",".join("abc" for _ in range(300)).encode(), "too_many_columns"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(tmp_path, data, why):
    with pytest.raises(Unreadable) as refused:
        table(tmp_path, data)

    assert refused.value.why == why


def workbook_of(tmp_path, rows, sheet="Equipment"):
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Empty")
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return path


def test_a_workbook_gives_its_first_filled_sheet_as_texts(tmp_path):
    path = workbook_of(tmp_path, [["Tag", "Count", "Price"], ["A", 3, 12.5], ["B", 4.0, 1.485]])

    found = open_table(path)

    assert found.format == "xlsx" and found.about == {"sheet": "Equipment"}
    assert rows_of(found) == [(2, ["A", "3", "12.5"]), (3, ["B", "4", "1.4850"])]


def test_a_number_of_sixteen_digits_shows_what_it_lost(tmp_path):
    path = workbook_of(tmp_path, [["Tag", "Serial"], ["A", 6377020000000123]])

    assert rows_of(open_table(path))[0][1][1] == "6.37702E+15"


def repacked(tmp_path, change):
    """Return a workbook with its parts changed by name."""
    source = workbook_of(tmp_path, [["Tag", "Name"], ["A", "B"]])
    path = tmp_path / "changed.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry.filename)))
        for name, data in change(None, b"") or ():
            new.writestr(name, data)
    return path


def refusal(path):
    with pytest.raises(Unreadable) as refused:
        open_table(path)
    return refused.value.why


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    def bloat(name, data):
        if name is None:
            return [("xl/media/zeros.bin", bytes(40 * 2**20))]
        return data

    assert refusal(repacked(tmp_path, bloat)) == "zip_bomb"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_any_encoding(tmp_path, encoding):
    bad = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x/>'

    def declare(name, data):
        return [] if name is None else bad.encode(encoding) if "sheet2" in name else data

    assert refusal(repacked(tmp_path, declare)) == "dtd"


def test_a_cell_a_million_rows_down_is_refused(tmp_path):
    def far(name, data):
        return [] if name is None else data.replace(b'r="B2"', b'r="XFD1048576"')

    assert refusal(repacked(tmp_path, far)) == "too_many_cells"


def test_a_part_outside_the_folder_is_refused(tmp_path):
    def outside(name, data):
        return [("../../etc/cron.d/x", b"")] if name is None else data

    assert refusal(repacked(tmp_path, outside)) == "bad_workbook"


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("a.txt", "x")
    (tmp_path / "a.xlsx").write_bytes(data.getvalue())

    assert refusal(tmp_path / "a.xlsx") == "not_a_table"


def test_too_large_an_archive_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "PACKED_BYTES_MAX", 10)

    assert refusal(workbook_of(tmp_path, [["A", "B"], ["1", "2"]])) == "zip_bomb"
