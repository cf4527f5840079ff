"""Small messages that come at the same moment are stored together: one commit for all of them.

Whoever gets the turn stores what all who wait have brought; the others find theirs done. So many
devices that send one reading each share the cost of a commit, and each is still answered after it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

from wherehold.ingest.protocols.messages import Bad
from wherehold.ingest.protocols.own import Wire
from wherehold.kernel.actor import Actor
from wherehold.tracking.commands import Outcome, Sender
from wherehold.tracking.reading import Problem

SMALL = 100
Found = Sequence[Wire | Bad]
Store = Callable[[Actor, Sender, Found, int], Outcome]


@dataclass
class Small:
    """What one message brings, and, once it is done, what came of it."""

    actor: Actor
    sender: Sender
    found: Found
    received_us: int
    told: Outcome | None = None
    error: Exception | None = None


class Gathering:
    """Those who wait to store something small."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[Small] = []
        self._lock = Lock()
        self._turn = Lock()

    def bring(self, small: Small) -> Outcome:
        """Store what a message brings, with what others bring, and say what came of it.

        Raises: whatever `store` does. Not inside a transaction: the others are told by then.
        """
        with self._lock:
            self._waiting.append(small)
        with self._turn:
            if small.told is None and small.error is None:
                self._work()
        if small.error is not None:
            raise small.error
        assert small.told is not None
        return small.told

    def _work(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, []
        while waiting:
            first = waiting[0]
            alike = [one for one in waiting if _is_alike(one, first)]
            waiting = [one for one in waiting if not _is_alike(one, first)]
            self._together(alike)

    def _together(self, alike: Sequence[Small]) -> None:
        """Store what several messages of one sender bring, in the order in which they came."""
        last = alike[-1]
        found = [one for small in alike for one in small.found]
        try:
            told = self._store(last.actor, last.sender, found, last.received_us)
        except Exception as error:  # noqa: BLE001 - it is theirs, each raises it
            for small in alike:
                small.error = error
            return
        begin = 0
        for small in alike:
            end = begin + len(small.found)
            small.told = _share(told, begin, end)
            begin = end


def _is_alike(one: Small, other: Small) -> bool:
    return one.sender == other.sender and one.actor == other.actor


def _share(told: Outcome, begin: int, end: int) -> Outcome:
    """Return what came of some of the readings that were stored together."""
    problems = [
        Problem(one.index - begin, one.code, one.message)
        for one in told.problems
        if begin <= one.index < end
    ]
    twice = sum(1 for index in told.twice if begin <= index < end)
    stored = end - begin - len(problems) - twice
    return Outcome(stored=stored, duplicate=twice, problems=problems)
