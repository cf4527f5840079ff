"""The things of a book one under the other, with what each is worth: read as they are wanted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from wherehold.finance import access
from wherehold.finance.models import Book
from wherehold.finance.queries import whole
from wherehold.finance.worth import Worth
from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor

if TYPE_CHECKING:
    from wherehold.finance.engine.many import Amounts

CHUNK = 2_000
One = TypeVar("One", covariant=True)
_NAMES = ("asset__tag", "asset__name", "part", "asset__category__full_name", "in_service_on")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One thing. `charge` is what it was charged since the earlier day. Units: minor units."""

    tag: str
    name: str
    kind: str
    in_service_on: date | None
    method: str
    worth: Worth
    charge: int


class Listing:
    """Things of a book on a day, in the order of their ids: how many, what they come to, each."""

    def __init__(self, actor: Actor, book: Book, found: whole.Figures, those: "Amounts") -> None:
        """Take figures of a book on an earlier day and on the day, and which things count."""
        self._actor, self._book, self._found, self._those = actor, book, found, those
        self.whole = Worth(
            cost=int(found.cost[those, -1].sum()),
            accumulated=int(found.accumulated[those, -1].sum()),
            state="",
        )
        self.charge = int((found.charged[those, -1] - found.charged[those, 0]).sum())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._those)

    def __iter__(self) -> Iterator[Listed]:
        """Give each, with its names, which are read now. One statement."""
        keys = self._found.keys
        lines = access.lines(self._actor).filter(book=self._book).order_by("asset", "part")
        if len(self._those) < len(keys):
            lines = lines.filter(pk__in=bulk.among(keys[self._those].tolist()))
        rows = lines.values_list("pk", *_NAMES).iterator(chunk_size=CHUNK)
        while some := list(islice(rows, CHUNK)):
            yield from self._named(some)

    def _named(self, rows: Sequence[tuple[Any, ...]]) -> Iterator[Listed]:
        import numpy as np

        found = self._found
        wanted = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        # What came in since is not there.
        at = np.minimum(np.searchsorted(found.keys, wanted), len(found.keys) - 1)
        there = found.keys[at] == wanted
        figures = (found.state, found.cost, found.accumulated, found.charged)
        last = zip(*(one[at, -1].tolist() for one in figures), strict=True)
        first = found.charged[at, 0].tolist()
        several = zip(rows, found.method[at].tolist(), there.tolist(), first, last, strict=True)
        for (_key, tag, name, part, kind, since), method, known, before, now in several:
            if known:
                state, cost, accumulated, charged = now
                yield Listed(
                    tag=tag,
                    name=f"{name} · {part}" if part else name,
                    kind=kind or "",
                    in_service_on=since,
                    method=whole.NAMES[method],
                    worth=Worth(cost=cost, accumulated=accumulated, state=whole.STATES[state]),
                    charge=charged - before,
                )


class Many(Protocol[One]):
    """Things whose number is known before they are read."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __iter__(self) -> Iterator[One]:
        """Give each."""


@dataclass(frozen=True)
class Rows(Generic[One]):
    """Rows of a table that are made from a listing whenever they are wanted."""

    listing: Many[One]
    row: Callable[[One], Sequence[Any]]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.listing)

    def __iter__(self) -> Iterator[Sequence[Any]]:
        """Give each."""
        return map(self.row, self.listing)


def listing(
    *, actor: Actor, code: str, as_at: date, since: date | None = None, state: str = ""
) -> Listing:
    """Return the things of a book at the end of a day, all of them or those in one state.

    Raises: NotFound.
    """
    import numpy as np

    book = access.book(actor, code)
    found = whole.figures(actor=actor, book=book, days=[since or as_at, as_at])
    those = np.arange(len(found.keys))
    if state:
        those = np.flatnonzero(found.state[:, -1] == whole.STATES.index(state))
    return Listing(actor, book, found, those)
