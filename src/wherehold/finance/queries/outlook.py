"""What a book is going to charge, month by month: the schedules of all its lines, summed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wherehold.finance import access, months
from wherehold.finance.queries import books
from wherehold.finance.worth import entered, policy_for, rows_of
from wherehold.kernel.actor import Actor

BY = {"class": "asset__category__full_name", "cost-centre": "cost_centre"}
_LINE = (
    *("cost_minor", "residual_minor", "in_service_on", "own", "cost_centre"),
    *("opening_minor", "opening_through", "opening_months"),
    *("asset__category_path", "asset__category__full_name"),
)


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
    ends = list(months.ends(begins, until))
    groups: dict[str, list[int]] = {}
    lines = [0] * len(ends)
    for group, charges in _charges(actor, book_id, ends, BY[by]):
        sums = groups.setdefault(group, [0] * len(ends))
        for at, charge in charges.items():
            sums[at] += charge
            lines[at] += 1
    return Outlook(ends=ends, groups=dict(sorted(groups.items())), lines=lines)


def _charges(
    actor: Actor, book_id: int, ends: Sequence[date], by: str
) -> Iterator[tuple[str, dict[int, int]]]:
    """Give what each line charges, by the number of the month."""
    book = access.book(actor, book_id)
    _book, terms, policies = books.known(actor=actor)[book.pk]
    at = {end: number for number, end in enumerate(ends)}
    posted = access.posted_through(ends[0])
    mine = access.lines(actor).filter(book=book)
    happened, lines = access.phases(mine), mine.annotate(posted=posted)
    for line in lines.values("pk", "posted", *_LINE).iterator(chunk_size=2_000):
        scheme = policy_for(line["asset__category_path"], policies)
        if scheme is None:
            continue
        charges: dict[int, int] = {}
        for row in rows_of(
            entered(line, happened.get(line["pk"], ())), {**scheme, **line["own"]}, terms
        ):
            number = 0 if row.end <= ends[0] else at.get(row.end)
            if number is not None and row.charge:
                charges[number] = charges.get(number, 0) + row.charge
        if line["posted"] or 0 in charges:
            charges[0] = charges.get(0, 0) - line["posted"]
        yield line[by] or "", {number: charge for number, charge in charges.items() if charge}
