"""Things that were handed out although they are on hold."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from wherehold.alerts.finding import Asked
from wherehold.register.models import Hold


@dataclass(frozen=True, kw_only=True)
class Held:
    """One hold, and who has the thing all the same."""

    asset_id: int
    asset: str
    reason: str
    holder: str
    held_since: datetime


def broken(asked: Asked) -> list[Held]:
    """Return the holds on things that somebody was given after they were placed. One statement."""
    rows = (
        Hold.objects.filter(
            lifted_at=None,
            asset__in=asked.things.values("pk"),
            asset__held_since__gt=F("placed_at"),
        )
        .exclude(asset__held="")
        .values_list("asset_id", "asset__tag", "reason", "asset__holder__name", "asset__held_since")
        .order_by("pk")
    )
    return [
        Held(asset_id=key, asset=tag, reason=why, holder=who or "", held_since=since)
        for key, tag, why, who, since in rows
        if since is not None
    ]
