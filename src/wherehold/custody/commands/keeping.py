"""How a hand-over shows on the asset: who holds it, where it is, and what moves along."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wherehold.custody.events import Changed, MovedAlong
from wherehold.custody.stays import Asset, Target, Terms, difference
from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.register.commands import holding, rows

NOBODY = {
    "held": "",
    "holder_id": None,
    "held_place_id": None,
    "held_asset_id": None,
    "held_since": None,
    "due_on": None,
}


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """What a hand-over says about the recorded place, if it says anything."""

    moves: bool = False
    place_id: int | None = None
    container_id: int | None = None


def out_state(asset: Asset, target: Target, terms: Terms, where: Whereabouts) -> dict[str, Any]:
    """Return the state of an asset that goes to a target."""
    state = in_state(asset, terms, where.place_id) | {
        "held": target.held,
        "holder_id": target.holder_id,
        "held_place_id": target.place_id,
        "held_asset_id": target.into_asset_id,
        "held_since": terms.at,
        "due_on": terms.due_on,
    }
    return state | ({"container_id": where.container_id} if where.moves else {})


def in_state(asset: Asset, terms: Terms, place_id: int | None) -> dict[str, Any]:
    """Return the state of an asset that comes back, and is put somewhere if that is said.

    What went into another asset comes out of it; what lies in a case that it came with leaves
    the case only when it is put elsewhere.
    """
    state = holding.state_of(asset) | NOBODY
    if asset.held_asset_id and asset.container_id == asset.held_asset_id:
        state["container_id"] = None
    if place_id is not None:
        state |= rows.placed(asset, place_id, terms.at)
        if place_id != asset.place_id:
            state["container_id"] = None
    if terms.condition:
        state["condition"] = terms.condition
    return state


@transaction.atomic
def write(
    *, actor: Actor, states: Mapping[Asset, dict[str, Any]], act: UUID, at: datetime
) -> list[Changed]:
    """Write new states, take along what is inside, and return what changed for each asset.

    Raises: nothing.
    Records: custody.moved_along for what is inside.
    """
    changed = [difference(holding.state_of(asset), state) for asset, state in states.items()]
    moved = {
        asset.pk: state["place_id"]
        for asset, state in states.items()
        if state["place_id"] != asset.place_id
    }
    own = {asset.pk: state for asset, state in states.items()}
    along: dict[int, dict[str, Any]] = {}
    events = []
    for top, asset in holding.contents_of(moved) if moved else ():
        if asset.pk in own:
            continue
        before = holding.state_of(asset)
        along[asset.pk] = before | rows.placed(asset, moved[top], at)
        what = difference(before, along[asset.pk])
        events.append(MovedAlong(subject_id=asset.pk, inside_id=top, changed=what))
    holding.write(actor=actor, states=own | along)
    ledger.record(events, actor=actor, happened_at=at, act=act)
    return changed
