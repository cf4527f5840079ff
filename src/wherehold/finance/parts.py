"""What the parts of a thing come to together."""

from collections.abc import Sequence
from datetime import date
from itertools import chain

from wherehold.finance import months
from wherehold.finance.engine.schedule import Row
from wherehold.finance.engine.terms import YEAR_MONTHS
from wherehold.finance.queries.values import InBook
from wherehold.finance.worth import Worth


def together(parts: Sequence[InBook], day: date) -> Worth:
    """Return what the parts of a thing are worth together. A state is that of all, or of most."""
    worths = [one.worth(day) for one in parts]
    there = [one for one in worths if one.state != "derecognised"] or worths
    states = [one.state for one in there]
    return Worth(
        cost=sum(one.cost for one in worths),
        accumulated=sum(one.accumulated for one in worths),
        state=max(states, key=states.count),
        charged=sum(one.charged for one in worths),
    )


def rows_together(parts: Sequence[InBook], period_months: int = 1) -> list[Row]:
    """Return the schedule of a thing as the sum of those of its parts: months, or fiscal years.

    A part that is over stands as at its end, before it begins at nothing.
    """
    if len(parts) == 1:
        return parts[0].rows(period_months)
    begins = parts[0].terms.fiscal_start if period_months == YEAR_MONTHS else 0
    schedules = [one.rows(period_months) for one in parts]
    periods: dict[date, list[Row]] = {}
    for row in chain.from_iterable(schedules):
        period = months.fiscal_start(row.end, begins) if begins else row.end
        periods.setdefault(period, []).append(row)
    found: list[Row] = []
    at = [-1] * len(parts)
    for period in sorted(periods):
        rows = periods[period]
        start, end = min(row.start for row in rows), max(row.end for row in rows)
        for which, each in enumerate(schedules):
            while at[which] + 1 < len(each) and each[at[which] + 1].end <= end:
                at[which] += 1
        now = [each[place] for each, place in zip(schedules, at, strict=True) if place >= 0]
        charge = sum(row.charge for row in rows)
        accumulated, net = sum(r.accumulated for r in now), sum(r.book_value for r in now)
        found.append(Row(len(found) + 1, start, end, charge, accumulated, net))
    return found
