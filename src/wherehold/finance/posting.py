"""Posting month after month: stage in chunks, then post. One transaction each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from wherehold.finance import commands
from wherehold.finance.queries import periods, values
from wherehold.kernel.actor import Actor

MONTHS_MAX = 1200


@dataclass(frozen=True)
class Month:
    """What a month came to. Units: minor units."""

    period: str
    lines: int
    charge: int


def post_through(
    *, actor: Actor, book_id: int, through: date, tell: Callable[[str], None] = lambda text: None
) -> list[Month]:
    """Post every month of a book that ends by a day and is not posted; return what each came to.

    Raises: what `begin_period`, `stage` and `post` refuse. Months before that stay posted.
    """
    done: list[Month] = []
    while (begins := _next(actor, book_id)) and _end(begins) <= through:
        if len(done) == MONTHS_MAX:
            break
        period_id = commands.begin_period(actor=actor, book_id=book_id, begins=begins)
        after: int | None = 0
        while after is not None:
            tell(f"{begins:%Y-%m} {after}")
            after = commands.stage(actor=actor, period_id=period_id, after=after)
        posted = commands.post(actor=actor, period_id=period_id)
        done.append(Month(f"{begins:%Y-%m}", posted.lines, posted.charge_minor))
    return done


def _next(actor: Actor, book_id: int) -> date | None:
    """Return the month after the last that is posted, else the first that anything serves in."""
    posted = periods.periods(actor=actor, book_id=book_id)
    if posted:
        ends: date = posted[0]["ends"]
        return ends + timedelta(days=1)
    first = values.first_charged(actor=actor, book_id=book_id)
    return first.replace(day=1) if first else None


def _end(begins: date) -> date:
    return (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)
