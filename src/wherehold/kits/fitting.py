"""Which piece stands for which line of a list: found anew each time, so nothing can be stale."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of what belongs together, as it is matched."""

    id: int
    asset_id: int | None = None
    model_id: int | None = None
    category_path: str = ""
    quantity: int = 1
    must: bool = True
    substitutes: Sequence[int] = field(default=())

    def takes(self, piece: "Thing") -> bool:
        """Say whether a thing will do for it."""
        if self.asset_id is not None:
            return piece.id == self.asset_id or piece.model_id in self.substitutes
        if self.model_id is not None:
            return piece.model_id is not None and piece.model_id in (
                self.model_id,
                *self.substitutes,
            )
        return piece.category_path.startswith(self.category_path)

    def likes(self, piece: "Thing") -> int:
        """Return how well a thing fits that will do: less is better."""
        if self.asset_id is not None:
            return 0 if piece.id == self.asset_id else 2
        if self.model_id is not None:
            return 1 if piece.model_id == self.model_id else 2
        return 3


@dataclass(frozen=True)
class Thing:
    """What a thing is matched by."""

    id: int
    model_id: int | None
    category_path: str


def fit(lines: Sequence[Line], things: Iterable[Thing]) -> dict[int, int]:
    """Return the line of each thing, by its id; as many as can be have one.

    A thing that came first keeps a line if there is any way; it may be given another one.
    """
    slots = [line for line in lines for _ in range(line.quantity)]
    taken: dict[int, Thing] = {}

    def place(thing: Thing, tried: set[int]) -> bool:
        wanted = (i for i, line in enumerate(slots) if line.takes(thing) and i not in tried)
        for i in sorted(wanted, key=lambda i: (slots[i].likes(thing), i in taken, i)):
            if i in tried:
                continue
            tried.add(i)
            if i not in taken or place(taken[i], tried):
                taken[i] = thing
                return True
        return False

    for thing in things:
        place(thing, set())
    return {thing.id: slots[i].id for i, thing in taken.items()}


def filled(lines: Sequence[Line], fitted: Mapping[int, int]) -> dict[int, int]:
    """Return by line how many things stand for it."""
    counts = dict.fromkeys((line.id for line in lines), 0)
    for line_id in fitted.values():
        counts[line_id] += 1
    return counts


def lacking(lines: Sequence[Line], fitted: Mapping[int, int]) -> dict[int, int]:
    """Return by line how many things are lacking without which it is incomplete."""
    have = filled(lines, fitted)
    return {
        line.id: line.quantity - have[line.id]
        for line in lines
        if line.must and have[line.id] < line.quantity
    }
