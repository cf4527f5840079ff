"""The money of the demonstration: a book, what its kinds of things live, and its months posted."""

from collections.abc import Iterator
from datetime import date, timedelta

from wherehold.finance import commands, posting
from wherehold.finance.commands import CostDraft
from wherehold.finance.commands.books import PolicyDraft
from wherehold.finance.queries import values
from wherehold.kernel import clock
from wherehold.kernel import commands as kernel
from wherehold.kernel.actor import Actor
from wherehold.project.demo.setting import Scenery

CURRENCY, CAPITALISED_FROM = "EUR", 1_000_00
# Months, and how many of a thousand are left at the end.
LIVES = {
    "Computers": (36, 0),
    "Phones": (24, 0),
    "Tools": (60, 50),
    "Vehicles and lifts": (96, 100),
    "Instruments": (84, 50),
    "Room kit": (60, 0),
}


def keep(actor: Actor, made: Scenery) -> None:
    """Switch the module on and keep a book of what is dear, posted up to the month before last."""
    kernel.change_organisation(actor=actor, modules=["money"])
    book = commands.open_book(
        actor=actor,
        code="fin",
        name="Financial accounts",
        currency=CURRENCY,
        threshold_minor=CAPITALISED_FROM,
    )
    policies = [
        PolicyDraft(category_id=made.categories[name], life=months, residual_permille=left)
        for name, (months, left) in LIVES.items()
    ]
    commands.set_policies(actor=actor, book_id=book, policies=policies)
    commands.take_in(actor=actor, book_id=book)
    last_month = clock.today().replace(day=1) - timedelta(days=1)
    posted = last_month.replace(day=1) - timedelta(days=1)
    posting.post_through(actor=actor, book_id=book, through=posted)
    commands.record_costs(actor=actor, costs=list(_running(actor)))


# What a year of each kind costs to run, in thousandths of its price: the first, and each one more.
RUNNING = {"Vehicles and lifts": (40, 22), "Tools": (20, 15), "Instruments": (30, 8)}
CENTRES = ("Logistics", "Workshop", "Laboratory")


def _running(actor: Actor) -> Iterator[CostDraft]:
    """Give a repair a year, rising with age, and the insurance of what is dear."""
    today = clock.today()
    for one, _worth in values.register(actor=actor, code="fin", as_at=today):
        kind = one.kind.rpartition(" > ")[2]
        first, more = RUNNING.get(kind, (0, 0))
        start = one.line.in_service_on
        if not first or start is None:
            continue
        for age in range(today.year - start.year + 1):
            centre = CENTRES[list(RUNNING).index(kind)]
            day = date(start.year + age, 5 + one.asset_id % 7, 1 + one.asset_id % 27)
            if start <= day <= today:
                amount = one.line.cost * (first + more * age) // 1000 // 100 * 100
                yield CostDraft(
                    asset_id=one.asset_id,
                    kind="repair",
                    on=day,
                    amount_minor=max(amount, 100),
                    cost_centre=centre,
                    invoice=f"R-{day:%y}-{one.asset_id:05}",
                )
            due = date(start.year + age, 12, 1)
            if kind == "Vehicles and lifts" and start <= due <= today:
                yield CostDraft(
                    asset_id=one.asset_id,
                    kind="insurance",
                    on=due,
                    amount_minor=one.line.cost * 12 // 1000 // 100 * 100 + 100,
                    cost_centre=centre,
                )
