"""Actors of tokens and trackers, remembered for a moment: a call need not ask the database twice.

What is changed in this process is forgotten at once; what another process changed, such as
the command line, holds here within `SECONDS_MAX`.
"""

import time
from threading import Lock

from wherehold.kernel.actor import Actor

SECONDS_MAX = 2.0
# So long it is remembered that a secret did open something, whatever it opens now.
OPENED_S = 3_600.0
COUNT_MAX = 10_000

_lock = Lock()
_actors: dict[str, tuple[float, int, Actor]] = {}


def get(digest: str) -> tuple[int, Actor] | None:
    """Return the token's id and its actor, if they were put here a moment ago."""
    found = _actors.get(digest)
    if found is None or time.monotonic() - found[0] > SECONDS_MAX:
        return None
    return found[1], found[2]


def has_opened(digest: str) -> bool:
    """Say whether a secret opened something within the last hour."""
    found = _actors.get(digest)
    return found is not None and time.monotonic() - found[0] <= OPENED_S


def put(digest: str, token_id: int, actor: Actor) -> None:
    """Remember whom a token stands for, or which device a tracker's secret."""
    with _lock:
        if len(_actors) >= COUNT_MAX:
            _actors.clear()
        _actors[digest] = (time.monotonic(), token_id, actor)


def clear() -> None:
    """Forget all of them."""
    with _lock:
        _actors.clear()
