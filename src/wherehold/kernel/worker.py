"""The work in the background: places and seals entries, tells readers, runs jobs, sends mail.

It runs inside `serve` by default, or apart with `wherehold worker`; several workers may run side
by side on PostgreSQL. Three sorts of threads: one for the ledger, one for mail and keeping
house, and some for jobs, so that an import of an hour keeps nothing else waiting.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event, Thread
from time import monotonic

from django.db import close_old_connections, connection

from wherehold.kernel import clock, idempotency, jobs, outbox, readers, seal, sequencer
from wherehold.kernel.jobs import Task, Tasks

LEDGER_S = 0.5
SEAL_S = 3.0
JOBS_S = 1.0
HOUSE_S = 5.0
CLEAN_UP_S = 3_600
JOB_THREADS = 2
REST_S_MAX = 30.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Work:
    """What a worker is to do: the tables of reactions and of tasks."""

    reactions: Mapping[str, Sequence[readers.Reaction]]
    tasks: Tasks
    job_threads: int = JOB_THREADS


class Threads:
    """Threads that do their step again and again until they are told to stop."""

    def __init__(self) -> None:
        self._stop = Event()
        self._threads: list[Thread] = []

    def begin(self, name: str, step: Callable[[], bool], rest_s: float) -> None:
        """Begin a thread. Its step says whether there is more to do; else it rests."""
        thread = Thread(
            target=self._again_and_again, args=(step, rest_s), name=f"worker-{name}", daemon=True
        )
        self._threads.append(thread)
        thread.start()

    def stop(self, timeout_s: float = 10.0) -> None:
        """Finish what is under way and end; jobs go on another time from their last step."""
        self._stop.set()
        until = monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, until - monotonic()))

    def wait(self) -> None:
        """Wait until it is stopped."""
        self._stop.wait()

    def _again_and_again(self, step: Callable[[], bool], rest_s: float) -> None:
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
                self._stop.wait(min(REST_S_MAX, rest_s * 2**failures))
        connection.close()


class Worker(Threads):
    """The threads of the work in the background."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self._tasks = {**own_tasks(), **work.tasks}
        self._sealed_at = 0.0

    def start(self) -> None:
        """Begin to work."""
        self.begin("ledger", self._ledger, LEDGER_S)
        self.begin("house", self._house, HOUSE_S)
        for number in range(self._work.job_threads):
            self.begin(f"jobs-{number + 1}", self._jobs, JOBS_S)

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
        return outbox.deliver() == outbox.AT_ONCE

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
