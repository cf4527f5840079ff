"""What the server calls for each request: the short way in first, then the way of all requests.

The server gives a request to one of its threads together with the place for its answer. The place
may be filled later and by another thread, while the one that took the request takes the next: so
the devices that wait for a commit do not each hold a thread, and nothing is handed to and fro.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from granian.server import mp

Environ = dict[str, Any]
# By this name the server knows what makes, of an application, what it calls.
WRAP = "_wsgi_call_wrap"


class Place(Protocol):
    """Where an answer goes; who waits for it hears it from there."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Answer whole."""


Answer = Callable[[Place, Environ], object]


def work(*given: Any) -> None:  # noqa: ANN401 - as the server gives it
    """Be the process that answers."""
    setattr(mp, WRAP, partial(short_first, getattr(mp, WRAP)))
    mp.MPServer._spawn_wsgi_worker(*given)  # noqa: SLF001 - what it would call by itself


def short_first(wrap: Callable[..., Answer], *given: Any) -> Answer:  # noqa: ANN401
    """Return what the server calls: with what it would call otherwise for all that is long."""
    from wherehold.project import quick

    whole = wrap(*given)

    def answer(place: Place, environ: Environ) -> None:
        if not quick.take(environ, place.response_bytes, partial(whole, place)):
            whole(place, environ)

    return answer
