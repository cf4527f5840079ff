"""All refusals that there are: for their pages and for the reference."""

from collections.abc import Iterator
from functools import cache

from wherehold.kernel.errors import Refusal


def _kinds(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for one in kind.__subclasses__():
        yield from _kinds(one)
        if hasattr(one, "code") and ".tests." not in one.__module__:
            yield one


@cache
def by_code() -> dict[str, list[type[Refusal]]]:
    """Return the refusals under each code, of every slice that is loaded; not those of tests."""
    found: dict[str, list[type[Refusal]]] = {}
    for kind in sorted(_kinds(Refusal), key=lambda one: (one.code, one.__module__)):
        found.setdefault(kind.code, []).append(kind)
    return found
