"""Questions about links that show where one thing is. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime

from wherehold.accounts import secrets
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.register.queries import parties
from wherehold.tracking import access, privacy
from wherehold.tracking.models import Share


@dataclass(frozen=True, kw_only=True)
class ShareLine:
    """A link that shows where a thing is."""

    id: int
    note: str
    made_at: datetime
    made_by: str
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a link is for, and as whom it is looked at."""

    asset_id: int
    owner_id: int
    note: str
    ends_at: datetime


def of_asset(*, actor: Actor, asset_id: int) -> list[ShareLine]:
    """Return the links of a thing that are open, to whoever may see where it is."""
    things = access.things(actor, [asset_id]).values("pk")
    found = Share.objects.filter(asset__in=things, revoked_at=None, ends_at__gt=clock.now())
    rows = list(found.order_by("-pk"))
    names = parties.names(actor=actor, ids={row.made_by_id for row in rows if row.made_by_id})
    return [
        ShareLine(
            id=row.pk,
            note=row.note,
            made_at=row.made_at,
            made_by=names.get(row.made_by_id or 0, ""),
            ends_at=row.ends_at,
        )
        for row in rows
    ]


def opened(*, actor: Actor, secret: str) -> Opened | None:
    """Return what a secret opens; nothing for one that is none, has ended or was ended."""
    assert actor.name
    found = Share.objects.filter(
        digest=secrets.digest(secret),
        revoked_at=None,
        ends_at__gt=clock.now(),
        made_by__isnull=False,
    )
    row = found.first()
    if row is None or row.made_by_id is None:
        return None
    if privacy.is_kept(row.asset_id) and (
        not privacy.rules().share_allowed or privacy.is_private(row.made_by_id, clock.now())
    ):
        return None
    return Opened(
        asset_id=row.asset_id, owner_id=row.made_by_id, note=row.note, ends_at=row.ends_at
    )
