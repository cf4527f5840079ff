"""The rows of the form that reserves: so many of a model, of a category, of several."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from wherehold.kernel.actor import Actor
from wherehold.register.queries import known
from wherehold.reservations.commands import Wanted
from wherehold.reservations.wishes import QUANTITY_MAX
from wherehold.ui.schema import ID_MAX

ROWS_MIN, ROWS_MAX = 5, 40
NAMES = ("model", "category", "keywords", "quantity")


@dataclass(frozen=True)
class Row:
    """One row as it was filled in."""

    number: int
    model: int | None = None
    category: int | None = None
    keywords: str = ""
    quantity: int = 1
    model_name: str = ""
    category_name: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is wanted by it."""
        return self.model is None and self.category is None

    @property
    def fits(self) -> bool:
        """Say whether so many can be wanted."""
        return 0 < self.quantity <= QUANTITY_MAX

    def lines(self) -> Iterable[Wanted]:
        """Return what is wanted by it."""
        if self.model is not None:
            yield Wanted(model_id=self.model, quantity=self.quantity)
        if self.category is not None:
            words = tuple(word.strip() for word in self.keywords.split(",") if word.strip())
            yield Wanted(category_id=self.category, quantity=self.quantity, keywords=words)


def rows_of(given: QueryDict) -> list[Row]:
    """Return the rows in which something was said."""
    columns = {name: given.getlist(name) for name in NAMES}
    many = min(ROWS_MAX, max((len(each) for each in columns.values()), default=0))
    found = []
    for n in range(many):
        said = {name: each[n].strip() if n < len(each) else "" for name, each in columns.items()}
        row = Row(
            n,
            _number(said["model"]),
            _number(said["category"]),
            said["keywords"][:400],
            _quantity(said["quantity"]),
        )
        if not row.is_empty:
            found.append(row)
    return found


def shown(actor: Actor, rows: list[Row]) -> list[Row]:
    """Return rows with the names of what they say, and some that are free. Two statements."""
    models = known.models(actor=actor, ids=[row.model for row in rows if row.model])
    kinds = known.categories(actor=actor, ids=[row.category for row in rows if row.category])
    named = [
        Row(
            n,
            row.model,
            row.category,
            row.keywords,
            row.quantity,
            models.get(row.model or 0, ""),
            kinds.get(row.category or 0, ""),
        )
        for n, row in enumerate(rows)
    ]
    return named + [Row(n) for n in range(len(named), max(ROWS_MIN, len(named) + 2))]


def _number(text: str) -> int | None:
    good = text.isascii() and text.isdigit() and len(text) < 20 and 0 < int(text) <= ID_MAX
    return int(text) if good else None


def _quantity(text: str) -> int:
    """Return how many; one if nothing was said, none if that is no number."""
    return (_number(text) or 0) if text else 1
