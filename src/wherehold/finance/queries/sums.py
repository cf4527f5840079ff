"""What a whole book is worth at the ends of days, by class: a million lines in columns."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING

from wherehold.finance import access, columns
from wherehold.finance.queries import whole
from wherehold.kernel.actor import Actor

if TYPE_CHECKING:
    from wherehold.finance.engine.many import Amounts


@dataclass(frozen=True)
class Sum:
    """What some things come to at the end of a day. Units: minor units.

    `later` is the book value of those that begin to serve on a later day.
    """

    things: int = 0
    waiting: int = 0
    cost: int = 0
    accumulated: int = 0
    later: int = 0

    @property
    def net(self) -> int:
        """Return the book value."""
        return self.cost - self.accumulated


@dataclass(frozen=True, kw_only=True)
class Sums:
    """A book at the ends of days, by class."""

    currency: str
    days: Sequence[date]
    classes: dict[str, list[Sum]]

    @property
    def whole(self) -> list[Sum]:
        """Return what all classes come to, a sum a day."""
        names = [one.name for one in fields(Sum)]
        by_day = zip(*self.classes.values(), strict=True)
        found = [
            Sum(**{name: sum(getattr(s, name) for s in one) for name in names}) for one in by_day
        ]
        return found or [Sum() for _day in self.days]


def by_class(*, actor: Actor, code: str, days: Sequence[date]) -> Sums:
    """Return what the things of a book are worth at the ends of days, by class.

    It comes to what `values.register` says of each. A fixed number of statements, however many
    lines: some more where things depreciate by use.
    Raises: NotFound.
    """
    import numpy as np

    book = access.book(actor, code)
    found = whole.figures(actor=actor, book=book, days=days)
    if not len(found.keys):
        return Sums(currency=book.currency, days=days, classes={})
    order = np.argsort(found.category, kind="stable")
    kinds, begins = np.unique(found.category[order], return_index=True)
    by_kind = [np.add.reduceat(one[order], begins, axis=0) for one in _figures(found, days)]
    names = {key: name for key, (_path, name) in access.kinds(actor).items()}
    classes: dict[str, list[Sum]] = {}
    for at, key in enumerate(kinds.tolist()):
        rows = zip(*(one[at].tolist() for one in by_kind), strict=True)
        classes[names.get(key, "")] = [Sum(*row) for row in rows]
    return Sums(currency=book.currency, days=days, classes=dict(sorted(classes.items())))


def _figures(found: whole.Figures, days: Sequence[date]) -> list["Amounts"]:
    """Return what is added up of each line, a column a day, in the order of the figures of sums."""
    import numpy as np

    told = np.array([columns.number_of(day) for day in days], np.int64)
    net = found.cost - found.accumulated
    return [
        (found.state != whole.GONE).astype(np.int64),
        (found.state == whole.WAITING).astype(np.int64),
        found.cost,
        found.accumulated,
        (found.start[:, None] > told) * net,
    ]
