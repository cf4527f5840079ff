"""Posting month after month: stage in chunks, then post. One transaction each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from wherehold.finance import commands, months
from wherehold.finance.queries import outlook, periods, values
from wherehold.kernel.actor import Actor

MONTHS_MAX = 1200
# So many months are reckoned beside one another.
TOGETHER = 12
Tell = Callable[[str, int], None]


@dataclass(frozen=True)
class Month:
    """What a month came to. Units: minor units."""

    period: str
    lines: int
    charge: int


def quiet(month: str, lines: int) -> None:
    """Tell nobody how far it is."""


def post_through(*, actor: Actor, book_id: int, through: date, tell: Tell = quiet) -> list[Month]:
    """Post every month of a book that ends by a day and is not posted; return what each came to.

    `tell` hears of each chunk: the month, and how many chunks of it are done.
    Raises: what `begin_period`, `stage` and `post` refuse. Months before that stay posted.
    """
    done: list[Month] = []
    while (begins := following(actor, book_id)) and months.last_day(begins) <= through:
        if len(done) >= MONTHS_MAX:
            break
        number = len(list(islice(months.ends(begins, months.over(through)), TOGETHER)))
        reckon(actor=actor, book_id=book_id, begins=begins, tell=tell, number=number)
        for period_id in periods.staged(actor=actor, book_id=book_id):
            posted = commands.post(actor=actor, period_id=period_id)
            done.append(Month(f"{posted.begins:%Y-%m}", posted.lines, posted.charge_minor))
    return done


def trial(*, actor: Actor, book_id: int, through: date, tell: Tell = quiet) -> list[Month]:
    """Return what `post_through` would come to, and post nothing.

    Raises: NotFound; NotAllowed.
    """
    begins = following(actor, book_id)
    if begins is None or months.last_day(begins) > through:
        return []
    ahead = outlook.outlook(actor=actor, book_id=book_id, begins=begins, until=months.over(through))
    rows = zip(ahead.ends, ahead.lines, ahead.totals, strict=True)
    return [Month(f"{end:%Y-%m}", lines, charge) for end, lines, charge in rows]


def reckon(*, actor: Actor, book_id: int, begins: date, tell: Tell = quiet, number: int = 1) -> int:
    """Reckon a month to its end without posting it, or a number of them, and return its id.

    Raises: what `begin_period` and `stage` refuse.
    """
    period_id = commands.begin_period(actor=actor, book_id=book_id, begins=begins, number=number)
    after, chunks = commands.stage(actor=actor, period_id=period_id), 1
    while after is not None:
        tell(f"{begins:%Y-%m}", chunks)
        after, chunks = commands.stage(actor=actor, period_id=period_id, after=after), chunks + 1
    return period_id


def following(actor: Actor, book_id: int) -> date | None:
    """Return the month after the last that is posted, else the first that anything serves in."""
    if after := periods.following(actor=actor, book_id=book_id):
        return after
    first = values.first_charged(actor=actor, book_id=book_id)
    return months.first_day(first) if first else None
