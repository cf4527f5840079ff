"""The background work of this installation, inside `serve` or apart."""

import signal
from collections.abc import Callable

from wherehold.kernel.worker import Work, Worker
from wherehold.project.reactions import REACTIONS, TASKS

WORK = Work(reactions=REACTIONS, tasks=TASKS)


def start() -> Callable[[], None]:
    """Begin the background work in threads, and return how to stop it."""
    worker = Worker(WORK)
    worker.start()
    return worker.stop


def run() -> None:
    """Do the background work until SIGTERM or SIGINT."""
    worker = Worker(WORK)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.start()
    worker.wait()
    worker.stop()
