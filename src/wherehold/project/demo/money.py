"""The money of the demonstration: a book, what its kinds of things live, and its months posted."""

from datetime import timedelta

from wherehold.finance import commands, posting
from wherehold.finance.commands.books import PolicyDraft
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
