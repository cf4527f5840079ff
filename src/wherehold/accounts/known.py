"""Actors of tokens, remembered for a moment, so that a call need not ask the database twice.

What is changed in this process is forgotten at once; what another process changed, such as
the command line, holds here within `SECONDS_MAX`.
"""

import time
from threading import Lock

from wherehold.kernel.actor import Actor

SECONDS_MAX = 2.0
COUNT_MAX = 10_000

_lock = Lock()
_actors: dict[str, tuple[float, int, Actor]] = {}


def get(digest: str) -> tuple[int, Actor] | None:
    """Return the token's id and its actor, if they were put here a moment ago."""
    found = _actors.get(digest)
    if found is None or time.monotonic() - found[0] > SECONDS_MAX:
        return None
    return found[1], found[2]


def put(digest: str, token_id: int, actor: Actor) -> None:
    """Remember whom a token stands for."""
    with _lock:
        if len(_actors) >= COUNT_MAX:
            _actors.clear()
        _actors[digest] = (time.monotonic(), token_id, actor)


def clear() -> None:
    """Forget all of them."""
    with _lock:
        _actors.clear()
