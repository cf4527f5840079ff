"""Which reservations a thing was kept for."""

from wherehold.kernel.actor import Actor
from wherehold.reservations import access
from wherehold.reservations.models import Booking


def with_asset(*, actor: Actor, asset_id: int, limit: int = 500) -> list[int]:
    """Return the reservations for which an asset was kept, as far as the actor may see them."""
    seen = access.visible(actor, at="line__reservation__")
    rows = Booking.objects.filter(seen, asset=asset_id).order_by("-line__reservation_id")
    ids = rows.values_list("line__reservation_id", flat=True)[:limit]
    return list(dict.fromkeys(ids))
