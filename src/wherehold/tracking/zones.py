"""The zones as shapes, made once for as long as no zone changes."""

from functools import cached_property
from threading import Lock
from typing import Any

from django.db import connection

from wherehold.tracking import geometry
from wherehold.tracking.geometry import Grid
from wherehold.tracking.models import Zone
from wherehold.tracking.nearness import Field

_VERSION = (
    "SELECT count(*), max(changed_at), max(id) FROM tracking_zone "
    "WHERE archived_at IS NULL AND around_id IS NULL"
)
_lock = Lock()
_known: "tuple[Any, Zones] | None" = None


class Zones:
    """The zones that count: one by one, and to be asked about many positions."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid

    @cached_property
    def field(self) -> Field | None:
        """Return the zones for many positions; None where there are none."""
        shapes = list(self.grid.by_id.values())
        return Field(shapes) if shapes else None


def current() -> Zones:
    """Return the zones that stand still and count now. One statement while none has changed."""
    global _known
    with connection.cursor() as cursor:
        cursor.execute(_VERSION)
        version = cursor.fetchone()
    with _lock:
        known = _known
    if known is not None and known[0] == version:
        return known[1]
    still = Zone.objects.filter(archived_at=None, around=None)
    rows = still.values_list("pk", "geometry", "reach_m")
    made = Zones(geometry.grid(geometry.shape_of(*row) for row in rows))
    with _lock:
        _known = (version, made)
    return made
