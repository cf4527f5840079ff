"""Who stores what came, and how much of it is looked at at once.

SQLite has one writer, so one thread stores for all: its connection knows the pages that it wrote
last, where each of thirty would read them again and keep them for itself. PostgreSQL has as many
as are looked at at once: a connection that has stored before knows its tables, and one of thirty
would each time be new. What waits is messages as they came, or columns made of short ones, so
memory does not grow with those who send.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from contextvars import copy_context
from threading import Barrier, BoundedSemaphore
from typing import TypeVar

from django.db import connection

# What is longer than so many bytes is not even read before its turn comes, and so many have it.
BYTES_SMALL = 32_768
AT_ONCE = 2
# Of the one connection: 64 MiB of pages, and a log that is carried over to the file when it has
# grown to as much, since batch after batch changes the same pages.
_ROOM = ("PRAGMA cache_size = -65536", "PRAGMA wal_autocheckpoint = 16384")
Told = TypeVar("Told")

_few = BoundedSemaphore(AT_ONCE)
_one = ThreadPoolExecutor(1, "storing")
_some = ThreadPoolExecutor(AT_ONCE, "storing")


def turn(size: int) -> AbstractContextManager[object]:
    """Wait for the turn of a message of so many bytes, until the context ends."""
    return _few if size > BYTES_SMALL and not connection.in_atomic_block else nullcontext()


def run(work: Callable[[], Told]) -> Told:
    """Do what stores, and return what it returns; raise what it raises.

    Inside a transaction it is done at once: it is part of that.
    """
    if connection.in_atomic_block:
        return work()
    return _those().submit(copy_context().run, _alone, work).result()


def soon(work: Callable[[], object]) -> None:
    """Have what stores done, and do not wait for it."""
    _those().submit(copy_context().run, _alone, work)


def later(work: Callable[[], object]) -> None:
    """Have what stores done by the one thread, on either database, and do not wait for it."""
    _one.submit(copy_context().run, _alone, work)


def rest() -> None:
    """Wait until all that was left to these threads is stored, and close their connections."""
    all_are_here = Barrier(AT_ONCE)
    ends = [_one.submit(_close), *(_some.submit(_close, all_are_here) for _ in range(AT_ONCE))]
    for end in ends:
        end.result()


def _those() -> ThreadPoolExecutor:
    return _one if connection.vendor == "sqlite" else _some


def _close(after: Barrier | None = None) -> None:
    if after is not None:
        after.wait()  # Else one thread might close for two.
    connection.close()  # Which one that is depends on the thread that asks.


def _alone(work: Callable[[], Told]) -> Told:
    if connection.vendor != "sqlite":
        connection.close_if_unusable_or_obsolete()
    elif connection.connection is None:
        with connection.cursor() as cursor:
            for pragma in _ROOM:
                cursor.execute(pragma)
    return work()
