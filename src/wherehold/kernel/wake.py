"""Bells: who has committed something rings, and the work in the background begins at once.

Whoever waits looks now and then as well, so a bell that another process rings, or that is lost
with this one, costs a moment and nothing else.
"""

from collections.abc import Collection, Iterable
from threading import Event

from django.db import transaction

LEDGER = "ledger"
JOBS = "jobs"
OUTBOX = "outbox"
_bells: dict[str, Event] = {}
_listened: frozenset[str] = frozenset()


def bell(name: str) -> Event:
    """Return the bell of that name in this process."""
    return _bells.setdefault(name, Event())


def after_commit(name: str) -> None:
    """Ring once the transaction that is open has been kept; at once outside of any."""
    transaction.on_commit(bell(name).set)


def listen(kinds: Iterable[str]) -> None:
    """Have the bell of the ledger rung for entries of these kinds: somebody reacts to them."""
    global _listened
    _listened = frozenset(kinds)


def told(kinds: Collection[str]) -> None:
    """Ring the bell of the ledger after the commit, if somebody reacts to any of these kinds."""
    if not _listened.isdisjoint(kinds):
        after_commit(LEDGER)
