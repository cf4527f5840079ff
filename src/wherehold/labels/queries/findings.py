"""What finders wrote, for those who may see the things that it is about. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from wherehold.kernel.actor import Actor
from wherehold.labels import access
from wherehold.labels.models import Finding
from wherehold.register.queries import holding

SHOWN_MAX = 100


@dataclass(frozen=True)
class FindingLine:
    """One message; without an asset, its label stands for nothing that the actor may see."""

    id: int
    text: str
    contact: str
    received_at: datetime
    asset_id: int | None
    tag: str


def newest(*, actor: Actor) -> list[FindingLine]:
    """Return the newest messages about what the actor may see, newest first. Two statements.

    Those about nothing are shown to who may change the settings everywhere.

    Raises: NotAllowed without label.print.
    """
    access.must_print(actor)
    nothing = Q(asset=None) if actor.may_everywhere(access.SETTINGS) else Q(pk__in=())
    rows = list(Finding.objects.filter(Q(asset__isnull=False) | nothing).order_by("-pk")[:500])
    ids = {row.asset_id for row in rows if row.asset_id}
    tags = {one.id: one.tag for one in holding.assets_named(actor=actor, asset_ids=ids)}
    return [
        FindingLine(
            row.pk,
            row.text,
            row.contact,
            row.received_at,
            row.asset_id,
            tags.get(row.asset_id or 0, ""),
        )
        for row in rows
        if row.asset_id is None or row.asset_id in tags
    ][:SHOWN_MAX]
