"""Messages that come at the same moment are stored together: one commit for all of them.

What comes while a round is stored waits for the next one. So many devices that send one reading
each share the cost of a commit, and each is still told after it. Nobody needs a thread to wait.

Those who are told send again: the next round of small ones waits a moment for them. Else they
would fall into halves that take turns, at twice the cost.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import accumulate
from threading import Event, Lock

from wherehold.ingest.protocols.messages import Bad
from wherehold.ingest.protocols.own import Wire
from wherehold.kernel.actor import Actor
from wherehold.tracking.columns import Batch
from wherehold.tracking.commands import Outcome, Sender
from wherehold.tracking.reading import Problem

SMALL = 100
# So long a round waits for those who were told a moment ago, and send again as soon as they are.
PATIENCE_S = 0.01
# With more readings or bytes than this a message is stored by itself: what is made of it does not
# wait in memory. So many readings are stored in a round.
MIDDLE, MIDDLE_BYTES, ROUND = 2_000, 2**20, 5_000


@dataclass(frozen=True)
class Columns:
    """What is in a message of some length, as columns, and what is wrong with the others."""

    batch: Batch
    problems: Sequence[Problem]
    number: int

    def __len__(self) -> int:
        """Return how many there are in the message, with those others."""
        return self.number


Found = Sequence[Wire | Bad] | Columns
Begin = Callable[[], AbstractContextManager[None]]
Later = Callable[[Callable[[], None]], object]
Waiting = list[tuple["Small", "Tell"]]


@dataclass
class Small:
    """What one message brings, and, once it is done, what came of it.

    `look` finds what is in it where that is left to whoever stores: one thread that reads all of
    a round is quicker than thirty that want the interpreter for one each.
    """

    actor: Actor
    sender: Sender
    found: Found
    received_us: int
    look: Callable[[], Found] | None = None
    told: Outcome | None = None
    error: BaseException | None = None

    def __len__(self) -> int:
        """Return how many there are in it, as far as that is known."""
        return len(self.found)

    def outcome(self) -> Outcome:
        """Return what came of it, once that is known. Raises: whatever `store` raised."""
        if self.error is not None:
            raise self.error
        assert self.told is not None
        return self.told


Store = Callable[[Sequence[Small]], Outcome]
Tell = Callable[[Small], None]


class Gathering:
    """Those who wait to store something."""

    def __init__(
        self,
        store: Store,
        later: Later,
        begin: Begin = nullcontext,
        *,
        rounds: int = 1,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Store what one sender brings by one function, all who wait within what `begin` opens.

        `later` has a round done, and does not wait for it; so many are under way at once.
        """
        self._store = store
        self._later = later
        self._begin = begin
        self._rounds_left = rounds
        self._patience_s = patience_s
        self._waiting: Waiting = []
        self._lock = Lock()
        self._expected = 1
        self._all_are_here = Event()

    def leave(self, small: Small, tell: Tell) -> None:
        """Store what a message brings with what others bring, then `tell`, which never raises.

        Not inside a transaction: the others are told by then.
        """
        with self._lock:
            self._waiting.append((small, tell))
            if len(self._waiting) >= self._expected:
                self._all_are_here.set()
            leads = self._rounds_left > 0
            self._rounds_left -= leads
        if leads:
            self._later(self._round)

    def bring(self, small: Small) -> Outcome:
        """Store what a message brings, with what others bring, and say what came of it.

        Raises: whatever `store` does.
        """
        done = Lock()
        done.acquire()
        self.leave(small, lambda _: done.release())
        done.acquire()
        return small.outcome()

    def _round(self) -> None:
        """Store what all have brought, have the next round done if others came, and tell each."""
        self._all_are_here.wait(self._patience_s)
        with self._lock:
            waiting, self._waiting = _parted(self._waiting)
        try:
            with self._begin():
                for alike in _groups([small for small, _ in waiting if _is_read(small)]):
                    self._together(alike)
        except BaseException as error:  # noqa: BLE001 - it is theirs, each raises it
            for small, _ in waiting:
                small.error = error
        with self._lock:
            goes_on = bool(self._waiting)
            self._rounds_left += not goes_on
            self._expected = len(waiting) + len(self._waiting)
            self._all_are_here.clear()
        if goes_on:
            self._later(self._round)
        for small, tell in waiting:
            tell(small)

    def _together(self, alike: Sequence[Small]) -> None:
        """Store what several messages of one sender bring, in the order in which they came."""
        try:
            told = self._store(alike)
        except Exception as error:  # noqa: BLE001 - it is theirs, each raises it
            for small in alike:
                small.error = error
            return
        begin = 0
        for small in alike:
            end = begin + len(small)
            small.told = _share(told, begin, end)
            begin = end


def _parted(waiting: Waiting) -> tuple[Waiting, Waiting]:
    """Return those whose turn it is, and the others: a round has a bound, but for its first one."""
    ends = list(accumulate(len(small) for small, _ in waiting))
    first = max(1, bisect_right(ends, ROUND))
    return waiting[:first], waiting[first:]


def _is_read(small: Small) -> bool:
    """Find what is in a message, if that is still to be done; say whether it can be read."""
    if small.look is not None:
        try:
            small.found, small.look = small.look(), None
        except Exception as error:  # noqa: BLE001 - it is theirs, each raises it
            small.error = error
            return False
    return True


def _groups(waiting: Sequence[Small]) -> list[list[Small]]:
    """Return those of the same sender together, in the order in which all lock their sources."""
    groups: dict[Sender, list[Small]] = {}
    for one in waiting:
        groups.setdefault(one.sender, []).append(one)
    return [groups[key] for key in sorted(groups, key=lambda sender: sender.source)]


def _share(told: Outcome, begin: int, end: int) -> Outcome:
    """Return what came of some of the readings that were stored together."""
    if not told.problems and not told.twice:
        return Outcome(stored=end - begin)
    problems = [
        Problem(one.index - begin, one.code, one.message)
        for one in told.problems
        if begin <= one.index < end
    ]
    twice = sum(1 for index in told.twice if begin <= index < end)
    stored = end - begin - len(problems) - twice
    return Outcome(stored=stored, duplicate=twice, problems=problems)
