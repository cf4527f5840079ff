"""What US tax law grants besides depreciation, by days: data with its source, not code."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

SPECIAL, EXPENSE = "special", "expense"
_CENTS = 100


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What is granted for what is placed in service between two days. Units: cents, per mille."""

    kind: str
    begins: date
    ends: date | None
    permille: int = 0
    limit: int = 0
    above: int = 0
    source: str = ""
    entered: bool = False


@cache
def shipped() -> tuple[Grant, ...]:
    """Return what comes with the product, in the order of the days."""
    text = resources.files("wherehold.finance.engine.macrs").joinpath("allowances.csv").read_text()
    return tuple(
        Grant(
            kind=row["kind"],
            begins=date.fromisoformat(row["begins"]),
            ends=date.fromisoformat(row["ends"]) if row["ends"] else None,
            permille=int(row["percent"] or 0) * 10,
            limit=int(row["limit"] or 0) * _CENTS,
            above=int(row["above"] or 0) * _CENTS,
            source=row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def granted(kind: str, day: date, entered: Iterable[Grant] = ()) -> Grant | None:
    """Return what holds on a day: what somebody entered before what is shipped."""
    for grants in (tuple(entered), shipped()):
        fits = [
            one
            for one in grants
            if one.kind == kind and one.begins <= day and (one.ends is None or day <= one.ends)
        ]
        if fits:
            return max(fits, key=lambda one: one.begins)
    return None
