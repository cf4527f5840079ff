"""What a book is going to charge, month by month: the schedules of all its lines, summed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from wherehold.finance import access, batches, months
from wherehold.finance.queries import books
from wherehold.kernel.actor import Actor

BY = {"class": "asset__category__full_name", "cost-centre": "cost_centre"}


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """Charges by group and month; what came late is in the first. Units: minor units.

    `lines` counts by month what is charged.
    """

    ends: Sequence[date]
    groups: Mapping[str, list[int]]
    lines: list[int]

    @property
    def totals(self) -> list[int]:
        """Return what each month charges in all."""
        return [sum(column) for column in zip(*self.groups.values(), strict=True)] or [0] * len(
            self.ends
        )


def outlook(*, actor: Actor, book_id: int, begins: date, until: date, by: str = "class") -> Outlook:
    """Return what the months from one day to another are going to charge, by class or cost centre.

    The first month is to be the one after the last that is posted: it makes up for what came late.
    Raises: NotFound.
    """
    import numpy as np

    ends = list(months.ends(begins, until))
    groups: dict[str, Any] = {}
    lines = np.zeros(len(ends), np.int64)
    for names, charges in _charges(actor, book_id, ends, BY[by]):
        lines += (charges != 0).sum(axis=0)
        for name in set(names):
            mine = charges[[at for at, one in enumerate(names) if one == name]].sum(axis=0)
            groups[name] = groups.get(name, 0) + mine
    told = {name: [int(one) for one in sums] for name, sums in sorted(groups.items())}
    return Outlook(ends=ends, groups=told, lines=[int(one) for one in lines])


def _charges(
    actor: Actor, book_id: int, ends: Sequence[date], by: str
) -> Iterator[tuple[list[str], Any]]:
    """Give chunks of lines: the group of each, and what each charges, a column a month."""
    import numpy as np

    book = access.book(actor, book_id)
    _book, terms, policies = books.known(actor=actor)[book.pk]
    schemes, mine = batches.Schemes(policies), access.lines(actor).filter(book=book)
    happened, used = access.phases(mine), access.counts(mine)
    lines = mine.annotate(posted=access.posted_through(ends[0])).order_by("pk")
    rows = access.rows(lines, "posted", by, *batches.COLUMNS)
    while chunk := list(islice(rows, batches.CHUNK)):
        charged = batches.charged(chunk, schemes, terms, happened, used, ends)
        posted = np.fromiter((one["posted"] for one in chunk), np.int64, len(chunk))
        yield [one[by] or "" for one in chunk], np.diff(charged, axis=1, prepend=posted[:, None])
