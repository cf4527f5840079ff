"""Many rows as columns of whole numbers, in one statement.

The database writes them into texts: to take over a row after the other takes ten times as long as
to read them.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Aggregate, Case, F, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

if TYPE_CHECKING:
    from wherehold.finance.engine.many import Amounts

DAY_COLUMNS = 3
_NO_DAY = "0-0-0"


def numbers(rows: QuerySet[Any], groups: Sequence[tuple[Q, Sequence[Any], int]]) -> list["Amounts"]:
    """Return columns of those rows for which each condition holds, none of them below nothing.

    A group says what holds of its rows, the columns, and how many numbers they are: a day is three.
    """
    import numpy as np

    texts = rows.order_by().aggregate(
        **{
            f"group{at}": _joined(Case(When(holds, then=_Spaced(*columns))))
            for at, (holds, columns, _width) in enumerate(groups)
        }
    )
    return [
        np.fromstring((texts[f"group{at}"] or "").replace("-", " "), np.int64, sep=" ")
        .reshape(-1, width)
        .T
        for at, (_holds, _columns, width) in enumerate(groups)
    ]


def day(name: str) -> Coalesce:
    """Return a day as three columns: year, month, day; nothing where there is none."""
    return Coalesce(Cast(name, TextField()), Value(_NO_DAY))


def or_none(name: str) -> Coalesce:
    """Return a number and one more; nothing where there is none."""
    return Coalesce(F(name) + 1, Value(0))


def days(parts: "Amounts") -> "Amounts":
    """Return days as numbers such as 20261128, none as 0, from their three columns."""
    year, month, number = parts
    found: Amounts = year * 10_000 + month * 100 + number
    return found


def _joined(value: Case) -> Aggregate:
    """Return all values of a column as one text, a space between them."""
    name = "STRING_AGG" if connection.vendor == "postgresql" else "GROUP_CONCAT"
    joined = "%(function)s(%(expressions)s, ' ')"
    return Aggregate(value, function=name, template=joined, output_field=TextField())


class _Spaced(Func):
    """Values of a row as one text, a space between them."""

    template = "%(expressions)s"
    arg_joiner = " || ' ' || "
    output_field = TextField()
