"""What meters said."""

from typing import Any

from wherehold.finance import access
from wherehold.finance.models import Reading
from wherehold.kernel.actor import Actor


def readings(*, actor: Actor, asset_id: int, limit: int = 100) -> list[dict[str, Any]]:
    """Return what the meter of a thing said, the newest first. One statement."""
    seen = access.priced(actor).filter(pk=asset_id).values("pk")
    found = Reading.objects.filter(asset__in=seen).order_by("-on")
    columns = found.values("asset_id", "on", "count", "units")
    return [dict(one) for one in columns[:limit]]
