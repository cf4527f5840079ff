"""Cards on the overview that stand on slices above: they are handed in where addresses are mounted.

A card is a function of who looks. It returns what its template is given, or None for whoever has
no use for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wherehold.kernel.actor import Actor


@dataclass(frozen=True)
class Card:
    """One card: its template, what that is given, and whether it stands before our own."""

    template: str
    context: Callable[[Actor], dict[str, Any] | None]
    first: bool = False


@dataclass(frozen=True)
class Shown:
    """A card as somebody is shown it; `span` is how wide it is."""

    template: str
    given: dict[str, Any]
    span: str = ""


def shown(cards: Sequence[Card], actor: Actor, own: Sequence[Shown] = ()) -> list[Shown]:
    """Return the cards that the actor has a use for, around our own, as wide as fills rows."""
    found = [(card, card.context(actor)) for card in cards]
    first = [Shown(one.template, given) for one, given in found if one.first and given is not None]
    after = [
        Shown(one.template, given) for one, given in found if not one.first and given is not None
    ]
    row = [*first, *own, *after]
    return [replace(one, span=span) for one, span in zip(row, _spans(len(row)), strict=True)]


def _spans(number: int) -> list[str]:
    """Return how wide each of some cards is: three a row, and two where one would be left over."""
    if number == 1:
        return ["c12"]
    halves = {0: 0, 1: 4, 2: 2}[number % 3]
    return ["c4"] * (number - halves) + ["c6"] * halves
