"""What a thing has a part in: documents and kits that tell on its timeline what became of them.

A slice below adds a line here: which of its subjects an asset is part of, and whether all that
happens to one concerns it.
"""

from collections.abc import Callable, Mapping

from wherehold.handover.queries import handovers
from wherehold.kernel.actor import Actor
from wherehold.kits.queries import kits
from wherehold.register.queries.timeline import About
from wherehold.reservations.queries import things as reservations
from wherehold.transfers.queries import transfers

Found = list[tuple[int, bool]]


def _parts(query: Callable[..., list[int]]) -> Callable[[Actor, int], Found]:
    return lambda actor, asset_id: [(k, False) for k in query(actor=actor, asset_id=asset_id)]


SUBJECTS: Mapping[str, Callable[[Actor, int], Found]] = {
    "handover": _parts(handovers.with_asset),
    "reservation": _parts(reservations.with_asset),
    "transfer": _parts(transfers.with_asset),
    "kit": lambda actor, asset_id: kits.kits_with(actor=actor, asset_id=asset_id),
}


def of_asset(*, actor: Actor, asset_id: int) -> list[About]:
    """Return all that an asset has a part in, as far as the actor may know of it."""
    return [
        About(kind, key, whole)
        for kind, find in SUBJECTS.items()
        for key, whole in find(actor, asset_id)
    ]
