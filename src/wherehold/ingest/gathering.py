"""Small messages that come at the same moment are stored together: one commit for all of them.

The first who comes leads: they store what all who wait have brought, tell each what came of it, and
hand the lead to somebody who came meanwhile. So many devices that send one reading each share the
cost of a commit, and each is still answered after it.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from threading import Lock

from wherehold.ingest.protocols.messages import Bad
from wherehold.ingest.protocols.own import Wire
from wherehold.kernel.actor import Actor
from wherehold.tracking.commands import Outcome, Sender
from wherehold.tracking.reading import Problem

SMALL = 100
Found = Sequence[Wire | Bad]
Begin = Callable[[], AbstractContextManager[None]]
Store = Callable[[Actor, Sender, Found, int], Outcome]
Run = Callable[[Callable[[], None]], None]


def _at_once(work: Callable[[], None]) -> None:
    work()


def _closed() -> Lock:
    lock = Lock()
    lock.acquire()
    return lock


@dataclass
class Small:
    """What one message brings, and, once it is done, what came of it.

    `call` is closed until there is something to hear: it is done, or it is to lead.
    """

    actor: Actor
    sender: Sender
    found: Found
    received_us: int
    told: Outcome | None = None
    error: BaseException | None = None
    call: Lock = field(default_factory=_closed, repr=False, compare=False)

    @property
    def is_done(self) -> bool:
        """Say whether something came of it."""
        return self.told is not None or self.error is not None


class Gathering:
    """Those who wait to store something small."""

    def __init__(self, store: Store, begin: Begin = nullcontext, run: Run = _at_once) -> None:
        """Store by one function, within what `begin` opens: one commit for all who wait.

        `run` is how the work of a round is done.
        """
        self._store = store
        self._begin = begin
        self._run = run
        self._waiting: list[Small] = []
        self._lock = Lock()
        self._is_led = False

    def bring(self, small: Small) -> Outcome:
        """Store what a message brings, with what others bring, and say what came of it.

        Raises: whatever `store` does. Not inside a transaction: the others are told by then.
        """
        with self._lock:
            self._waiting.append(small)
            leads, self._is_led = not self._is_led, True
        if not leads:
            small.call.acquire()
        if not small.is_done:
            self._lead()
        if small.error is not None:
            raise small.error
        assert small.told is not None
        return small.told

    def _lead(self) -> None:
        """Store what all have brought, and let the next who waits lead, or nobody."""
        try:
            self._run(self._work)
        finally:
            with self._lock:
                if self._waiting:
                    self._waiting[0].call.release()
                else:
                    self._is_led = False

    def _work(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, []
        try:
            with self._begin():
                for alike in _groups(waiting):
                    self._together(alike)
        except BaseException as error:  # noqa: BLE001 - it is theirs, each raises it
            for small in waiting:
                small.error = error
        for small in waiting:
            small.call.release()

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
