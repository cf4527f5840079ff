"""Files as tables of text: what they are is found out from their content, never their name."""

from pathlib import Path

from wherehold.importers.formats import delimited, workbook
from wherehold.importers.formats.table import Table, Unreadable

__all__ = ["Table", "Unreadable", "open_table"]


def open_table(path: Path) -> Table:
    """Return the table in a file: CSV in any common dialect, or the first filled sheet of XLSX.

    Raises: Unreadable, with what to do about it.
    """
    if not path.exists():
        raise Unreadable("file_gone")
    with path.open("rb") as file:
        head = file.read(8)
    if not head.strip():
        raise Unreadable("empty_file")
    if head.startswith(b"PK\x03\x04"):
        return workbook.open_workbook(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("old_workbook")
    if head.startswith((b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"SQLite f")):
        raise Unreadable("not_a_table")
    return delimited.open_text(path)
