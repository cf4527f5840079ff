"""What an entry about an asset says to whoever asks: without what they may not know.

What is left out leaves no trace: an entry that speaks of nothing else is not there at all.
"""

from typing import Any

from wherehold.kernel.actor import Actor

# Also what slices above write of amounts on an asset's timeline.
PRICE = frozenset(
    {"price_minor", "currency", "rate", "value_minor"}
    | {"cost_minor", "residual_minor", "opening_minor", "accumulated_minor", "amount_minor"}
    | {"tax_minor", "result_minor", "surplus_minor", "gain_minor", "proceeds_minor"}
    | {"late_minor"}
)
HOLDER = frozenset(
    {"holder_id", "from_holder_id", "held_place_id", "held_asset_id"}
    # Of what is told on its timeline though it is about a document that names it.
    | {"receiver_id", "party_id"}
)
_COUNTER = frozenset({"version", "updated_at", "place_path", "category_path"})
# Columns that follow from others; an entry that has only these left says nothing.
_FOLLOWS = HOLDER | _COUNTER | {"held", "held_since", "due_on"}


def told(actor: Actor, asset: tuple[str, str, int | None], data: dict[str, Any]) -> dict[str, Any]:
    """Return an entry's data as the actor may know it.

    `asset` is where the asset is now: path of its place, path of its category, its holder.
    """
    place, category, holder_id = asset
    own = actor.party_id is not None and holder_id == actor.party_id
    hidden: set[str] = set()
    if not actor.may("asset.price", place, category):
        hidden |= PRICE
    if not actor.may("custody.holder", place, category) and not own:
        hidden |= HOLDER
    if not hidden:
        return data
    return {
        name: _without(value, hidden) if name in {"changed", "values"} else value
        for name, value in data.items()
        if name not in hidden
    }


def says_nothing(kind: str, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Say whether nothing is left of a change but what follows from what was left out."""
    if kind != "register.changed" or before == after:
        return False
    words = after.get("keywords_added") or after.get("keywords_removed")
    return not words and set(after.get("changed") or ()) <= _FOLLOWS


def _without(columns: dict[str, Any], hidden: set[str]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if name not in hidden}
