"""Faults as rows of the database, and back as sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wherehold.importers import mapping
from wherehold.importers.formats.table import BadLine
from wherehold.importers.models import Import
from wherehold.importers.rows import Rows
from wherehold.importers.values.bad import SHOWN_CHARACTERS_MAX, Bad, message_of

COLUMNS = ("run_id", "trial", "line", "column", "code", "value", "facts", "suggestion")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell: `column` counts from 0, -1 is the row as a whole."""

    line: int
    column: int
    code: str
    value: str
    facts: dict[str, Any]
    suggestion: str = ""

    @property
    def message(self) -> str:
        """Return the sentence with the remedy, in the language of who reads it."""
        return message_of(self.code, self.facts, self.suggestion)


def shows_trial(run: Import) -> bool:
    """Say whether the faults of an import are those of its trial run."""
    states = {Import.State.READY, Import.State.CHECKING, Import.State.CHECKED}
    return run.dry_run or run.state in states


def heading(run: Import, column: int) -> str:
    """Return how to speak of a column; "" for the row as a whole."""
    return mapping.title(run.headings, column) if column >= 0 else ""


def faults_of(rows: Rows) -> list[Fault]:
    """Return the faults of a batch, in order of lines and columns."""
    return [
        _fault(rows, row, column, bad)
        for row, faults in sorted(rows.faults.items())
        for column, bad in sorted(faults, key=lambda one: one[0])
    ]


def of_lines(bad: Iterable[BadLine]) -> list[Fault]:
    """Return the faults of lines that are no rows."""
    found = []
    for one in bad:
        cells, _, width = one.detail.partition("/")
        facts: dict[str, Any] = {"cells": cells, "width": width} if width else {}
        text = ", ".join(one.cells)[:SHOWN_CHARACTERS_MAX].replace("\0", "")
        found.append(Fault(one.line, -1, one.code, text, facts))
    return found


def as_rows(run_id: int, faults: Iterable[Fault], *, trial: bool) -> list[tuple[Any, ...]]:
    """Return faults as rows of the table, in the order of COLUMNS."""
    return [
        (run_id, trial, f.line, f.column, f.code, f.value, f.facts, f.suggestion) for f in faults
    ]


def _fault(rows: Rows, row: int, column: int, bad: Bad) -> Fault:
    text = rows.texts[row][column] if column >= 0 else ""
    facts = {
        name: value if isinstance(value, int) else str(value) for name, value in bad.facts.items()
    }
    code = str(facts.pop("refusal", bad.code))
    shown = text[:SHOWN_CHARACTERS_MAX].replace("\0", "␀")
    return Fault(
        rows.lines[row], column, code, shown, facts, bad.suggestion[:200].replace("\0", "")
    )
