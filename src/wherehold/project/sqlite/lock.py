"""One writer at a time, in the order in which they came.

SQLite lets one transaction write and makes the others ask again and again, at growing intervals:
whoever is unlucky waits for seconds while others pass. So writers queue here before `BEGIN
IMMEDIATE`: threads of one process in a line, processes at a turnstile of two file locks. Whoever
waits for the second lock holds the first, so a process that has just written and wants to write
again finds the turnstile taken and comes after.
"""

import os
from collections import deque
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

try:
    import fcntl
except ImportError:  # Windows: SQLite's own waiting does, and one process is the rule.
    fcntl = None  # type: ignore[assignment]

POLL_S = 0.002
_locks: dict[str, "WriterLock"] = {}
_making = Lock()


def for_database(name: str) -> "WriterLock":
    """Return the one lock of a database, by its file name."""
    with _making:
        if name not in _locks:
            _locks[name] = WriterLock(None if "mode=memory" in name else Path(name))
        return _locks[name]


class WriterLock:
    """A lock that is given in the order of asking, across threads and processes."""

    def __init__(self, database: Path | None) -> None:
        self._mutex = Lock()
        self._line: deque[Lock] = deque()
        self._taken = False
        self._turnstile = _FileLock(database, "-queue")
        self._writer = _FileLock(database, "-writer")

    def acquire(self, timeout_s: float) -> bool:
        """Wait for the turn. Say whether it came in time."""
        until = monotonic() + timeout_s
        if not self._queue(timeout_s):
            return False
        came = False
        try:
            came = self._pass_turnstile(until)
        finally:
            if not came:
                self._next()
        return came

    def release(self) -> None:
        """Let the next one in."""
        self._writer.release()
        self._next()

    def _pass_turnstile(self, until: float) -> bool:
        """Wait for other processes."""
        if not self._turnstile.acquire(until):
            return False
        try:
            return self._writer.acquire(until)
        finally:
            self._turnstile.release()

    def _queue(self, timeout_s: float) -> bool:
        with self._mutex:
            if not self._taken:
                self._taken = True
                return True
            gate = Lock()
            gate.acquire()
            self._line.append(gate)
        if gate.acquire(timeout=timeout_s):
            return True
        with self._mutex:
            if gate in self._line:
                self._line.remove(gate)
                return False
        return True  # It came between the two.

    def _next(self) -> None:
        with self._mutex:
            if self._line:
                self._line.popleft().release()
            else:
                self._taken = False


class _FileLock:
    """An advisory lock between processes; nothing where there is no file to lock."""

    def __init__(self, database: Path | None, suffix: str) -> None:
        self._path = database.with_name(database.name + suffix) if database and fcntl else None
        self._handle: int | None = None
        self._owner = 0

    def acquire(self, until: float) -> bool:
        if self._path is None:
            return True
        self._open(self._path)
        assert self._handle is not None
        while True:
            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:
                if monotonic() > until:
                    return False
                sleep(POLL_S)

    def release(self) -> None:
        if self._handle is not None:
            fcntl.flock(self._handle, fcntl.LOCK_UN)

    def _open(self, path: Path) -> None:
        """Open the file once a process: a lock belongs to what was opened, also after a fork."""
        if self._handle is None or self._owner != os.getpid():
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._owner = os.getpid()
