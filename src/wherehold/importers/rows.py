"""Rows of texts to columns of values: a batch at a time, a column at a time.

Columns repeat themselves, so each different text is read once; codes and names do not, so they
are looked at all together and one by one only if something in them is unusual. That is what makes
a million rows quick.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wherehold.importers.fields import OWN, Field, field_for
from wherehold.importers.formats.table import Batch
from wherehold.importers.values import dates, prices, texts, words
from wherehold.importers.values.bad import Bad
from wherehold.importers.values.own import read_own

MEMO_MAX = 50_000
Reader = Callable[[str], Any]


@dataclass(frozen=True)
class Reading:
    """How the texts of a file are to be read: what was found out about it and what was chosen."""

    columns: Sequence[str]
    currency: str = "EUR"
    orders: Mapping[int, str] = field(default_factory=dict)
    decimals: Mapping[int, str] = field(default_factory=dict)
    stage_words: Mapping[str, str] = field(default_factory=dict)
    own_fields: Mapping[str, tuple[str, Sequence[str]]] = field(default_factory=dict)
    mends: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


@dataclass
class Rows:
    """A batch as values by field, one list each, and the faults of its rows.

    `faults[i]` are (index of the column, fault) of row i; such a row goes no further.
    """

    lines: list[int]
    texts: list[list[str]]
    values: dict[str, list[Any]]
    faults: dict[int, list[tuple[int, Bad]]]

    def fault(self, row: int, column: int, bad: Bad) -> None:
        """Put a row aside."""
        self.faults.setdefault(row, []).append((column, bad))

    def of(self, key: str, default: object = "") -> list[Any]:
        """Return the values of a field; its default for each row if no column becomes it."""
        return self.values.get(key) or [default] * len(self.lines)


class RowReader:
    """Reads batches of one file. It remembers texts that it has read."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._columns = [
            (index, known, _column_reader(index, known, reading))
            for index, key in enumerate(reading.columns)
            if key and (known := field_for(key))
        ]

    def column_of(self, *keys: str) -> int:
        """Return the index of the first column that becomes one of these fields, -1 if none."""
        columns = list(self.reading.columns)
        return next((columns.index(key) for key in keys if key in columns), -1)

    def read(self, batch: Batch) -> Rows:
        """Return the values of a batch."""
        rows = Rows(batch.lines, batch.rows, {}, {})
        if not batch.rows:
            return rows
        by_column = list(zip(*batch.rows, strict=True))
        for index, known, read in self._columns:
            column: Sequence[str] = by_column[index]
            if mends := self.reading.mends.get(index):
                column = [mends.get(text, text) for text in column]
            values = read(column)
            if Bad in set(map(type, values)):
                for row, value in enumerate(values):
                    if isinstance(value, Bad):
                        rows.fault(row, index, value)
                        values[row] = None
            earlier = rows.values.get(known.key)
            rows.values[known.key] = _joined(earlier, values) if earlier else values
        return rows


def _joined(earlier: list[Any], values: list[Any]) -> list[Any]:
    """Put two columns that become one field together: lists in a row, texts below each other."""
    if earlier and isinstance(earlier[0], tuple):
        return [(*(a or ()), *(b or ())) for a, b in zip(earlier, values, strict=True)]
    return [f"{a}\n{b}" if a and b else a or b for a, b in zip(earlier, values, strict=True)]


def _column_reader(
    index: int, known: Field, reading: Reading
) -> Callable[[Sequence[str]], list[Any]]:
    read = _cell_reader(index, known, reading)
    if known.reads in {"text", "code"} and not known.key.startswith(OWN):
        return lambda column: _plain_column(column, known.length_max, read)
    memo = _Memo(read)
    return lambda column: memo.read(column)


def _plain_column(column: Sequence[str], most: int, read: Reader) -> list[Any]:
    """Return texts as they are if there is nothing unusual in any of them."""
    stripped = [text.strip() for text in column]
    joined = "".join(stripped)
    usual = (
        joined.isprintable()
        and "  " not in joined
        and "E+" not in joined
        and "e+" not in joined
        and "'" not in joined
        and max(map(len, stripped)) <= most
    )
    return stripped if usual else [read(text) for text in column]


class _Memo(dict[str, Any]):
    """Values by text. It forgets everything when it has grown too large."""

    def __init__(self, read: Reader) -> None:
        self._read = read

    def __missing__(self, text: str) -> Any:  # noqa: ANN401
        value = self[text] = self._read(text)
        return value

    def read(self, column: Sequence[str]) -> list[Any]:
        if len(self) > MEMO_MAX:
            self.clear()
        return [self[text] for text in column]


def _cell_reader(index: int, known: Field, reading: Reading) -> Reader:
    most = known.length_max
    order = reading.orders.get(index, dates.DAY_FIRST)
    decimal = reading.decimals.get(index, "")
    if known.key.startswith(OWN):
        kind, choices = reading.own_fields.get(known.key.removeprefix(OWN), ("text", ()))
        return lambda text: read_own(text, kind, choices, reading.currency, order)
    readers: dict[str, Reader] = {
        "text": lambda text: texts.read(text, most),
        "code": lambda text: texts.read_code(text, most),
        "prose": lambda text: texts.read_prose(text, most),
        "path": lambda text: texts.read_path(text, most),
        "email": texts.read_email,
        "person": lambda text: texts.read(text, most),
        "date": lambda text: dates.read(text, order),
        "months": words.read_months,
        "price": lambda text: prices.read(text, reading.currency, decimal),
        "currency": prices.read_currency,
        "stage": lambda text: words.read_word(text, words.STAGES, reading.stage_words),
        "condition": lambda text: words.read_word(text, words.CONDITIONS, {}),
        "yes_no": words.read_yes_no,
        "words": _keywords,
    }
    return readers[known.reads]


def _keywords(text: str) -> tuple[str, ...] | Bad:
    """Return the keywords in a cell, which stand between commas or semicolons."""
    found = [texts.read(one, 60) for one in text.replace(";", ",").split(",")]
    if bad := next((one for one in found if isinstance(one, Bad)), None):
        return bad
    return tuple(dict.fromkeys(str(one) for one in found if one))
