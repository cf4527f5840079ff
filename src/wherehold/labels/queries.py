"""Questions about labels. Nothing here writes."""

from collections.abc import Sequence

from django.conf import settings

from wherehold.kernel import organisation
from wherehold.kernel.actor import Actor
from wherehold.labels import checks, sheet
from wherehold.labels.stocks import DEFAULT
from wherehold.register.queries import labelled


def preview(
    *, actor: Actor, asset_ids: Sequence[int], stock: str = DEFAULT, start_at: int = 1
) -> bytes:
    """Draw how the first sheet would look, as PNG. Its codes lead nowhere.

    Raises: UnknownStock, NoSuchLabel; NotFound.
    """
    chosen = checks.checked_stock(stock, start_at)
    first = list(asset_ids)[: chosen.labels - start_at + 1]
    address = f"{settings.PUBLIC_URL or 'https://wherehold.example'}/t/{'0' * 16}"
    labels = [
        sheet.Label(address, tag, name)
        for tag, name in labelled.tags_and_names(actor=actor, asset_ids=first)
    ]
    owner = organisation.current().name
    return sheet.draw(labels, chosen, owner=owner, start_at=start_at, form="png", ppi=96)
