"""The Merkle tree of RFC 9162 over the leaves of the ledger. Nothing here touches a table.

A tree of n leaves is made of complete subtrees, one for each bit of n: the subtree of level L and
number N spans the positions from N * 2**L, 2**L of them. Hashes of every eighth level are kept,
so any hash is worked out from at most 255 others a level kept, however many leaves there are.

Source: RFC 9162, sections 2.1.1 to 2.1.4.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256

KEPT_LEVELS = 8
EMPTY = sha256(b"").digest()
# Returns the digests of so many subtrees of a kept level, beginning with one number.
Fetch = Callable[[int, int, int], list[bytes]]


def join(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node from those of its two children."""
    return sha256(b"\x01" + left + right).digest()


def fold(digests: list[bytes]) -> bytes:
    """Return the root of a complete subtree from one of its levels, a power of two wide."""
    while len(digests) > 1:
        pairs = iter(digests)
        digests = [join(left, right) for left, right in zip(pairs, pairs, strict=True)]
    return digests[0]


def peaks(size: int) -> list[tuple[int, int]]:
    """Return level and number of the complete subtrees that n leaves are made of, left first."""
    found, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            found.append((level, start >> level))
            start += 1 << level
    return found


def bagged(digests: Iterable[bytes]) -> bytes:
    """Return the root of a tree from its peaks, given from the left."""
    root = None
    for digest in reversed(list(digests)):
        root = digest if root is None else join(digest, root)
    return EMPTY if root is None else root


class Tree:
    """A tree whose kept hashes lie elsewhere, read when they are needed."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    def complete(self, level: int, number: int) -> bytes:
        """Return the hash of a complete subtree."""
        over = level % KEPT_LEVELS
        return fold(self._fetch(level - over, number << over, 1 << over))

    def span(self, start: int, end: int) -> bytes:
        """Return the hash of the leaves from a position that a subtree of that size begins at."""
        parts = [(level, (start >> level) + number) for level, number in peaks(end - start)]
        return bagged(self.complete(level, number) for level, number in parts)

    def root(self, size: int) -> bytes:
        """Return the root of the first so many leaves."""
        return self.span(0, size)

    def inclusion(self, position: int, size: int) -> list[bytes]:
        """Return the hashes that lead from a leaf to the root, the nearest first."""
        start, end, path = 0, size, []
        while end - start > 1:
            middle = start + _split(end - start)
            if position < middle:
                path.append(self.span(middle, end))
                end = middle
            else:
                path.append(self.span(start, middle))
                start = middle
        return path[::-1]

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Return the hashes that show that the first `old` of `new` leaves are the same ones."""
        start, end, whole, path = 0, new, True, []
        while old != end:
            middle = start + _split(end - start)
            if old <= middle:
                path.append(self.span(middle, end))
                end = middle
            else:
                path.append(self.span(start, middle))
                start, whole = middle, False
        if not whole:
            path.append(self.span(start, end))
        return path[::-1]


class Growing:
    """A tree that is given leaves one by one and remembers only its peaks."""

    def __init__(
        self,
        keep: Callable[[int, int, bytes], None] = lambda *_: None,
        *,
        beyond: tuple["Tree", int] | None = None,
    ) -> None:
        """Begin it, empty or beyond the first so many leaves of a tree.

        `keep` is told level, number and digest of every complete subtree that is kept.
        """
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []
        self._keep = keep
        if beyond:
            tree, self.size = beyond
            self._peaks = [(level, tree.complete(level, n)) for level, n in peaks(self.size)]

    def add(self, leaf: bytes) -> None:
        """Add a leaf at the end."""
        level, digest = 0, leaf
        while self._peaks and self._peaks[-1][0] == level:
            digest = join(self._peaks.pop()[1], digest)
            level += 1
            if level % KEPT_LEVELS == 0:
                self._keep(level, self.size >> level, digest)
        self._peaks.append((level, digest))
        self.size += 1

    def root(self) -> bytes:
        """Return the root of what it has."""
        return bagged(digest for _, digest in self._peaks)


def _split(size: int) -> int:
    """Return the largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1
