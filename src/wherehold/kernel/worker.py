"""The work in the background: places and seals entries, tells readers, runs jobs, sends mail.

It runs inside `serve` by default, or apart with `wherehold worker`; several workers may run side
by side on PostgreSQL. Four sorts of threads: one for the ledger, one for messages, one that
keeps house, and some for jobs, so that an import of an hour keeps nothing else waiting. Each
looks now and then, and at once when a bell is rung (see `wake`).
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic

from django.db import close_old_connections, connection

from wherehold.kernel import clock, idempotency, jobs, outbox, readers, seal, sequencer, wake
from wherehold.kernel.jobs import Task, Tasks

LEDGER_S = 0.5
SEAL_S = 3.0
JOBS_S = 1.0
HOUSE_S = 5.0
OUTBOX_S = 5.0
# Between two looks that bells ask for: what comes meanwhile is looked at together.
PAUSE_S = 0.05
CLEAN_UP_S = 3_600
JOB_THREADS = 2
REST_S_MAX = 30.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Work:
    """What a worker is to do: the tables of reactions, of tasks, and of ways to send."""

    reactions: Mapping[str, Sequence[readers.Reaction]]
    tasks: Tasks
    senders: Mapping[str, outbox.Sender] = field(default_factory=dict)
    job_threads: int = JOB_THREADS


class Threads:
    """Threads that do their step again and again until they are told to stop."""

    def __init__(self) -> None:
        self._stop = Event()
        self._threads: list[Thread] = []
        self._bells: set[str] = set()

    def begin(self, name: str, step: Callable[[], bool], rest_s: float, bell: str = "") -> None:
        """Begin a thread. Its step says whether there is more to do; else it rests.

        With a bell it rests no longer than until that is rung.
        """
        thread = Thread(
            target=self._again_and_again,
            args=(step, rest_s, bell),
            name=f"worker-{name}",
            daemon=True,
        )
        if bell:
            self._bells.add(bell)
        self._threads.append(thread)
        thread.start()

    def stop(self, timeout_s: float = 10.0) -> None:
        """Finish what is under way and end; jobs go on another time from their last step."""
        self._stop.set()
        for name in self._bells:
            wake.bell(name).set()
        until = monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, until - monotonic()))

    def wait(self) -> None:
        """Wait until it is stopped."""
        self._stop.wait()

    def _again_and_again(self, step: Callable[[], bool], rest_s: float, bell: str) -> None:
        """Do a step until the end; rest when there is nothing to do, longer after a failure."""
        failures = 0
        while not self._stop.is_set():
            try:
                close_old_connections()
                more = step()
                failures = 0
            except Exception:
                more, failures = False, failures + 1
                log.exception("background work failed; it goes on")
                connection.close()
            if not more:
                self._rest(min(REST_S_MAX, rest_s * 2**failures), "" if failures else bell)
        connection.close()

    def _rest(self, seconds: float, bell: str) -> None:
        """Wait, no longer than until a bell is rung; after it, for a breath."""
        if bell and wake.bell(bell).wait(seconds):
            wake.bell(bell).clear()
            self._stop.wait(PAUSE_S)
        elif not bell:
            self._stop.wait(seconds)


class Worker(Threads):
    """The threads of the work in the background."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._tasks = {**own_tasks(), **work.tasks}
        self._sealed_at = 0.0

    def start(self) -> None:
        """Begin to work."""
        wake.listen(self._work.reactions)
        self.begin("ledger", self._ledger, LEDGER_S, wake.LEDGER)
        self.begin("house", self._house, HOUSE_S)
        self.begin("outbox", self._outbox, OUTBOX_S, wake.OUTBOX)
        for number in range(self._work.job_threads):
            self.begin(f"jobs-{number + 1}", self._jobs, JOBS_S, wake.JOBS)

    def _ledger(self) -> bool:
        placed = sequencer.place()
        more = placed == sequencer.CHUNK
        if monotonic() - self._sealed_at >= SEAL_S:
            root = seal.seal()
            behind = root is not None and sequencer.size() - root.size >= seal.BLOCK
            self._sealed_at = 0.0 if behind else monotonic()
            more = more or behind
        return readers.run(self._work.reactions) or more

    def _house(self) -> bool:
        jobs.schedule(self._tasks)
        jobs.take_back_orphans()
        if here := jobs.running_here():
            jobs.beat(here)
        return False

    def _outbox(self) -> bool:
        return outbox.deliver(self._work.senders) == outbox.AT_ONCE

    def _jobs(self) -> bool:
        return jobs.run_next(self._tasks, self._stop)


def own_tasks() -> dict[str, Task]:
    """Return the kernel's own periodic tasks."""
    return {"kernel.clean_up": Task(_clean_up, every_s=CLEAN_UP_S)}


def settle() -> None:
    """Place and seal at once what is settled: for commands that write while nobody serves."""
    while sequencer.place():
        pass
    while seal.seal():
        pass


def catch_up(work: Work) -> None:
    """Do at once what there is to do, in this thread: place, seal, tell readers, run jobs.

    Commands that end soon use it, and tests.
    """
    tasks = {**own_tasks(), **work.tasks}
    settle()
    while readers.run(work.reactions):
        pass
    while jobs.run_next(tasks):
        pass


def lag_s() -> float:
    """Return for how many seconds the oldest entry has waited for its place: health."""
    oldest = sequencer.oldest_unplaced()
    return (clock.now() - oldest).total_seconds() if oldest else 0.0


def _clean_up(run: jobs.Run) -> None:
    for done, clean in enumerate((idempotency.clean_up, jobs.clean_up, outbox.clean_up)):
        clean()
        run.step(done + 1, 3)
