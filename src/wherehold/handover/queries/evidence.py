"""What the document of a hand-over is made of: the hand-over, its photos, the ledger's entries."""

from dataclasses import dataclass

from wherehold.handover.queries import handovers
from wherehold.handover.queries.handovers import Card
from wherehold.kernel import ledger, proofs, seal
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.kernel.proofs import LedgerPlace
from wherehold.register.queries import attachments

ENTRIES_MAX = 100


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A hand-over with all that proves it. `thumbnails` are stored names by the photo's number."""

    card: Card
    thumbnails: dict[int, str]
    ledger: list[LedgerPlace]
    root_size: int


def evidence(*, actor: Actor, handover_id: int) -> Evidence:
    """Return what proves a hand-over: only whole, so for those who may see all its things.

    Raises: NotFound, also for those who may see some of it.
    """
    card = handovers.card(actor=actor, handover_id=handover_id)
    if not handovers.sees_all(actor=actor, handover_id=handover_id):
        raise NotFound({"what": "document", "key": card.number})
    ids = [photo["id"] for one in card.items for photo in (*one.photos_out, *one.photos_in)]
    photos = attachments.photos(actor=actor, attachment_ids=ids) if ids else []
    return Evidence(
        card=card,
        thumbnails={one.id: one.thumbnail or one.stored for one in photos},
        ledger=proofs.places(ledger.history("handover", handover_id, limit=ENTRIES_MAX)),
        root_size=seal.sealed(),
    )
