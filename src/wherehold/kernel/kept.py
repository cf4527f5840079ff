"""Figures that are shown: worked out once, not anew for every page, until something is recorded."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar, cast

from django.db import connection

T = TypeVar("T")
FRESH_S, SLOW_S, SLOW_FRESH_S, KEPT_MAX = 15.0, 0.02, 5.0, 1_024


@dataclass(frozen=True)
class _Kept:
    answer: Any
    entry: int
    began: float
    slow: bool

    def is_good(self, entry: int, now: float) -> bool:
        age = now - self.began
        return (self.entry == entry and age < FRESH_S) or (self.slow and age < SLOW_FRESH_S)


def until_recorded(key: Hashable, work: Callable[[], T]) -> T:
    """Return what `work` answers, or what it answered when nothing has been recorded since.

    What the clock changes, or what is written beside the ledger, may be a quarter of a minute old;
    what took long to work out may be five seconds old in any case. The key names the question and
    who asks. Inside a transaction the work is always done: an act may rest on it there.
    """
    if connection.in_atomic_block:
        return work()
    entry, began = _last_entry(), monotonic()
    kept = _kept.get(key)
    if kept is not None and kept.is_good(entry, began):
        return cast("T", kept.answer)
    answer = work()
    if len(_kept) >= KEPT_MAX:
        _kept.clear()
    _kept[key] = _Kept(answer, entry, began, slow=monotonic() - began > SLOW_S)
    return answer


@contextmanager
def one_look() -> Iterator[None]:
    """Look once what was recorded last, for all that is asked for within: figures of one page."""
    looked = _looked.get()
    before = _looked.set([] if looked is None else looked)
    try:
        yield
    finally:
        _looked.reset(before)


def _last_entry() -> int:
    looked = _looked.get()
    if looked is None:
        return newest()
    if not looked:
        looked.append(newest())
    return looked[0]


def forget() -> None:
    """Forget all that is kept: the database is another one."""
    _kept.clear()


def newest() -> int:
    """Return the number of the last entry of the ledger that is to be seen. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(seq) FROM kernel_entry")
        [(entry,)] = cursor.fetchall()
    return entry or 0


_kept: dict[Hashable, _Kept] = {}
_looked: ContextVar[list[int] | None] = ContextVar("looked", default=None)
