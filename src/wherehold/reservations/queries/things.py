"""Which reservations a thing was kept for."""

from typing import Any

from django.db.models import QuerySet

from wherehold.kernel.actor import Actor
from wherehold.reservations import access
from wherehold.reservations.models import Booking


def with_asset(*, actor: Actor, asset_id: int) -> QuerySet[Any, Any]:
    """Return the ids of reservations for which an asset was kept, of those the actor may see."""
    seen = access.visible(actor, at="line__reservation__")
    return Booking.objects.filter(seen, asset=asset_id).values_list("line__reservation_id")
