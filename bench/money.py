"""What depreciation of many things costs, beside what it must cost at least.

`python -m bench.money --things 100000`. Schedules stand beside the bare NumPy computation of the
same straight lines; a posted year beside a bare insert of the same rows; a roll-forward, what
all things are worth on a day and the schedule on the page of one thing stand alone. Everything is
processor time: other work of the machine does not count.
"""

import argparse
import resource
import time
from datetime import date, timedelta
from fractions import Fraction

from bench import harness

MONTHS, LIFE = 60, 36
BEGINS, POSTED = date(2026, 1, 1), date(2026, 12, 31)
RATE = 0.3


def spent(act):
    """Return what an act gives, and the seconds of processor time that it took."""
    begun = time.process_time()
    found = act()
    return found, time.process_time() - begun


def schedules(things):
    """Reckon the months of so many straight lines, ours and bare."""
    import numpy as np

    from wherehold.finance import months
    from wherehold.finance.engine import many

    draw = np.random.default_rng(7)
    base = draw.integers(1_000, 10**9, things)
    begins = draw.integers(2 * 24_000, 2 * 24_300, things)
    halves, since = np.full(things, 2 * LIFE), begins // 2
    ends = list(months.ends(BEGINS, BEGINS + timedelta(days=31 * (MONTHS - 1))))[:MONTHS]

    def bare():
        gone = np.clip(
            2 * np.arange(24_313, 24_313 + len(ends))[None, :] - begins[:, None], 0, 2 * LIFE
        )
        return (2 * base[:, None] * gone + halves[:, None]) // (2 * halves[:, None])

    _found, least = spent(bare)
    _found, ours = spent(lambda: many.charged_columns(base, begins, halves, since, ends))
    return ours, least


def declining(things):
    """Reckon the months of so many declining balances that began together, ours and bare."""
    import numpy as np

    from wherehold.finance import months
    from wherehold.finance.engine import shares
    from wherehold.finance.engine.terms import Terms

    draw = np.random.default_rng(7)
    costs = draw.integers(1_000, 10**9, things)
    ends = tuple(months.ends(BEGINS, BEGINS + timedelta(days=31 * (MONTHS - 1))))[:MONTHS]
    terms = Terms(
        cost=1,
        life=Fraction(MONTHS),
        step_months=1,
        start=BEGINS,
        method="declining-balance",
        rate=Fraction(3, 10),
    )

    def bare():
        left = (1 - RATE / 12) ** np.arange(1, MONTHS + 1)
        return np.rint(costs[:, None] * (1 - left)[None, :]).astype(np.int64)

    def ours():
        charges, unsure = shares.charged(costs, costs, shares.shares(terms, ends))
        return charges, int(unsure.sum())

    _found, least = spent(bare)
    found, took = spent(ours)
    return took, least, found[1]


def fill(things):
    """Make a book with so many things in it; return who asks and the book."""
    from wherehold.finance import commands
    from wherehold.kernel import bulk, clock
    from wherehold.kernel.actor import system
    from wherehold.register.models import Asset

    actor, now = system("bench"), clock.now()
    made = [
        Asset(
            tag=f"B{n:07}",
            name="Thing",
            stage="in_service",
            price_minor=36_000 + n,
            currency="EUR",
            purchased_on=BEGINS,
            created_at=now,
            updated_at=now,
        )
        for n in range(things)
    ]
    for start in range(0, things, bulk.GROUP_ROWS * 20):
        Asset.objects.bulk_create(made[start : start + bulk.GROUP_ROWS * 20], batch_size=500)
    book = commands.open_book(actor=actor, code="fin", name="Bench", currency="EUR")
    policy = commands.PolicyDraft(life=LIFE)
    commands.set_policies(actor=actor, book_id=book, policies=[policy])
    after = 0
    while after is not None:
        after = commands.take_in(actor=actor, book_id=book, after=after).after
    return actor, book


def insert(book):
    """Insert the rows of posted months once more, as they came, into months of their own."""
    from django.db import transaction

    from wherehold.finance.models import Charge, Period
    from wherehold.kernel import bulk

    columns = ("line", "charge_minor", "accumulated_minor", "kind")
    stand_in = {
        one.pk: Period.objects.create(
            book_id=book, begins=one.begins.replace(year=1999), ends=one.ends, engine=1
        ).pk
        for one in Period.objects.all()
    }
    rows = list(Charge.objects.order_by("pk").values_list("period", *columns))
    rows = [(stand_in[row[0]], *row[1:]) for row in rows]

    def bare():
        for start in range(0, len(rows), 24_000):
            with transaction.atomic():
                bulk.insert(Charge, ("period", *columns), rows[start : start + 24_000])

    _found, seconds = spent(bare)
    return seconds


def main():
    """Measure, and print a table of seconds and ratios."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--things", type=int, default=100_000)
    things = asked.parse_args().things
    ours, least = schedules(things)
    curves, curves_least, unsure = declining(things)
    with harness.installation():
        from wherehold.finance import posting, shown
        from wherehold.finance.queries import rolls, sums
        from wherehold.register.models import Asset

        actor, book = fill(things)
        _months, post = spent(
            lambda: posting.post_through(actor=actor, book_id=book, through=POSTED)
        )
        bare = insert(book)
        _roll, value = spent(
            lambda: rolls.roll_forward(
                actor=actor, code="fin", begins=date(2026, 2, 1), ends=date(2026, 2, 28)
            )
        )
        _sums, worth = spent(
            lambda: sums.by_class(actor=actor, code="fin", days=[date(2027, 7, 15)])
        )
        asset = Asset.objects.order_by("pk").values_list("pk", flat=True)[things // 2]
        shown.panel(actor=actor, asset_id=asset, code="fin")
        _panel, page = spent(lambda: shown.panel(actor=actor, asset_id=asset, code="fin"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{things:,} things, {MONTHS} months, {memory:,.0f} MiB at most")
    print(f"schedules      {ours:7.2f} s  bare NumPy  {least:7.2f} s  ratio {ours / least:.2f}")
    print(
        f"declining      {curves:7.2f} s  bare NumPy  {curves_least:7.2f} s  "
        f"ratio {curves / curves_least:.2f}, {unsure} to be reckoned by themselves"
    )
    print(f"a year posted  {post:7.2f} s  bare insert {bare:7.2f} s  ratio {post / bare:.2f}")
    print(f"roll-forward   {value:7.2f} s")
    print(f"register value {worth:7.2f} s")
    print(f"schedule shown {page * 1000:7.1f} ms")


if __name__ == "__main__":
    main()
