"""What depreciation of many things costs, beside what it must cost at least.

`python -m bench.money --assets 100000`. Schedules stand beside the bare NumPy computation of the
same straight lines; a posted year beside a bare insert of the same rows; a roll-forward, what
all things are worth on a day, lists of them and the schedule on the page of one thing stand alone.
Ratios are of processor time, of this process and of whoever answers it in the database server:
other work of the machine does not count. `--lists 0` leaves the lists out.
"""

import resource
import statistics
import sys
import time
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import psutil

from bench import harness

MONTHS, LIFE = 60, 36
BEGINS, POSTED = date(2026, 1, 1), date(2026, 12, 31)
RATE = 0.3
KINDS, AT_ONCE = 40, 10_000
CALLS, ROWS_AT_ONCE = 60, 24_000


def spent(act):
    """Return what an act gives, and the seconds of processor time that it took."""
    begun = cpu_s()
    found = act()
    return found, cpu_s() - begun


def cpu_s():
    """Return the processor time that this process and its part of a database server have used."""
    from django.conf import settings
    from django.db import connection

    used = time.process_time()
    if not settings.configured or connection.vendor != "postgresql":
        return used
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        times = psutil.Process(cursor.fetchone()[0]).cpu_times()
    return used + times.user + times.system


def memory_mib():
    """Return the most memory that this process has had since it was last asked to forget."""
    told = Path("/proc/self/status")
    if not told.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    [line] = [line for line in told.read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def forget_memory():
    """Let what comes next have a peak of its own, where the system can."""
    forgetting = Path("/proc/self/clear_refs")
    if forgetting.exists():
        forgetting.write_text("5")


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

    _found, ours = spent(lambda: many.charged_columns(base, begins, halves, since, ends))
    memory = memory_mib()
    _found, least = spent(bare)
    return ours, least, memory


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
        parts = [part for part, _over in shares.shares(terms, ends)]
        charges, unsure = shares.charged(costs, costs, parts)
        return charges, int(unsure.sum())

    _found, least = spent(bare)
    found, took = spent(ours)
    return took, least, found[1]


def fill(things):
    """Make a book with so many things in it; return who asks and the book."""
    from django.db import transaction

    from wherehold.conftest import plant
    from wherehold.finance import commands
    from wherehold.kernel import bulk, clock
    from wherehold.kernel.actor import system
    from wherehold.register.models import Asset, Category

    actor, now = system("bench"), clock.now()
    kinds = [plant(Category, f"Kind {number}") for number in range(KINDS)]
    thing = Asset(name="Thing", stage="in_service", currency="EUR", created_at=now, updated_at=now)
    fields = [one for one in Asset._meta.concrete_fields if not one.primary_key]
    names = [one.attname for one in fields if not one.generated and not one.has_db_default()]
    same = {name: getattr(thing, name) for name in names}
    for start in range(0, things, AT_ONCE):
        rows = []
        for n in range(start, min(start + AT_ONCE, things)):
            own = {"tag": f"B{n:07}", "price_minor": 36_000 + n}
            own["purchased_on"] = BEGINS + timedelta(days=n % 28)
            own |= {"category_id": kinds[n % KINDS].pk, "category_path": kinds[n % KINDS].path}
            rows.append(tuple((same | own).values()))
        with transaction.atomic():
            bulk.insert(Asset, names, rows)
    book = commands.open_book(actor=actor, code="fin", name="Bench", currency="EUR")
    policy = commands.PolicyDraft(life=LIFE)
    commands.set_policies(actor=actor, book_id=book, policies=[policy])
    after = 0
    while after is not None:
        after = commands.take_in(actor=actor, book_id=book, after=after).after
    return actor, book


def insert(book):
    """Insert the rows of posted months once more, as they came, into months of their own.

    Return how many there are, and the processor time; reading them does not count.
    """
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

    def bare(rows):
        with transaction.atomic():
            bulk.insert(Charge, ("period", *columns), rows)

    there = Charge.objects.filter(pk__lte=Charge.objects.order_by("-pk").first().pk)
    last, number, seconds = 0, 0, 0.0
    while some := list(
        there.filter(pk__gt=last)
        .order_by("pk")[:ROWS_AT_ONCE]
        .values_list("pk", "period", *columns)
    ):
        rows = [(stand_in[row[1]], *row[2:]) for row in some]
        seconds += spent(lambda rows=rows: bare(rows))[1]
        last, number = some[-1][0], number + len(rows)
    return number, seconds


def listed(actor):
    """Return what whole books come to: each list as a file of so many rows, and one on a page."""
    from wherehold.finance import reports, showing, writing

    asked = reports.Asked(code="fin", ends=date(2029, 7, 15))
    for name in ("register", "fully-depreciated", "not-in-service", "tax-year", "insured", "gains"):
        _made, took = spent(lambda name=name: writing.as_csv(reports.report(actor, name, asked)))
        _page, page = spent(lambda name=name: showing.table(reports.report(actor, name, asked)))
        yield name, took, page


def main():
    """Measure, and print a table of seconds and ratios."""
    options = harness.options(__doc__, assets=100_000, lists=1)
    things = options.assets
    ours, least, memory = schedules(things)
    curves, curves_least, unsure = declining(things)
    print(f"{things:,} things, {MONTHS} months, schedules in {memory:,.0f} MiB at most")
    print(f"schedules      {ours:7.2f} s  bare NumPy  {least:7.2f} s  ratio {ours / least:.2f}")
    print(
        f"declining      {curves:7.2f} s  bare NumPy  {curves_least:7.2f} s  "
        f"ratio {curves / curves_least:.2f}, {unsure} to be reckoned by themselves"
    )
    with harness.installation():
        from wherehold.finance.queries import rolls, sums

        begun = time.perf_counter()
        actor, book = fill(things)
        print(f"set up in {time.perf_counter() - begun:,.0f} s", flush=True)
        post(actor, book)
        forget_memory()
        february = {"begins": date(2026, 2, 1), "ends": date(2026, 2, 28)}
        _roll, took = spent(lambda: rolls.roll_forward(actor=actor, code="fin", **february))
        print(f"roll-forward   {took:7.2f} s, {memory_mib():,.0f} MiB at most")
        forget_memory()
        for _again in range(3):
            begun = time.perf_counter()
            _sums, took = spent(
                lambda: sums.by_class(actor=actor, code="fin", days=[date(2027, 7, 15)])
            )
            wall = time.perf_counter() - begun
            print(f"register value {took:7.2f} s, {wall:.2f} s by the clock")
        print(f"register value in {memory_mib():,.0f} MiB at most", flush=True)
        forget_memory()
        shown(actor, things)
        for name, took, page in listed(actor) if options.lists else ():
            print(f"{name:18} as a file {took:7.2f} s  on a page {page:7.2f} s")
        print(f"lists in {memory_mib():,.0f} MiB at most")


def post(actor, book):
    """Post a year and print what it took beside a bare insert of its rows."""
    from wherehold.finance import posting

    forget_memory()
    begun = time.perf_counter()
    months, took = spent(
        lambda: posting.post_through(actor=actor, book_id=book, through=POSTED, tell=tell)
    )
    wall = time.perf_counter() - begun
    print(
        f"a year posted  {took:7.2f} s, {wall:.2f} s by the clock, {memory_mib():,.0f} MiB at most"
    )
    rows, bare = insert(book)
    assert rows == sum(one.lines for one in months), "all that is posted is inserted again"
    print(f"bare insert of {rows:,} rows {bare:7.2f} s  ratio {took / bare:.2f}", flush=True)


def tell(month, chunks):
    """Say how far posting is."""
    if chunks % 50 == 0:
        print(f"{month} {chunks}", file=sys.stderr, flush=True)


def shown(actor, things):
    """Print the milliseconds that the schedule on the page of a thing takes."""
    from wherehold.finance import shown
    from wherehold.register.models import Asset

    found = list(Asset.objects.order_by("pk").values_list("pk", flat=True)[things // 2 :][:CALLS])
    shown.panel(actor=actor, asset_id=found[0], code="fin")
    walls = []

    def all_of_them():
        for asset in found:
            begun = time.perf_counter()
            shown.panel(actor=actor, asset_id=asset, code="fin")
            walls.append(time.perf_counter() - begun)

    _panels, cpu = spent(all_of_them)
    p50, p95 = statistics.median(walls), statistics.quantiles(walls, n=20)[-1]
    print(
        f"schedule shown {cpu / len(walls) * 1000:.1f} ms of processor time, "
        f"by the clock p50 {p50 * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms"
    )


if __name__ == "__main__":
    main()
