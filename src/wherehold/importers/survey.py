"""The first look through a whole file: how many rows, and how its days and prices are written.

It holds nothing but the different texts of those columns, so a million rows take a second and
hardly any memory.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from wherehold.importers.fields import CODE_KINDS, field_for
from wherehold.importers.formats import Table
from wherehold.importers.values import dates, prices
from wherehold.register.codes import key_of

BATCH_ROWS = 4_000
TEXTS_MAX = 50_000
SAMPLES = 200


@dataclass(frozen=True)
class Survey:
    """What there is to know about a file before it is imported, by number of column."""

    rows: int
    orders: dict[int, str] = field(default_factory=dict)
    unsure: list[int] = field(default_factory=list)
    decimals: dict[int, str] = field(default_factory=dict)
    currency: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the survey as it is kept with the import."""
        return asdict(self)

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> "Survey":
        """Return a survey that was kept."""
        numbered = {
            name: {int(index): value for index, value in kept.get(name, {}).items()}
            for name in ("orders", "decimals")
        }
        return Survey(
            rows=kept.get("rows", 0),
            unsure=list(kept.get("unsure", ())),
            currency=kept.get("currency", ""),
            **numbered,
        )


def survey(table: Table, columns: Sequence[str]) -> Survey:
    """Look through a file, with what its columns become."""
    by_kind = {
        index: known.reads for index, key in enumerate(columns) if key and (known := field_for(key))
    }
    wanted = [index for index, kind in by_kind.items() if kind in {"date", "price"}]
    seen: dict[int, set[str]] = {index: set() for index in wanted}
    rows = 0
    for batch in table.batches(BATCH_ROWS):
        rows += len(batch.rows) + len(batch.bad)
        for index, different in seen.items():
            if len(different) < TEXTS_MAX:
                different.update(row[index] for row in batch.rows)
    days = {index: dates.order_of(seen[index]) for index in wanted if by_kind[index] == "date"}
    money = [index for index in wanted if by_kind[index] == "price"]
    return Survey(
        rows=rows,
        orders={index: order for index, (order, _sure) in days.items()},
        unsure=[index for index, (_order, sure) in days.items() if not sure],
        decimals={index: prices.decimal_of(seen[index]) for index in money},
        currency=next((prices.currency_of(seen[index]) for index in money), ""),
    )


def sample(table: Table, most: int = SAMPLES) -> list[tuple[int, list[str]]]:
    """Return the first rows of a table with their lines."""
    for batch in table.batches(most):
        return list(zip(batch.lines, batch.rows, strict=True))
    return []


def codes_in(table: Table, columns: Sequence[str]) -> set[tuple[str, str]]:
    """Return every code that a row of the file has, for rows that are part of others."""
    wanted = [(i, CODE_KINDS[key]) for i, key in enumerate(columns) if key in CODE_KINDS]
    return {
        (kind, key_of(kind, row[index]))
        for batch in table.batches(BATCH_ROWS)
        for row in batch.rows
        for index, kind in wanted
        if row[index].strip()
    }
