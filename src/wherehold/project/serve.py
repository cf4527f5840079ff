"""Serving: one process that answers, and a small one that watches over it.

The watching process never loads Django; the answering one does, and does the background work in
threads of its own. SQLite has one writer, so there is one answering process; it answers several
requests at once in threads.
"""

import os
import signal
import threading
import time
from functools import partial
from multiprocessing import util
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

THREADS = "WHEREHOLD_THREADS"
# Requests that wait for a thread; more are told to come back.
BACKPRESSURE_PER_THREAD = 8
STOP_S = 15
# Into how many heaps the C library parts what threads ask for. Thirty threads would be given
# sixteen, each of which keeps the room that it once needed.
ARENAS = ("MALLOC_ARENA_MAX", "2")
WATCH_S = 1.0


def name_of(host: str) -> str:
    """Return the name by which a browser on this machine reaches an address to listen on."""
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1", ""} else host


def run(*, host: str, port: int, background: bool = True) -> int:
    """Serve until SIGTERM or SIGINT; then finish what is being answered, and return."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from wherehold.project import answering

    threads = int(os.environ.get(THREADS, "32"))
    os.environ.setdefault(*ARENAS)  # For the process that answers, which begins after this.
    server = Server(
        "wherehold.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        backpressure=threads * BACKPRESSURE_PER_THREAD,
        workers_kill_timeout=STOP_S,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
    )
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    load = partial(_load, worker=background)
    server.serve(spawn_target=answering.work, target_loader=load, wrap_loader=False)
    return 0


def _load_alone() -> "Callable[..., Any]":
    """Return the application, in the answering process."""
    from wherehold.project.wsgi import application

    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    return application


def _end_with(parent: int) -> None:
    """End in good order once the watching process is gone: killed, it could not say so."""
    while os.getppid() == parent:
        time.sleep(WATCH_S)
    os.kill(os.getpid(), signal.SIGTERM)


def _load(*, worker: bool) -> "Callable[..., Any]":
    """Return the application and begin what is done beside it."""
    application = _load_alone()
    from wherehold.project import background

    stop = background.start(worker=worker)
    # Runs when the answering process ends, after its last answer.
    util.Finalize(None, stop, exitpriority=100)
    return application
