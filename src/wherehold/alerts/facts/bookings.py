"""Pieces that are promised to somebody soon, and that somebody else has."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from wherehold.alerts.finding import Asked
from wherehold.reservations.models import Booking
from wherehold.reservations.rules import STARTING


@dataclass(frozen=True, kw_only=True)
class Promised:
    """One piece of a reservation, and who has it."""

    asset_id: int
    asset: str
    holder: str
    reservation_id: int
    begins_at: datetime


def out(asked: Asked) -> list[Promised]:
    """Return the pieces wanted within some hours that are not back. One statement."""
    soon = asked.now + timedelta(hours=asked.number("hours"))
    rows = (
        Booking.objects.filter(
            open=True,
            checkout_id=None,
            begins_at__lte=soon,
            until_at__gt=asked.now,
            line__reservation__state__in=STARTING,
            asset__in=asked.things.exclude(held="").values("pk"),
        )
        .order_by("begins_at")
        .values_list(
            "asset_id", "asset__tag", "asset__holder__name", F("line__reservation_id"), "begins_at"
        )
    )
    return [
        Promised(asset_id=key, asset=tag, holder=who or "", reservation_id=of, begins_at=at)
        for key, tag, who, of, at in rows
    ]
