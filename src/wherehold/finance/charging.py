"""What months charge some lines: rows of each month, what they come to, and a digest of them."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any

from wherehold.finance import batches

if TYPE_CHECKING:
    from wherehold.finance.engine.many import Amounts

# Things whose ids are alike but for the last of so many are hashed together.
BLOCK = 1024
# The digest of a month that charges nothing.
NOTHING = hashlib.sha256().hexdigest()


@dataclass(frozen=True, kw_only=True)
class Charges:
    """What one month charges some lines, in the order of their things. Units: minor units."""

    assets: "Amounts"
    lines: "Amounts"
    charges: "Amounts"
    accumulated: "Amounts"
    kinds: Sequence[str]

    @property
    def total(self) -> int:
        """Return what they come to."""
        return int(self.charges.sum())

    def rows(self, period_id: int) -> Iterator[tuple[int, int, int, int, str]]:
        """Give a row a line: the period, the line, its charge, what is accumulated, its kind."""
        columns = (self.lines.tolist(), self.charges.tolist(), self.accumulated.tolist())
        return zip(repeat(period_id, len(self.kinds)), *columns, self.kinds, strict=True)

    def added(self, journal: Sequence[Sequence[Any]]) -> list[list[Any]]:
        """Return a journal with these in it: kind, charge and lines of each, by kinds."""
        import numpy as np

        sums = {kind: [charge, lines] for kind, charge, lines in journal}
        places = {kind: place for place, kind in enumerate(dict.fromkeys(self.kinds))}
        at = np.fromiter((places[kind] for kind in self.kinds), np.int64, len(self.kinds))
        charges = np.zeros(len(places), np.int64)
        np.add.at(charges, at, self.charges)
        lines = np.bincount(at, minlength=len(places)).tolist()
        for kind, charge, number in zip(places, charges.tolist(), lines, strict=True):
            before = sums.get(kind, (0, 0))
            sums[kind] = [before[0] + charge, before[1] + number]
        return [[kind, *sums[kind]] for kind in sorted(sums)]

    def hashed(self, digest: str) -> str:
        """Return the digest of what was charged before and of these.

        Of each block of things it is the SHA-256 of the digest before, as text, and of the id of
        the thing and its charge, line by line, each as eight bytes with the highest first.
        """
        import numpy as np

        pairs = np.stack((self.assets, self.charges), axis=1).astype(">i8")
        blocks = np.flatnonzero(np.diff(self.assets // BLOCK)) + 1
        for block in np.split(pairs, blocks) if len(pairs) else ():
            digest = hashlib.sha256(digest.encode() + block.tobytes()).hexdigest()
        return digest


def end_of_block(asset_id: int) -> int:
    """Return the last id that is hashed together with that of a thing."""
    return asset_id // BLOCK * BLOCK + BLOCK - 1


def by_month(
    lines: Sequence[batches.Line], schemes: batches.Schemes, charged: "Amounts"
) -> Iterator[Charges]:
    """Give what each month charges: what is to be charged by its end less what was before.

    Lines are in the order of their things; what is charged already is not charged again.
    """
    import numpy as np

    def column(name: str) -> "Amounts":
        return np.fromiter((one[name] for one in lines), np.int64, len(lines))

    assets, keys, opening, before = map(column, ("asset_id", "pk", "opening_minor", "posted"))
    kinds = np.array([one["asset__category__full_name"] or "" for one in lines], object)
    known = np.array([schemes.place(one["asset__category_path"]) >= 0 for one in lines], np.bool_)
    for total in charged.T:
        those = np.flatnonzero(known & (total != before))
        yield Charges(
            assets=assets[those],
            lines=keys[those],
            charges=(total - before)[those],
            accumulated=(opening + total)[those],
            kinds=kinds[those].tolist(),
        )
        before = total
