"""Many readings as columns: one array for each thing that they say.

Whatever is done to a whole batch is done to columns, in about the time that one reading takes in
plain Python. NumPy is loaded when the first batch comes.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

from wherehold.tracking.reading import COLUMNS, K_MAX, NUMBERS, Content

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Longs = NDArray[np.int64]
    Doubles = NDArray[np.float64]
    Truths = NDArray[np.bool_]

ANTENNA = COLUMNS.index("antenna")
Words = tuple[str | None, str | None, str | None]
SILENT: Words = (None, None, None)
_END_OF_NOTHING = b"\0\0"


@dataclass(frozen=True)
class Batch:
    """Readings as columns. `numbers` are the first of COLUMNS, NaN where nothing was given.

    `words` are the others, one tuple for each reading; None where no reading has any.
    """

    index: Sequence[int]
    devices: Sequence[str]
    at_us: "Longs"
    numbers: "Doubles"
    words: Sequence[Words] | None = None

    def __len__(self) -> int:
        """Return how many readings there are."""
        return len(self.devices)

    def content(self, row: int) -> Content:
        """Return what one reading says."""
        values: list[float] = self.numbers[row].tolist()
        numbers = [None if one != one else one for one in values]
        if (antenna := numbers[ANTENNA]) is not None:
            numbers[ANTENNA] = int(antenna)
        return (*numbers, *(self.words[row] if self.words else SILENT))

    def piece(self, begin: int, end: int) -> "Batch":
        """Return some of the readings, one after another."""
        words = self.words[begin:end] if self.words else None
        rows = slice(begin, end)
        return Batch(
            self.index[rows], self.devices[rows], self.at_us[rows], self.numbers[rows], words
        )

    def without(self, rows: Container[int]) -> "Batch":
        """Return the readings but for some."""
        keep = [row for row in range(len(self)) if row not in rows]
        words = [self.words[row] for row in keep] if self.words else None
        index = [self.index[row] for row in keep]
        devices = [self.devices[row] for row in keep]
        return Batch(index, devices, self.at_us[keep], self.numbers[keep], words)

    def hashes(self) -> "Longs":
        """Return `number_of` each reading."""
        import numpy as np

        width = 8 * NUMBERS
        numbers = np.ascontiguousarray(self.numbers, "<f8").view(np.uint8)
        if self.words is None:
            silent = np.zeros((len(self), width + len(_END_OF_NOTHING)), np.uint8)
            silent[:, :width] = numbers
            found = [crc32(one) for one in _each(silent)]
        else:
            each = zip(_each(numbers), self.words, strict=True)
            found = [crc32(_text(said), crc32(one)) for one, said in each]
        return np.array(found, np.int64) & K_MAX


def joined(batches: Sequence[Batch], begins: Sequence[int]) -> Batch:
    """Return the readings of several batches as one; the indexes of each begin at a number."""
    import numpy as np

    if len(batches) == 1:
        return batches[0]
    index = [i + begin for one, begin in zip(batches, begins, strict=True) for i in one.index]
    words: list[Words] | None = None
    if any(one.words is not None for one in batches):
        words = [said for one in batches for said in one.words or [SILENT] * len(one)]
    return Batch(
        index,
        [device for one in batches for device in one.devices],
        np.concatenate([one.at_us for one in batches]),
        np.concatenate([one.numbers for one in batches]),
        words,
    )


@dataclass(frozen=True)
class Stored:
    """Readings that are new, in the order of device, instant and number.

    `row` is which of the batch's states each is about; `device_id` is the same as an id.
    """

    row: "Longs"
    device_id: "Longs"
    at_us: "Longs"
    k: "Longs"
    received_us: int
    flags: "Longs"
    numbers: "Doubles"
    words: Sequence[Words] | None = None

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.row)

    def within(self, low_us: int, high_us: int) -> "Stored":
        """Return those of a span, without its end."""
        import numpy as np

        found = np.flatnonzero((self.at_us >= low_us) & (self.at_us < high_us))
        return self if len(found) == len(self) else self.only(found)

    def only(self, rows: "Longs") -> "Stored":
        """Return some of them."""
        words = [self.words[row] for row in rows.tolist()] if self.words else None
        return Stored(
            self.row[rows],
            self.device_id[rows],
            self.at_us[rows],
            self.k[rows],
            self.received_us,
            self.flags[rows],
            self.numbers[rows],
            words,
        )

    def columns(self) -> "dict[str, NDArray[Any]]":
        """Return what is stored, by name, but for words and columns that say nothing."""
        import numpy as np

        received = np.full(len(self), self.received_us, np.int64)
        keys = {"device_id": self.device_id, "at_us": self.at_us, "k": self.k}
        named: dict[str, NDArray[Any]] = {**keys, "received_us": received, "flags": self.flags}
        silent = np.logical_and.reduce(np.isnan(self.numbers))
        for number, name in enumerate(COLUMNS[:NUMBERS]):
            if not silent[number]:
                named[name] = self.numbers[:, number]
        return named


def _each(rows: "NDArray[np.uint8]") -> list[bytes]:
    """Return each row as bytes."""
    raw: list[bytes] = rows.view(f"V{rows.shape[1]}").ravel().tolist()
    return raw


def _text(said: Words) -> bytes:
    words = "\0".join(["" if value is None else value for value in said])
    return words.encode("utf-8", "surrogatepass")


def last_of_each(sorted_keys: "Longs") -> "Longs":
    """Return where each run of equal keys ends."""
    import numpy as np

    if not len(sorted_keys):
        return np.zeros(0, np.int64)
    ends = np.flatnonzero(sorted_keys[1:] != sorted_keys[:-1])
    return np.append(ends, len(sorted_keys) - 1)


def first_of_each(sorted_keys: "Longs") -> "Longs":
    """Return where each run of equal keys begins."""
    import numpy as np

    if not len(sorted_keys):
        return np.zeros(0, np.int64)
    begins = np.flatnonzero(sorted_keys[1:] != sorted_keys[:-1]) + 1
    return np.append(np.zeros(1, np.int64), begins)
