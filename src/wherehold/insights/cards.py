"""Cards on the overview that stand on slices above: they are handed in where addresses are mounted.

A card is a function of who looks. It returns what its template is given, or None for whoever has
no use for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from wherehold.kernel.actor import Actor


@dataclass(frozen=True)
class Card:
    """One card: its template, and what that is given."""

    template: str
    context: Callable[[Actor], dict[str, Any] | None]


@dataclass(frozen=True)
class Shown:
    """A card as somebody is shown it."""

    template: str
    given: dict[str, Any]


def shown(cards: Sequence[Card], actor: Actor) -> list[Shown]:
    """Return the cards that the actor has a use for."""
    found = ((card.template, card.context(actor)) for card in cards)
    return [Shown(template, given) for template, given in found if given is not None]
