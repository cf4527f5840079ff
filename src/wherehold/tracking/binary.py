"""Columns to PostgreSQL and from it in binary form, made and read by NumPy and not row by row.

Source: PostgreSQL manual, COPY, "Binary Format": a signature, for each row the number of fields
and each as its length (-1 for NULL) and its bytes in network order. `array_send` writes elements
the same way, after numbers of four bytes: dimensions, flags, type, and for each dimension its
length and where it begins.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TAIL = b"\xff\xff"
_KINDS = {"bigint": ">i8", "integer": ">i4", "smallint": ">i2", "double precision": ">f8"}
_NULL = -1


def copy(
    cursor: Any,  # noqa: ANN401
    table: str,
    columns: "Mapping[str, NDArray[Any]]",
    types: Mapping[str, str],
) -> None:
    """Copy columns of numbers into a table. NaN is NULL."""
    names = ", ".join(columns)
    kinds = [_KINDS[types[name].partition(" NOT")[0]] for name in columns]
    with (
        connection.wrap_database_errors,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)") as out,
    ):
        out.write(_HEAD)
        for part in _parts(list(columns.values()), kinds):
            out.write(part)
        out.write(_TAIL)


def columns_of(sent: bytes, kind: str) -> "NDArray[Any]":
    """Return what `array_send` wrote of rows that are arrays of one length, without NULL: columns.

    One row each, in the order of the elements; `kind` is the type of an element.
    """
    import numpy as np

    rows, width = (int(one) for one in np.frombuffer(sent, ">i4", 5, 8)[[1, 3]])
    layout = np.dtype([("length", ">i4"), ("value", _KINDS[kind])])
    values = np.frombuffer(sent, layout, rows * width, 28)["value"].reshape(rows, width)
    return values.T.astype(layout["value"].newbyteorder("="), order="C")


def _parts(columns: "list[NDArray[Any]]", kinds: list[str]) -> "list[bytes]":
    """Return rows as bytes: those with the same gaps have the same layout."""
    import numpy as np

    gaps = [np.isnan(one) if one.dtype.kind == "f" else None for one in columns]
    pattern = np.zeros(len(columns[0]), np.int64)
    for bit, gap in enumerate(gaps):
        if gap is not None:
            pattern |= gap.astype(np.int64) << bit
    parts = []
    for which in np.unique(pattern):
        rows = np.flatnonzero(pattern == which)
        parts.append(_alike([one[rows] for one in columns], kinds, int(which)))
    return parts


def _alike(columns: "list[NDArray[Any]]", kinds: list[str], gaps: int) -> bytes:
    import numpy as np

    layout: list[tuple[str, str]] = [("fields", ">i2")]
    for number, kind in enumerate(kinds):
        layout.append((f"length{number}", ">i4"))
        if not gaps >> number & 1:
            layout.append((f"value{number}", kind))
    rows: Any = np.empty(len(columns[0]), np.dtype(layout))
    rows["fields"] = len(columns)
    for number, (values, kind) in enumerate(zip(columns, kinds, strict=True)):
        if gaps >> number & 1:
            rows[f"length{number}"] = _NULL
        else:
            rows[f"length{number}"] = np.dtype(kind).itemsize
            rows[f"value{number}"] = values
    return bytes(rows.tobytes())
