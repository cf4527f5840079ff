"""What a thing has a part in: documents and kits that tell on its timeline what became of them.

A slice below adds a line here: which of its subjects an asset is part of, and whether all that
happens to one concerns it.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import QuerySet, Value

from wherehold.handover.queries import handovers
from wherehold.kernel import written
from wherehold.kernel.actor import Actor
from wherehold.kits.queries import kits
from wherehold.register.queries.timeline import About
from wherehold.reservations.queries import things as reservations
from wherehold.transfers.queries import transfers

MOST = 500


class Part(NamedTuple):
    """A kind of subject, the question which of them an asset is part of, and how much of each."""

    subject_type: str
    find: Callable[..., QuerySet[Any, Any]]
    whole: bool = False


PARTS = (
    Part("handover", handovers.with_asset),
    Part("reservation", reservations.with_asset),
    Part("transfer", transfers.with_asset),
    Part("kit", kits.made_of, whole=True),
    Part("kit", kits.with_asset),
)


def of_asset(*, actor: Actor, asset_id: int) -> list[About]:
    """Return what an asset has a part in, as far as the actor may know of it. One statement.

    Of very many of a kind, the newest.
    """
    found: dict[int, list[int]] = {}
    for key, n in written.asked(_every_part, actor, asset_id):
        found.setdefault(n, []).append(key)
    return [
        About(PARTS[n].subject_type, key, PARTS[n].whole)
        for n in sorted(found, key=lambda n: PARTS[n].whole)
        for key in sorted(found[n], reverse=True)[:MOST]
    ]


def _every_part(actor: Actor, asset_id: int) -> QuerySet[Any, Any]:
    first, *others = [
        part.find(actor=actor, asset_id=asset_id).order_by().annotate(part=Value(n))
        for n, part in enumerate(PARTS)
    ]
    found: QuerySet[Any, Any] = first.union(*others)
    return found
